import { ApiError } from "@/sandbox/api/errors";
import { at, equal, number, record } from "@/sandbox/api/json";
import { matchesSelector } from "@/sandbox/api/selectors";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields, ObjectMeta } from "@/sandbox/api/types";
import { conditionsOf, withCondition } from "@/sandbox/controllers/conditions";
import { note } from "@/sandbox/controllers/events";
import {
  controllerOf,
  controllerReference,
  isActive,
  isReady,
  isTerminating,
  ownedBy,
  untilAvailable,
} from "@/sandbox/controllers/pods";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

const resource = "replicasets.apps";

/** A pod from a controller's template. */
export function podFromTemplate(
  owner: KubeObject,
  template: Fields,
  extra: Partial<ObjectMeta> = {},
): KubeObject {
  const metadata = record(template["metadata"]) as Partial<ObjectMeta>;
  const { name, namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      name: "",
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ownerReferences: [controllerReference(owner)],
      ...extra,
    },
    spec: record(template["spec"]),
  };
}

/** Pods a scale-down takes first: not running before running, not ready before ready, young before old. */
function firstToGo(left: KubeObject, right: KubeObject): number {
  const rank = (pod: KubeObject): number =>
    (at(pod, "spec", "nodeName") === undefined ? 0 : 4) +
    (at(pod, "status", "phase") === "Running" ? 2 : 0) +
    (isReady(pod) ? 1 : 0);
  const age =
    Date.parse(right.metadata.creationTimestamp ?? "") - Date.parse(left.metadata.creationTimestamp ?? "");
  return rank(left) - rank(right) || age;
}

/** Keeps as many pods as its ReplicaSet asks for, and reports their state. */
export class ReplicaSetController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("ReplicaSet", (key) => this.#reconcile(key));
    this.#unsubscribe = [
      store.subscribe(resource, ({ object }) => this.#enqueue(object)),
      store.subscribe("pods", ({ object }) => {
        const owner = controllerOf(object, "ReplicaSet");
        if (owner !== undefined) this.#queue.add(keyOf(object.metadata.namespace, owner.name));
      }),
    ];
    for (const replicaSet of store.list(resource)) this.#enqueue(replicaSet);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #enqueue(replicaSet: KubeObject): void {
    this.#queue.add(keyOf(replicaSet.metadata.namespace, replicaSet.metadata.name));
  }

  #reconcile(key: string): void {
    const { namespace, name } = placeOf(key);
    const replicaSet = this.#store.get(resource, namespace, name);
    if (replicaSet === undefined) return;
    let failure: ApiError | undefined;
    if (replicaSet.metadata.deletionTimestamp === undefined) {
      failure = this.#scale(replicaSet, ownedBy(this.#store, replicaSet, "pods").filter(isActive));
      if (failure !== undefined) this.#queue.addAfter(key, 2000);
    }
    this.#report(key, replicaSet, ownedBy(this.#store, replicaSet, "pods"), failure);
  }

  #scale(replicaSet: KubeObject, pods: KubeObject[]): ApiError | undefined {
    const wanted = number(at(replicaSet, "spec", "replicas")) ?? 1;
    const template = record(at(replicaSet, "spec", "template"));
    try {
      for (let missing = wanted - pods.length; missing > 0; missing--) {
        const pod = this.#store.create("pods", podFromTemplate(replicaSet, template));
        note(this.#store, replicaSet, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
      }
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
    for (const pod of pods.toSorted(firstToGo).slice(0, Math.max(0, pods.length - wanted))) {
      this.#store.remove("pods", pod.metadata.namespace, pod.metadata.name);
      note(this.#store, replicaSet, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
    }
    return undefined;
  }

  #report(key: string, replicaSet: KubeObject, all: KubeObject[], failure: ApiError | undefined): void {
    const { namespace, name, generation } = replicaSet.metadata;
    const pods = all.filter(isActive);
    const labels = at(replicaSet, "spec", "template", "metadata", "labels");
    const minReadySeconds = number(at(replicaSet, "spec", "minReadySeconds")) ?? 0;
    const delays = pods.map((pod) => untilAvailable(pod, minReadySeconds, Date.now()));
    const waiting = delays.filter((delay) => delay !== undefined && delay > 0);
    if (waiting.length > 0) this.#queue.addAfter(key, Math.min(...waiting.map((delay) => delay ?? 0)));
    const counts = {
      fullyLabeledReplicas: pods.filter((pod) =>
        matchesSelector({ matchLabels: labels }, pod.metadata.labels),
      ).length,
      readyReplicas: delays.filter((delay) => delay !== undefined).length,
      availableReplicas: delays.filter((delay) => delay === 0).length,
    };
    const conditions = failureConditions(replicaSet, failure);
    const status = {
      replicas: pods.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      terminatingReplicas: all.filter(isTerminating).length,
      observedGeneration: generation,
      ...(conditions.length > 0 ? { conditions } : {}),
    };
    if (equal(status, replicaSet["status"])) return;
    this.#store.update(resource, namespace, name, (current) => ({ ...current, status }), {
      subresource: "status",
    });
  }
}

function failureConditions(replicaSet: KubeObject, failure: ApiError | undefined): Fields[] {
  const conditions = conditionsOf(replicaSet);
  if (failure === undefined) return conditions.filter((entry) => entry["type"] !== "ReplicaFailure");
  return withCondition(conditions, {
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message: failure.message,
  });
}
