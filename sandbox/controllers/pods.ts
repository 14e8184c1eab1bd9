import { at } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { conditionOf, holds, timeOf } from "@/sandbox/controllers/conditions";

export function phaseOf(pod: KubeObject): unknown {
  return at(pod, "status", "phase");
}

export function isFinished(pod: KubeObject): boolean {
  const phase = phaseOf(pod);
  return phase === "Succeeded" || phase === "Failed";
}

export function isTerminating(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Neither finished nor on its way out: what a controller counts as one of its replicas. */
export function isActive(pod: KubeObject): boolean {
  return !isFinished(pod) && !isTerminating(pod);
}

export function isReady(pod: KubeObject): boolean {
  return holds(pod, "Ready");
}

/** Milliseconds until a ready pod counts as available; 0 when it does, undefined when it is not ready. */
export function untilAvailable(pod: KubeObject, minReadySeconds: number, now: number): number | undefined {
  if (!isReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const since = timeOf(conditionOf(pod, "Ready"), "lastTransitionTime") ?? now;
  return Math.max(0, since + minReadySeconds * 1000 - now);
}

/** The objects of a type an object owns. */
export function ownedBy(store: Store, owner: KubeObject, resource: string): KubeObject[] {
  return store.owners
    .dependents(owner.metadata.uid ?? "")
    .filter((reference) => reference.resource === resource)
    .flatMap(({ namespace, name }) => store.get(resource, namespace, name) ?? []);
}

/** The controlling owner's name when it is of the given kind. */
export function controllerOf(object: KubeObject, kind: string): { name: string; uid: string } | undefined {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
  return owner?.kind === kind ? { name: owner.name, uid: owner.uid } : undefined;
}

export function controllerReference(owner: KubeObject) {
  const { name, uid = "" } = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
