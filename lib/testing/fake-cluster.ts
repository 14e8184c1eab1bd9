import type { PodFact } from "@/lib/domain/health/facts";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import type {
  ApplyOptions,
  ClusterCheck,
  ClusterConnection,
  ClusterLogs,
  ClusterObjects,
  Clusters,
  ClusterWaits,
  JobOutcome,
  PodChange,
  RolloutFailure,
} from "@/lib/ports/cluster";

type Reference = { apiVersion: string; kind: string; namespace?: string; name: string };
const keyOf = ({ apiVersion, kind, namespace, name }: Reference) =>
  [apiVersion, kind, namespace ?? "", name].join("|");
const referenceOf = ({ apiVersion, kind, metadata }: ManifestObject): Reference => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

export type FakeJob = { outcome: JobOutcome; lines: readonly string[] };
const GOOD_JOB: FakeJob = {
  outcome: { succeeded: true, exitCode: 0, message: "", reason: "CompletionsReached", logTail: [] },
  lines: [],
};

/**
 * A cluster in memory with the parts of its behaviour a deployment leans on: applying the same twice changes
 * nothing, Deployments finish unless their image is told to fail, Jobs end as told.
 */
export class FakeCluster implements ClusterConnection {
  readonly live = new Map<string, ManifestObject>();
  readonly secrets = new Map<string, Record<string, string>>();
  /** Changes that happened to objects: "create Job op-…", "change Deployment web", "remove …". */
  readonly changes: string[] = [];
  readonly rehearsals: ManifestObject[][] = [];
  /** What the cluster fills in by itself where an object says nothing. */
  defaults: (object: ManifestObject) => ManifestObject = (object) => object;
  /** By image: how the rollout of Deployments with it fails. */
  readonly badImages = new Map<string, Omit<RolloutFailure, "deployment">>();
  job: FakeJob = GOOD_JOB;
  missingPrivilege: string | null = null;
  /** Thrown once by the named call, each time it is put here. */
  readonly trouble: { call: string; error: Error }[] = [];
  readonly watchers = new Set<Parameters<ClusterWaits["pods"]>[0]>();

  /** Its pods write nothing. */
  readonly logs: ClusterLogs = {
    containers: async () => [],
    read: async () => ({ lines: [], cut: false }),
    follow: async () => undefined,
  };

  readonly objects: ClusterObjects = {
    apply: async (objects, options) => this.#apply(objects, options),
    rehearse: async (object, options) => {
      this.#apply([object], { ...options, dryRun: true });
      return this.defaults(structuredClone(object));
    },
    read: async (reference, signal) => {
      this.#enter("read", signal);
      return structuredClone(this.live.get(keyOf(reference)) ?? null);
    },
    remove: async (reference, signal) => {
      this.#enter("remove", signal);
      if (this.live.delete(keyOf(reference))) this.changes.push(`remove ${reference.kind} ${reference.name}`);
      // With a namespace goes everything in it.
      if (reference.kind !== "Namespace") return;
      for (const [key, { metadata }] of this.live)
        if (metadata.namespace === reference.name) this.live.delete(key);
    },
    readSecret: async (namespace, name, signal) => {
      this.#enter("readSecret", signal);
      const live = this.live.get(keyOf({ apiVersion: "v1", kind: "Secret", namespace, name }));
      return this.secrets.get(`${namespace}/${name}`) ?? (live === undefined ? null : decoded(live));
    },
  };

  readonly waits: ClusterWaits = {
    rollout: async (namespace, names, { signal, onProgress }) => {
      this.#enter("rollout", signal);
      for (const name of names) {
        const object = this.live.get(keyOf({ apiVersion: "apps/v1", kind: "Deployment", namespace, name }));
        if (object === undefined) throw new Error(`no deployment ${name}`);
        onProgress([{ deployment: name, wanted: 2, updated: 1, ready: 2, finished: false }]);
        const bad = [...this.badImages].find(([image]) => JSON.stringify(object).includes(image));
        if (bad !== undefined) return { deployment: name, ...bad[1] };
        finish(object);
      }
      return null;
    },
    job: async (namespace, name, { signal, onLog }) => {
      this.#enter("job", signal);
      const job = this.live.get(keyOf({ apiVersion: "batch/v1", kind: "Job", namespace, name }));
      if (job === undefined) throw new Error(`no job ${name}`);
      onLog(this.job.lines);
      const type = this.job.outcome.succeeded ? "Complete" : "Failed";
      job["status"] = { conditions: [{ type, status: "True" }] };
      return this.job.outcome;
    },
    pods: async (options) => {
      this.watchers.add(options);
      queueMicrotask(() => this.#tellAsIs(options));
      await new Promise<void>((resolve) => {
        if (options.signal.aborted) resolve();
        else options.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      this.watchers.delete(options);
    },
  };

  readonly services = {
    post: async (): Promise<{ status: number; body: unknown }> => ({ status: 404, body: null }),
    get: async (): Promise<{ status: number; body: unknown }> => ({ status: 404, body: null }),
  };

  async check(signal: AbortSignal): Promise<ClusterCheck> {
    this.#enter("check", signal);
    const purpose = "roll out the ERP";
    const allowed = this.missingPrivilege !== "deployments";
    const privileges = [{ purpose, verb: "patch", resource: "deployments", group: "apps", allowed }];
    return { server: "https://cluster.test", serverVersion: "v1.36.2", privileges };
  }

  /** Tells every watcher, as the cluster's watch would. */
  tellPods(change: PodChange): void {
    for (const watcher of this.watchers) watcher.onChange(change);
  }

  /** The pods of each namespace with Deployments, as those have them: what a watch tells first. */
  #tellAsIs({ signal, onChange }: Parameters<ClusterWaits["pods"]>[0]): void {
    const deployments = [...this.live.values()].filter(({ kind }) => kind === "Deployment");
    for (const namespace of new Set(deployments.map(({ metadata }) => metadata.namespace ?? ""))) {
      if (signal.aborted) return;
      const inside = deployments.filter(({ metadata }) => metadata.namespace === namespace);
      onChange({ namespace, pods: inside.flatMap(podsOf), observedAt: new Date() });
    }
  }

  #enter(call: string, signal: AbortSignal): void {
    signal.throwIfAborted();
    const index = this.trouble.findIndex((one) => one.call === call);
    const [trouble] = index === -1 ? [] : this.trouble.splice(index, 1);
    if (trouble !== undefined) throw trouble.error;
  }

  #apply(objects: readonly ManifestObject[], options: ApplyOptions): void {
    this.#enter(options.dryRun === true ? "rehearse" : "apply", options.signal);
    if (options.dryRun === true) {
      this.rehearsals.push([...objects]);
      return;
    }
    for (const object of objects) {
      const key = keyOf(referenceOf(object));
      const before = this.live.get(key);
      const { status, ...known } = before ?? { status: undefined };
      if (before !== undefined && JSON.stringify(known) === JSON.stringify(object)) continue;
      this.live.set(key, {
        ...structuredClone(object),
        ...(status === undefined ? {} : { status: undefined }),
      });
      this.changes.push(
        `${before === undefined ? "create" : "change"} ${object.kind} ${object.metadata.name}`,
      );
    }
  }
}

/** A Secret's values, as a client reads them. */
function decoded({ data }: ManifestObject): Record<string, string> {
  const values = typeof data === "object" && data !== null ? Object.entries(data) : [];
  return Object.fromEntries(
    values.map(([key, value]) => [key, Buffer.from(String(value), "base64").toString("utf8")]),
  );
}

function replicasOf(object: ManifestObject): number {
  const spec = object["spec"];
  const known = typeof spec === "object" && spec !== null && "replicas" in spec;
  return known && typeof spec.replicas === "number" ? spec.replicas : 1;
}

/** One serving pod for each replica wanted. */
function podsOf(deployment: ManifestObject): PodFact[] {
  const { name } = deployment.metadata;
  return Array.from({ length: replicasOf(deployment) }, (_, index) => ({
    name: `${name}-${index}`,
    component: name,
    phase: "Running",
    ready: true,
    reason: null,
    restarts: 0,
    image: "",
    startedAt: null,
  }));
}

function finish(object: ManifestObject): void {
  const replicas = replicasOf(object);
  object["status"] = {
    observedGeneration: 1,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
}

/** Every cluster id opens the same connection. */
export const fakeClusters = (connection: ClusterConnection): Clusters => ({
  open: async () => connection,
  openKubeconfig: () => connection,
});
