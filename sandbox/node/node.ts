import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { at, record, records, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject, PodLogOptions, PodRuntime, StoreEvent } from "@/sandbox/api/types";
import { ClaimSizes } from "@/sandbox/monitoring/kubelet";
import { AddressBlock } from "@/sandbox/node/addresses";
import { ChildTable } from "@/sandbox/node/child";
import { PodEvents } from "@/sandbox/node/events";
import { type Programs, prepareLaunch } from "@/sandbox/node/launch";
import type { NodeContext } from "@/sandbox/node/pod-context";
import { PodWorker, restartPolicyOf } from "@/sandbox/node/pod-worker";
import { Turnstile } from "@/sandbox/node/turnstile";
import { type GroupUsage, readGroups } from "@/sandbox/node/usage";
import { claimDirectory, type NodeDirectories, podDirectory } from "@/sandbox/node/volumes";
import type { ImageTable } from "@/sandbox/registry/resolve";

const SAMPLE_MS = 2_000;
/** Processes are measured from outside and less exactly than by a kernel's group: some room above the limit. */
const MEMORY_TOLERANCE = 1.5;
const STARTS_AT_ONCE = 3;
const SUSPEND_GRACE_MS = 4_000;

export type ContainerUsage = GroupUsage & {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Processor use over the last sample, in thousandths of a core. */
  readonly cpuMilli: number;
};

export type NodeOptions = {
  readonly store: Store;
  readonly images: ImageTable;
  readonly directory: string;
  readonly programs: Programs;
  /** Identity of this sandbox; its pods' addresses follow from it. */
  readonly owner: string;
  /** Whether the run before ended in order; then its pods go on without a restart being counted. */
  readonly stoppedInOrder?: boolean;
};

/** The one node of the sandbox: runs pods of known images as local processes. */
export class SandboxNode implements PodRuntime {
  readonly #store: Store;
  readonly #images: ImageTable;
  readonly #directories: NodeDirectories;
  readonly #children: ChildTable;
  readonly #addresses: AddressBlock;
  readonly #context: NodeContext;
  readonly #workers = new Map<string, PodWorker>();
  readonly #usage = new Map<string, ContainerUsage>();
  readonly #sizes: ClaimSizes;
  readonly #unsubscribe: (() => void)[] = [];
  #sampler: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: NodeOptions) {
    this.#store = options.store;
    this.#images = options.images;
    this.#directories = {
      pods: join(options.directory, "pods"),
      volumes: join(options.directory, "volumes"),
    };
    this.#sizes = new ClaimSizes((namespace, claim) => claimDirectory(this.#directories, namespace, claim));
    this.#children = new ChildTable(join(options.directory, "processes"));
    this.#addresses = new AddressBlock(options.owner);
    const turnstile = new Turnstile(STARTS_AT_ONCE);
    const events = new PodEvents(options.store);
    const launch: NodeContext["prepareLaunch"] = (pod, container, image) =>
      prepareLaunch(options.store, this.#directories, options.programs, pod, container, image);
    this.#context = {
      images: options.images,
      events,
      stoppedInOrder: options.stoppedInOrder ?? false,
      prepareLaunch: launch,
      launchForHook: (pod, container, reference) => {
        const resolution = options.images.resolve(reference);
        try {
          return resolution.kind === "image" ? launch(pod, container, resolution.image) : undefined;
        } catch {
          return undefined;
        }
      },
      startChild: (spec) => turnstile.pass(() => this.#children.start(spec)),
    };
  }

  /** True for pods whose every image is in our registry's repositories and that no test simulates. */
  runs(pod: KubeObject): boolean {
    const annotations = Object.keys(pod.metadata.annotations ?? {});
    if (annotations.some((name) => name.startsWith("fake/"))) return false;
    const containers = [
      ...records(at(pod, "spec", "initContainers")),
      ...records(at(pod, "spec", "containers")),
    ];
    return (
      containers.length > 0 &&
      containers.every((container) => this.#images.resolve(text(container["image"]) ?? "").kind !== "foreign")
    );
  }

  logs(
    namespace: string,
    pod: string,
    container: string,
    options: PodLogOptions,
  ): AsyncIterable<Buffer> | undefined {
    const object = this.#store.get("pods", namespace, pod);
    const worker = object === undefined ? undefined : this.#workers.get(object.metadata.uid ?? "");
    return worker?.containers.find((candidate) => candidate.name === container)?.log.read(options);
  }

  /** Memory and processor use of every running container, at most two seconds old. */
  usage(): readonly ContainerUsage[] {
    return [...this.#usage.values()];
  }

  /** Bytes the files of a claim take, at most a minute old. */
  claimBytes(namespace: string, claim: string): number | null {
    return this.#sizes.bytes(namespace, claim);
  }

  /** Ends what an earlier sandbox left, runs the pods the store knows, and follows its changes. */
  start(): void {
    const stale = this.#children.killStale();
    if (stale > 0) console.log(`sandbox: ended ${stale} processes an earlier run left behind`);
    this.#unsubscribe.push(this.#store.subscribe("pods", (event) => this.#onPod(event)));
    this.#unsubscribe.push(
      this.#store.subscribe("persistentvolumeclaims", ({ type, object }) => {
        if (type === "DELETED")
          this.#removeDirectory(
            claimDirectory(this.#directories, object.metadata.namespace ?? "", object.metadata.name),
          );
      }),
    );
    this.#unsubscribe.push(
      this.#store.subscribe("namespaces", ({ type, object }) => {
        if (type === "DELETED") this.#removeDirectory(join(this.#directories.volumes, object.metadata.name));
      }),
    );
    for (const pod of this.#store.list("pods")) this.#adopt(pod);
    this.#removeForgottenPods();
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** Ends all processes within about four seconds; the pods stay recorded as they are. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearInterval(this.#sampler);
    await Promise.all([...this.#workers.values()].map((worker) => worker.suspend(SUSPEND_GRACE_MS)));
  }

  #onPod({ type, object }: StoreEvent): void {
    const uid = object.metadata.uid ?? "";
    const worker = this.#workers.get(uid);
    if (type === "DELETED") {
      this.#workers.delete(uid);
      this.#addresses.release(uid);
      const gone = worker?.abandon() ?? Promise.resolve();
      if (worker !== undefined)
        void gone.then(() => this.#removeDirectory(podDirectory(this.#directories, object)));
    } else if (worker !== undefined) worker.observe(object);
    else this.#adopt(object);
  }

  #adopt(pod: KubeObject): void {
    if (this.#stopping || text(at(pod, "spec", "nodeName")) === undefined || !this.runs(pod)) return;
    const uid = pod.metadata.uid ?? "";
    const worker = new PodWorker(this.#store, this.#context, pod, podDirectory(this.#directories, pod));
    this.#workers.set(uid, worker);
    this.#giveAddress(worker, pod);
    const phase = at(pod, "status", "phase");
    if (pod.metadata.deletionTimestamp !== undefined) return;
    if (phase === "Running" && restartPolicyOf(pod) === "Never") this.#failInterrupted(pod);
    else if (phase !== "Succeeded" && phase !== "Failed") void worker.run();
  }

  /** As a kubelet does: the address its pod really listens on is the one that counts. */
  #giveAddress(worker: PodWorker, pod: KubeObject): void {
    const podIP = this.#addresses.assign(worker.uid, text(at(pod, "status", "podIP")));
    const { namespace, name } = pod.metadata;
    const written = this.#store.update(
      "pods",
      namespace,
      name,
      (current) => ({ ...current, status: { ...record(current["status"]), podIP, podIPs: [{ ip: podIP }] } }),
      { subresource: "status" },
    );
    if (written !== undefined) worker.observe(written);
  }

  /** A pod that must not be restarted was running when the sandbox stopped: it failed. */
  #failInterrupted(pod: KubeObject): void {
    const finishedAt = `${new Date().toISOString().slice(0, 19)}Z`;
    const terminated = {
      exitCode: 137,
      reason: "ContainerStatusUnknown",
      message: "The container could not be located when the sandbox started.",
      finishedAt,
    };
    const { namespace, name } = pod.metadata;
    this.#store.update(
      "pods",
      namespace,
      name,
      (current) => ({
        ...current,
        status: {
          ...record(current["status"]),
          phase: "Failed",
          containerStatuses: records(at(current, "status", "containerStatuses")).map((entry) => ({
            ...entry,
            ready: false,
            started: false,
            state: {
              terminated: {
                startedAt: at(entry, "state", "running", "startedAt") ?? finishedAt,
                ...terminated,
              },
            },
          })),
        },
      }),
      { subresource: "status" },
    );
  }

  #sample(): void {
    const groups = new Set<number>();
    for (const worker of this.#workers.values()) {
      for (const { processGroup } of worker.containers)
        if (processGroup !== undefined) groups.add(processGroup);
    }
    const measured = readGroups(groups);
    const before = new Map(this.#usage);
    this.#usage.clear();
    for (const worker of this.#workers.values()) {
      const { namespace = "", name: pod } = worker.pod.metadata;
      for (const container of worker.containers) {
        const usage = measured.get(container.processGroup ?? 0);
        if (usage === undefined) continue;
        const key = `${worker.uid}/${container.name}/${container.processGroup}`;
        const spent = usage.cpuSeconds - (before.get(key)?.cpuSeconds ?? usage.cpuSeconds);
        const cpuMilli = Math.round((spent * 1_000_000) / SAMPLE_MS);
        this.#usage.set(key, { ...usage, namespace, pod, container: container.name, cpuMilli });
        const limit = container.memoryLimitBytes;
        if (limit !== undefined && usage.memoryBytes > limit * MEMORY_TOLERANCE) container.killOutOfMemory();
      }
    }
  }

  #removeForgottenPods(): void {
    const known = new Set(this.#store.list("pods").map((pod) => pod.metadata.uid));
    mkdirSync(this.#directories.pods, { recursive: true });
    for (const name of readdirSync(this.#directories.pods)) {
      if (!known.has(name)) this.#removeDirectory(join(this.#directories.pods, name));
    }
  }

  #removeDirectory(directory: string): void {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
