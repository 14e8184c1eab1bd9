import { at, equal, list, record, stringMap, text, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { type Condition, conditionsOf, holds, withCondition } from "@/sandbox/controllers/conditions";
import { isReady } from "@/sandbox/controllers/pods";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";
import {
  bootstrapJob,
  CLUSTER_LABEL,
  instancePod,
  namesOf,
  PVC_PROTECTION,
  reach,
  secretData,
  standingObjects,
} from "@/sandbox/postgres/objects";
import { type InstanceStatus, STATUS_PORT } from "@/sandbox/postgres/serve";
import {
  type ArchivePlace,
  CLUSTERS,
  type ClusterWish,
  OBJECT_STORES,
  wishOf,
} from "@/sandbox/postgres/spec";
import { baseBackups } from "@/sandbox/postgres/store";

const LOOK_MS = 2_000;
const ANSWER_LIMIT_MS = 5_000;
const ADDRESS = "sandbox.holdfast.dev/address";
const HEALTHY = "Cluster in healthy state";

/** Plays CloudNativePG: one real PostgreSQL server for every Cluster, made empty or as of a second. */
export class ClusterController {
  readonly #store: Store;
  readonly #root: string;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];
  readonly #said = new Map<string, InstanceStatus>();
  readonly #timer: NodeJS.Timeout;

  /** `root` is the directory that stands for the object storage. */
  constructor(store: Store, root: string) {
    this.#store = store;
    this.#root = root;
    this.#queue = new WorkQueue("database cluster", (key) => this.#reconcile(key));
    const follow = (resource: string) =>
      store.subscribe(resource, ({ object }) => {
        const name = object.metadata.labels?.[CLUSTER_LABEL];
        if (name !== undefined) this.#queue.add(keyOf(object.metadata.namespace, name));
        if (resource === "persistentvolumeclaims" || resource === "pods") this.#letVolumeGo(object);
      });
    this.#unsubscribe = [
      store.subscribe(CLUSTERS, ({ object }) => this.#enqueue(object)),
      ...["pods", "jobs.batch", "persistentvolumeclaims"].map(follow),
    ];
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    for (const cluster of store.list(CLUSTERS)) this.#enqueue(cluster);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #enqueue(cluster: KubeObject): void {
    this.#queue.add(keyOf(cluster.metadata.namespace, cluster.metadata.name));
  }

  #reconcile(key: string): void {
    const { namespace, name } = placeOf(key);
    const cluster = this.#store.get(CLUSTERS, namespace, name);
    if (cluster === undefined || cluster.metadata.deletionTimestamp !== undefined) {
      this.#said.delete(key);
      return;
    }
    let wish: ClusterWish;
    try {
      wish = wishOf(this.#store, this.#root, cluster);
    } catch (error) {
      const phaseReason = error instanceof Error ? error.message : String(error);
      this.#write(cluster, { phase: "Cluster cannot proceed to reconciliation", phaseReason });
      this.#queue.addAfter(key, LOOK_MS);
      return;
    }
    for (const [resource, object] of standingObjects(cluster, wish)) this.#ensure(resource, object);
    const pod = this.#bootstrapped(cluster, wish) ? this.#instance(cluster, wish) : undefined;
    if (pod !== undefined) this.#tellAddress(cluster, wish, pod);
    this.#report(cluster, wish, pod);
  }

  #ensure(resource: string, object: KubeObject): KubeObject {
    const { namespace, name } = object.metadata;
    return this.#store.get(resource, namespace, name) ?? this.#store.create(resource, object);
  }

  /** True once the data are made; remembered at the volume, because the Job does not stay. */
  #bootstrapped(cluster: KubeObject, wish: ClusterWish): boolean {
    const { instance } = namesOf(cluster);
    const { namespace } = cluster.metadata;
    const volume = this.#store.get("persistentvolumeclaims", namespace, instance);
    if (volume?.metadata.annotations?.["cnpg.io/pvcStatus"] === "ready") return true;
    const job = this.#ensure("jobs.batch", bootstrapJob(cluster, wish));
    if (!holds(job, "Complete")) return false;
    this.#annotate("persistentvolumeclaims", namespace, instance, { "cnpg.io/pvcStatus": "ready" });
    return true;
  }

  #annotate(
    resource: string,
    namespace: string | undefined,
    name: string,
    more: Record<string, string>,
  ): void {
    this.#store.update(resource, namespace, name, (current) => ({
      ...current,
      metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, ...more } },
    }));
  }

  #instance(cluster: KubeObject, wish: ClusterWish): KubeObject {
    const volume = this.#store.get(
      "persistentvolumeclaims",
      cluster.metadata.namespace,
      namesOf(cluster).instance,
    );
    return this.#ensure("pods", instancePod(cluster, wish, volume?.metadata.annotations?.[ADDRESS]));
  }

  #tellAddress(cluster: KubeObject, wish: ClusterWish, pod: KubeObject): void {
    const address = text(at(pod, "status", "podIP"));
    const { app, instance } = namesOf(cluster);
    const { namespace } = cluster.metadata;
    if (address === undefined || !isReady(pod)) return;
    this.#annotate("persistentvolumeclaims", namespace, instance, { [ADDRESS]: address });
    this.#store.update("secrets", namespace, app, (current) => {
      const known = stringMap(current["data"]);
      const { host, port, dbname } = reach(address, wish);
      const plain = (key: string) => Buffer.from(known[key] ?? "", "base64").toString("utf8");
      const uri = `postgresql://${plain("user")}:${plain("password")}@${host}:${port}/${dbname}`;
      return { ...current, data: { ...known, ...secretData({ host, port, dbname, uri }) } };
    });
  }

  #report(cluster: KubeObject, wish: ClusterWish, pod: KubeObject | undefined): void {
    const ready = pod !== undefined && isReady(pod);
    const said = this.#said.get(keyOf(cluster.metadata.namespace, cluster.metadata.name));
    const window = wish.archive === null ? {} : this.#window(cluster, wish.archive);
    const phase =
      pod === undefined
        ? "Setting up primary"
        : ready
          ? HEALTHY
          : "Waiting for the instances to become active";
    const instance = namesOf(cluster).instance;
    const primary = pod === undefined ? {} : { currentPrimary: instance, targetPrimary: instance };
    const conditions = [
      readiness(ready),
      ...(wish.archive === null || said === undefined ? [] : [archiving(said)]),
    ];
    this.#write(cluster, {
      ...{ phase, instances: 1, readyInstances: ready ? 1 : 0, ...primary, ...window },
      conditions: conditions.reduce((all, one) => withCondition(all, one), conditionsOf(cluster)),
    });
  }

  /** What the store holds, told by Cluster and ObjectStore alike. */
  #window(cluster: KubeObject, place: ArchivePlace): Record<string, string> {
    const backups = baseBackups(place);
    const [first, last] = [backups[0]?.endTime, backups.at(-1)?.endTime];
    if (first === undefined || last === undefined) return {};
    // Whole seconds; a recovery can begin from the next one on.
    const firstRecoverabilityPoint = timestamp(Math.ceil(Date.parse(first) / 1000) * 1000);
    const window = { firstRecoverabilityPoint, lastSuccessfulBackupTime: timestamp(Date.parse(last)) };
    this.#store.update(
      OBJECT_STORES,
      cluster.metadata.namespace,
      place.objectStore,
      (current) => {
        const known = record(at(current, "status", "serverRecoveryWindow"));
        const serverRecoveryWindow = { ...known, [place.serverName]: window };
        return { ...current, status: { ...record(current["status"]), serverRecoveryWindow } };
      },
      { subresource: "status" },
    );
    return { firstRecoverabilityPoint, lastSuccessfulBackup: window.lastSuccessfulBackupTime };
  }

  #write(cluster: KubeObject, next: Record<string, unknown>): void {
    const { namespace, name } = cluster.metadata;
    const status = { ...record(cluster["status"]), ...next };
    if (equal(status, cluster["status"])) return;
    this.#store.update(CLUSTERS, namespace, name, (current) => ({ ...current, status }), {
      subresource: "status",
    });
  }

  /** Asks every instance that runs what it says of itself. */
  async #look(): Promise<void> {
    await Promise.all(
      this.#store.list(CLUSTERS).map(async (cluster) => {
        const { namespace, name } = cluster.metadata;
        const pod = this.#store.get("pods", namespace, namesOf(cluster).instance);
        if (pod === undefined || !isReady(pod)) return;
        const status = await askInstance(pod, "/pg/status").catch(() => undefined);
        if (status !== undefined) this.#said.set(keyOf(namespace, name), status as InstanceStatus);
        this.#enqueue(cluster);
      }),
    );
  }

  /** A volume that is being deleted goes when no pod uses it any more. */
  #letVolumeGo({ metadata }: KubeObject): void {
    const { namespace, labels = {} } = metadata;
    const cluster = labels[CLUSTER_LABEL];
    if (cluster === undefined) return;
    const name = `${cluster}-1`;
    const volume = this.#store.get("persistentvolumeclaims", namespace, name);
    const used = this.#store
      .list("pods", namespace)
      .some((pod) =>
        list(at(pod, "spec", "volumes")).some(
          (one) => at(one, "persistentVolumeClaim", "claimName") === name,
        ),
      );
    if (volume?.metadata.deletionTimestamp === undefined || used) return;
    this.#store.update("persistentvolumeclaims", namespace, name, (current) => ({
      ...current,
      metadata: {
        ...current.metadata,
        finalizers: (current.metadata.finalizers ?? []).filter((one) => one !== PVC_PROTECTION),
      },
    }));
  }
}

const readiness = (ready: boolean): Condition =>
  ready
    ? { type: "Ready", status: "True", reason: "ClusterIsReady", message: "Cluster is Ready" }
    : { type: "Ready", status: "False", reason: "ClusterIsNotReady", message: "Cluster Is Not Ready" };

function archiving(said: InstanceStatus): Condition {
  const failing =
    said.lastFailedTime !== null &&
    (said.lastArchivedTime === null || said.lastFailedTime > said.lastArchivedTime);
  const type = "ContinuousArchiving";
  return failing
    ? {
        type,
        status: "False",
        reason: "ContinuousArchivingFailing",
        message: `${said.lastFailedWal} cannot be archived`,
      }
    : {
        type,
        status: "True",
        reason: "ContinuousArchivingSuccess",
        message: "Continuous archiving is working",
      };
}

/** Asks the instance behind a pod. @throws Error with what it says */
export async function askInstance(
  pod: KubeObject,
  path: string,
  more: { body?: string; limitMs?: number } = {},
): Promise<unknown> {
  const { body, limitMs = ANSWER_LIMIT_MS } = more;
  const url = `http://${text(at(pod, "status", "podIP")) ?? ""}:${STATUS_PORT}${path}`;
  const signal = AbortSignal.timeout(limitMs);
  const answer = await fetch(url, body === undefined ? { signal } : { method: "POST", body, signal });
  if (!answer.ok) throw new Error((await answer.text()).slice(0, 500));
  return answer.json();
}
