import { mkdirSync } from "node:fs";
import { at, number, records } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";
import { Container, type RestartPolicy } from "@/sandbox/node/container";
import type { NodeContext, PodContext } from "@/sandbox/node/pod-context";
import { podStatus } from "@/sandbox/node/status";

const DEFAULT_GRACE_SECONDS = 30;

/** Runs one pod: its init containers one after another, then its containers together. */
export class PodWorker {
  readonly uid: string;
  readonly #store: Store;
  readonly #events: NodeContext["events"];
  readonly #init: readonly Container[];
  readonly #main: readonly Container[];
  #pod: KubeObject;
  #scheduled = false;
  #stopped = false;
  #silent = false;
  #ending: Promise<void> | undefined;

  constructor(store: Store, node: NodeContext, pod: KubeObject, directory: string) {
    this.#store = store;
    this.#events = node.events;
    this.#pod = pod;
    this.uid = pod.metadata.uid ?? "";
    mkdirSync(directory, { recursive: true });
    const context: PodContext = {
      directory,
      current: () => this.#pod,
      graceMilliseconds: () => this.#graceSeconds() * 1000,
      changed: () => this.#schedule(),
    };
    const policy = restartPolicyOf(pod);
    const initPolicy: RestartPolicy = policy === "Never" ? "Never" : "OnFailure";
    const build = (field: string, statuses: string, restart: RestartPolicy) =>
      records(at(pod, "spec", field)).map((spec) => {
        const before = records(at(pod, "status", statuses)).find((entry) => entry["name"] === spec["name"]);
        return new Container(node, context, spec, { policy: restart, before });
      });
    this.#init = build("initContainers", "initContainerStatuses", initPolicy);
    this.#main = build("containers", "containerStatuses", policy);
  }

  get pod(): KubeObject {
    return this.#pod;
  }

  get containers(): readonly Container[] {
    return [...this.#init, ...this.#main];
  }

  /** Starts the pod; resolves when all its containers have ended for good. Never rejects. */
  async run(): Promise<void> {
    this.#schedule();
    try {
      for (const container of this.#init) {
        await container.run();
        const { state } = container.report;
        if (this.#stopped || state.kind !== "terminated" || state.exitCode !== 0) return;
      }
      await Promise.all(this.#main.map((container) => container.run()));
    } catch (error) {
      console.error(
        `sandbox: pod ${this.#pod.metadata.namespace}/${this.#pod.metadata.name} cannot be run:`,
        error,
      );
    } finally {
      this.#writeStatus();
    }
  }

  /** Takes notice of a new version of the pod; a deletion begins its end. */
  observe(pod: KubeObject): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#ending ??= this.#terminate();
  }

  /** The pod is gone from the store: nothing of it may keep running. */
  async abandon(): Promise<void> {
    this.#silent = true;
    this.#stopped = true;
    await Promise.all(this.containers.map((container) => container.stop(0, { preStop: false })));
  }

  /** The sandbox stops: processes end, the status stays so that the next start runs the pod again. */
  async suspend(graceMilliseconds: number): Promise<void> {
    this.#silent = true;
    this.#stopped = true;
    await Promise.all(
      this.containers.map((container) => container.stop(graceMilliseconds, { preStop: false })),
    );
  }

  async #terminate(): Promise<void> {
    this.#stopped = true;
    const grace = this.#graceSeconds() * 1000;
    for (const { name, processGroup } of this.containers) {
      if (processGroup !== undefined)
        this.#events.record(this.#pod, "Normal", "Killing", `Stopping container ${name}`);
    }
    await Promise.all(this.containers.map((container) => container.stop(grace, { preStop: true })));
    // One turn later the containers have reported how they ended.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#silent) return;
    this.#writeStatus();
    this.#silent = true;
    const { namespace, name } = this.#pod.metadata;
    if (this.#store.get("pods", namespace, name)?.metadata.uid === this.uid) {
      this.#store.remove("pods", namespace, name, { force: true });
    }
  }

  #graceSeconds(): number {
    return (
      this.#pod.metadata.deletionGracePeriodSeconds ??
      number(at(this.#pod, "spec", "terminationGracePeriodSeconds")) ??
      DEFAULT_GRACE_SECONDS
    );
  }

  /** Several changes of one moment become one write. */
  #schedule(): void {
    if (this.#scheduled || this.#silent) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#writeStatus();
    });
  }

  #writeStatus(): void {
    if (this.#silent) return;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const report = {
      init: this.#init.map((container) => container.report),
      main: this.#main.map((container) => container.report),
    };
    const { namespace, name } = this.#pod.metadata;
    const written = this.#store.update(
      "pods",
      namespace,
      name,
      (current) =>
        current.metadata.uid === this.uid
          ? { ...current, status: podStatus(current, report, now) }
          : undefined,
      { subresource: "status" },
    );
    if (written?.metadata.uid === this.uid) this.#pod = written;
  }
}

/** The restart policy of a pod; the API's default is Always. */
export function restartPolicyOf(pod: KubeObject): RestartPolicy {
  const policy = at(pod, "spec", "restartPolicy");
  return policy === "Never" || policy === "OnFailure" ? policy : "Always";
}
