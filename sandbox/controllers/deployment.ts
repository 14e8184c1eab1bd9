import { ApiError } from "@/sandbox/api/errors";
import { at, equal, number, record } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { conditionOf, conditionsOf, withCondition } from "@/sandbox/controllers/conditions";
import { deploymentStatus, isComplete, untilDeadline } from "@/sandbox/controllers/deployment-status";
import { note } from "@/sandbox/controllers/events";
import { newReplicaSet, renumbered, sizeAnnotations } from "@/sandbox/controllers/new-replica-set";
import { controllerOf, isFinished, ownedBy } from "@/sandbox/controllers/pods";
import {
  newReplicas,
  oldReplicas,
  revisionAnnotation,
  revisionOf,
  sameTemplate,
  specReplicas,
  statusCount,
} from "@/sandbox/controllers/rollout";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

const resource = "deployments.apps";
const replicaSets = "replicasets.apps";

const isPaused = (deployment: KubeObject): boolean => at(deployment, "spec", "paused") === true;
const byAge = (left: KubeObject, right: KubeObject): number => revisionOf(left) - revisionOf(right);

/** Rolls Deployments out through ReplicaSets, and tells how far it has come. */
export class DeploymentController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("Deployment", (key) => this.#reconcile(key));
    this.#unsubscribe = [
      store.subscribe(resource, ({ object }) => this.#enqueue(object)),
      store.subscribe(replicaSets, ({ object }) => {
        const owner = controllerOf(object, "Deployment");
        if (owner !== undefined) this.#queue.add(keyOf(object.metadata.namespace, owner.name));
      }),
    ];
    for (const deployment of store.list(resource)) this.#enqueue(deployment);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #enqueue(deployment: KubeObject): void {
    this.#queue.add(keyOf(deployment.metadata.namespace, deployment.metadata.name));
  }

  #current(key: string): KubeObject | undefined {
    const { namespace, name } = placeOf(key);
    return this.#store.get(resource, namespace, name);
  }

  #sets(deployment: KubeObject): KubeObject[] {
    return ownedBy(this.#store, deployment, replicaSets).toSorted(byAge);
  }

  #reconcile(key: string): void {
    const deployment = this.#current(key);
    if (deployment === undefined) return;
    const template = at(deployment, "spec", "template");
    const find = (sets: KubeObject[]) => sets.find((set) => sameTemplate(set, template));
    if (deployment.metadata.deletionTimestamp === undefined) {
      this.#notePause(deployment);
      if (isPaused(deployment)) this.#scaleOnly(deployment);
      else this.#roll(deployment, find(this.#sets(deployment)));
    }
    const after = this.#current(key);
    if (after === undefined) return;
    const sets = this.#sets(after);
    const judge = !isPaused(after) && after.metadata.deletionTimestamp === undefined;
    this.#report(key, after, find(sets), sets, judge);
  }

  #writeStatus(deployment: KubeObject, status: Fields, annotations?: Record<string, string>): void {
    const { namespace, name } = deployment.metadata;
    const change = (current: KubeObject): KubeObject => ({
      ...current,
      status,
      metadata:
        annotations === undefined
          ? current.metadata
          : { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } },
    });
    this.#store.update(resource, namespace, name, change, { subresource: "status" });
  }

  #notePause(deployment: KubeObject): void {
    if (at(deployment, "spec", "progressDeadlineSeconds") === undefined) return;
    const current = conditionOf(deployment, "Progressing");
    if (current?.["reason"] === "ProgressDeadlineExceeded") return;
    const paused = current?.["reason"] === "DeploymentPaused";
    if (paused === isPaused(deployment)) return;
    const conditions = withCondition(conditionsOf(deployment), {
      type: "Progressing",
      status: "Unknown",
      reason: paused ? "DeploymentResumed" : "DeploymentPaused",
      message: paused ? "Deployment is resumed" : "Deployment is paused",
    });
    this.#writeStatus(deployment, { ...record(deployment["status"]), conditions });
  }

  /** A paused Deployment still follows its replicas. */
  #scaleOnly(deployment: KubeObject): void {
    const active = this.#sets(deployment).filter((set) => specReplicas(set) > 0);
    const [only] = active.length > 0 ? active : this.#sets(deployment).slice(-1);
    if (only !== undefined && active.length <= 1) this.#scaleSet(deployment, only, specReplicas(deployment));
  }

  #roll(deployment: KubeObject, found: KubeObject | undefined): void {
    const newest = this.#adopt(deployment, found);
    if (newest === undefined) return;
    const old = this.#sets(deployment).filter((set) => set.metadata.uid !== newest.metadata.uid);
    if (at(deployment, "spec", "strategy", "type") === "Recreate") this.#recreate(deployment, newest, old);
    else this.#rollOn(deployment, newest, old);
  }

  #rollOn(deployment: KubeObject, newest: KubeObject, old: KubeObject[]): void {
    const up = newReplicas(deployment, newest, [newest, ...old]);
    if (this.#scaleSet(deployment, newest, up)) return;
    for (const [set, kept] of oldReplicas(deployment, newest, old)) this.#scaleSet(deployment, set, kept);
  }

  #recreate(deployment: KubeObject, newest: KubeObject, old: KubeObject[]): void {
    const busy = old.filter((set) => specReplicas(set) > 0);
    for (const set of busy) this.#scaleSet(deployment, set, 0);
    const left = old.flatMap((set) => ownedBy(this.#store, set, "pods")).filter((pod) => !isFinished(pod));
    if (left.length === 0) this.#scaleSet(deployment, newest, specReplicas(deployment));
  }

  #noteScaling(deployment: KubeObject, name: string, from: number, to: number): void {
    const direction = to > from ? "up" : "down";
    const message = `Scaled ${direction} replica set ${name} from ${from} to ${to}`;
    note(this.#store, deployment, "ScalingReplicaSet", message);
  }

  /** Sets a ReplicaSet's replicas; true when that changed them. */
  #scaleSet(deployment: KubeObject, set: KubeObject, replicas: number): boolean {
    const before = specReplicas(set);
    const { namespace, name } = set.metadata;
    const minReadySeconds = number(at(deployment, "spec", "minReadySeconds"));
    const minReady = minReadySeconds === undefined ? {} : { minReadySeconds };
    this.#store.update(replicaSets, namespace, name, (current) => {
      const annotations = { ...current.metadata.annotations, ...sizeAnnotations(deployment) };
      return {
        ...current,
        metadata: { ...current.metadata, annotations },
        spec: { ...record(current["spec"]), replicas, ...minReady },
      };
    });
    if (before === replicas) return false;
    this.#noteScaling(deployment, name, before, replicas);
    return true;
  }

  /** The ReplicaSet of the present template, created or reused, with the newest revision. */
  #adopt(deployment: KubeObject, found: KubeObject | undefined): KubeObject | undefined {
    const others = this.#sets(deployment).filter((set) => set.metadata.uid !== found?.metadata.uid);
    const next = Math.max(0, ...others.map(revisionOf)) + 1;
    const set = found === undefined ? this.#create(deployment, others, next) : this.#renumber(found, next);
    if (set === undefined) return undefined;
    const revision = String(revisionOf(set));
    const created = found === undefined;
    const untold = conditionOf(deployment, "Progressing") === undefined;
    const same = deployment.metadata.annotations?.[revisionAnnotation] === revision;
    if (!created && !untold && same) return set;
    const conditions =
      created || untold
        ? withCondition(conditionsOf(deployment), {
            type: "Progressing",
            status: "True",
            reason: created ? "NewReplicaSetCreated" : "FoundNewReplicaSet",
            message: `${created ? "Created new" : "Found new"} replica set "${set.metadata.name}"`,
          })
        : conditionsOf(deployment);
    const status = { ...record(deployment["status"]), ...(conditions.length > 0 ? { conditions } : {}) };
    this.#writeStatus(deployment, status, { [revisionAnnotation]: revision });
    return set;
  }

  #renumber(set: KubeObject, revision: number): KubeObject {
    if (revisionOf(set) >= revision) return set;
    const { namespace, name } = set.metadata;
    const change = (current: KubeObject): KubeObject => renumbered(current, revision);
    return this.#store.update(replicaSets, namespace, name, change) ?? set;
  }

  #create(deployment: KubeObject, others: KubeObject[], revision: number): KubeObject | undefined {
    const collision = number(at(deployment, "status", "collisionCount")) ?? 0;
    try {
      const set = this.#store.create(replicaSets, newReplicaSet(deployment, others, revision, collision));
      if (specReplicas(set) > 0) this.#noteScaling(deployment, set.metadata.name, 0, specReplicas(set));
      return set;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === "Forbidden") return undefined;
      if (error.reason !== "AlreadyExists") throw error;
      const status = { ...record(deployment["status"]), collisionCount: collision + 1 };
      this.#writeStatus(deployment, status);
      return undefined;
    }
  }

  #report(
    key: string,
    deployment: KubeObject,
    newest: KubeObject | undefined,
    all: KubeObject[],
    judge: boolean,
  ): void {
    const status = deploymentStatus(deployment, newest, all, judge);
    if (!equal(status, deployment["status"])) this.#writeStatus(deployment, status);
    const left = judge
      ? untilDeadline(deployment, (status["conditions"] as Fields[] | undefined) ?? [])
      : undefined;
    // The condition's time has whole seconds, so the check comes one later.
    if (left !== undefined) this.#queue.addAfter(key, Math.max(left, 0) + 1000);
    if (judge && newest !== undefined && isComplete(deployment, status))
      this.#forgetOld(deployment, newest, all);
  }

  #forgetOld(deployment: KubeObject, newest: KubeObject, all: KubeObject[]): void {
    const limit = number(at(deployment, "spec", "revisionHistoryLimit")) ?? 10;
    const idle = all.filter(
      (set) =>
        set.metadata.uid !== newest.metadata.uid &&
        specReplicas(set) === 0 &&
        statusCount(set, "replicas") === 0 &&
        set.metadata.deletionTimestamp === undefined,
    );
    for (const { metadata } of idle.slice(0, Math.max(0, idle.length - limit))) {
      this.#store.remove(replicaSets, metadata.namespace, metadata.name);
    }
  }
}
