import { createHash } from "node:crypto";
import { at, clone, equal, number, record } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";

export const revisionAnnotation = "deployment.kubernetes.io/revision";
export const historyAnnotation = "deployment.kubernetes.io/revision-history";
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
export const maximumAnnotation = "deployment.kubernetes.io/max-replicas";
export const hashLabel = "pod-template-hash";

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Ten characters that name a pod template; another `collision` gives another name for the same template. */
export function templateHash(template: unknown, collision: number): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(sorted(template)))
    .update(String(collision))
    .digest();
  return [...digest.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** Whether a ReplicaSet was made from this template, its hash label aside. */
export function sameTemplate(replicaSet: KubeObject, template: unknown): boolean {
  const own = clone(record(at(replicaSet, "spec", "template")));
  const metadata = { ...record(own["metadata"]) };
  const { [hashLabel]: _hash, ...labels } = record(metadata["labels"]);
  return equal({ ...own, metadata: { ...metadata, labels } }, template);
}

export const specReplicas = (object: KubeObject): number => number(at(object, "spec", "replicas")) ?? 0;
export const statusCount = (object: KubeObject | undefined, field: string): number =>
  number(at(object, "status", field)) ?? 0;
export const revisionOf = (object: KubeObject): number =>
  Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
export const sum = (objects: readonly KubeObject[], count: (object: KubeObject) => number): number =>
  objects.reduce((total, object) => total + count(object), 0);

function portion(value: unknown, total: number, up: boolean): number {
  if (typeof value === "number") return value;
  const percent = Number(/^(\d+)%$/.exec(String(value))?.[1] ?? 0);
  const exact = (percent / 100) * total;
  return up ? Math.ceil(exact) : Math.floor(exact);
}

export type Bounds = { surge: number; unavailable: number };

/** How far a rolling update may go above and below the wanted replicas; never both zero. */
export function boundsOf(deployment: KubeObject): Bounds {
  const wanted = specReplicas(deployment);
  const rolling: Fields = record(at(deployment, "spec", "strategy", "rollingUpdate"));
  if (at(deployment, "spec", "strategy", "type") === "Recreate") return { surge: 0, unavailable: 0 };
  const surge = portion(rolling["maxSurge"] ?? "25%", wanted, true);
  const unavailable = portion(rolling["maxUnavailable"] ?? "25%", wanted, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, wanted) };
}

/** The replicas the newest ReplicaSet of a rolling update may have now. */
export function newReplicas(deployment: KubeObject, newest: KubeObject, all: readonly KubeObject[]): number {
  const wanted = specReplicas(deployment);
  const current = specReplicas(newest);
  if (current >= wanted) return wanted;
  const room = wanted + boundsOf(deployment).surge - sum(all, specReplicas);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** The replicas each old ReplicaSet may keep in a rolling update; those not listed keep theirs. */
export function oldReplicas(
  deployment: KubeObject,
  newest: KubeObject,
  old: readonly KubeObject[],
): Map<KubeObject, number> {
  const result = new Map<KubeObject, number>();
  const live = old.filter((replicaSet) => specReplicas(replicaSet) > 0);
  const floor = specReplicas(deployment) - boundsOf(deployment).unavailable;
  const starting = specReplicas(newest) - statusCount(newest, "availableReplicas");
  let spare = specReplicas(newest) + sum(live, specReplicas) - floor - starting;
  // Pods that serve nobody go first: they cost no availability.
  for (const replicaSet of live) {
    const idle = specReplicas(replicaSet) - statusCount(replicaSet, "availableReplicas");
    const taken = Math.min(Math.max(idle, 0), Math.max(spare, 0));
    if (taken === 0) continue;
    result.set(replicaSet, specReplicas(replicaSet) - taken);
    spare -= taken;
  }
  const available =
    statusCount(newest, "availableReplicas") + sum(live, (set) => statusCount(set, "availableReplicas"));
  let serving = Math.min(available - floor, Math.max(spare, 0));
  for (const replicaSet of live) {
    const kept = result.get(replicaSet) ?? specReplicas(replicaSet);
    const taken = Math.min(kept, Math.max(serving, 0));
    if (taken === 0) continue;
    result.set(replicaSet, kept - taken);
    serving -= taken;
  }
  return result;
}
