import { randomBytes, randomUUID } from "node:crypto";
import { at, clone, equal, list, number, record, timestamp } from "@/sandbox/api/json";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { Fields, KubeObject, ObjectMeta, ResourceType } from "@/sandbox/api/types";

export const foregroundFinalizer = "foregroundDeletion";
export const orphanFinalizer = "orphan";

const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Five characters without vowels, as Kubernetes appends them to generateName. */
export function randomSuffix(length = 5): string {
  return [...randomBytes(length)].map((byte) => suffixAlphabet[byte % suffixAlphabet.length]).join("");
}

/** A new object with its system metadata; the caller's uid, timestamps and version are not taken over. */
export function withNewMetadata(type: ResourceType, source: KubeObject): KubeObject {
  const { metadata: given, apiVersion: _version, kind: _kind, ...rest } = clone(source);
  const name = given.name || (given.generateName ? `${given.generateName}${randomSuffix()}` : "");
  const metadata: ObjectMeta = {
    name,
    ...(given.generateName ? { generateName: given.generateName } : {}),
    ...(type.namespaced ? { namespace: given.namespace ?? "default" } : {}),
    uid: randomUUID(),
    ...(type.generation ? { generation: 1 } : {}),
    creationTimestamp: timestamp(),
    ...keptOnCreate(given),
  };
  return { kind: type.kind, apiVersion: apiVersionOf(type), metadata, ...rest };
}

function keptOnCreate(given: ObjectMeta): Partial<ObjectMeta> {
  const { labels, annotations, ownerReferences, finalizers, managedFields } = given;
  return {
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(ownerReferences && ownerReferences.length > 0 ? { ownerReferences } : {}),
    ...(finalizers && finalizers.length > 0 ? { finalizers } : {}),
    ...(managedFields && managedFields.length > 0 ? { managedFields } : {}),
  };
}

function specification(type: ResourceType, object: KubeObject): Fields {
  const { metadata, status, ...rest } = object;
  // Scheduling is no change of what a pod is meant to be.
  if (type.kind === "Pod") return { ...record(rest["spec"]), nodeName: undefined };
  const plain = type.custom !== undefined && !type.subresources.includes("status");
  return {
    ...rest,
    ...(plain ? { status } : {}),
    // A Deployment alone counts changes of its annotations too.
    ...(type.kind === "Deployment" ? { annotations: metadata.annotations ?? {} } : {}),
  };
}

/**
 * The object as it is stored after a change: identity kept, generation counted.
 * Status writes (`statusOnly`) take over nothing but the status, and never count.
 */
export function merged(
  type: ResourceType,
  current: KubeObject,
  proposed: KubeObject,
  statusOnly: boolean,
): KubeObject {
  const base = statusOnly ? withStatusOf(type, current, proposed) : proposed;
  const { uid, creationTimestamp, generation, namespace, resourceVersion } = current.metadata;
  const metadata: ObjectMeta = {
    ...base.metadata,
    name: current.metadata.name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
  };
  delete metadata.generation;
  for (const key of ["labels", "annotations", "ownerReferences", "finalizers", "managedFields"] as const) {
    if (metadata[key] !== undefined && Object.keys(metadata[key]).length === 0) delete metadata[key];
  }
  const next: KubeObject = { ...base, kind: current.kind, apiVersion: current.apiVersion, metadata };
  const counts =
    generation !== undefined &&
    !statusOnly &&
    !equal(specification(type, current), specification(type, next));
  if (generation !== undefined) metadata.generation = counts ? generation + 1 : generation;
  return next;
}

function withStatusOf(type: ResourceType, current: KubeObject, proposed: KubeObject): KubeObject {
  const next = clone(current);
  if (proposed["status"] === undefined) delete next["status"];
  else next["status"] = clone(proposed["status"]);
  const { annotations, managedFields } = proposed.metadata;
  if (managedFields !== undefined) next.metadata.managedFields = clone(managedFields);
  // The Deployment controller sets the revision this way, without a new generation.
  if (type.kind === "Deployment" && annotations !== undefined) next.metadata.annotations = { ...annotations };
  return next;
}

/** Whether two states differ in anything but their version and the times of their managed fields. */
export function unchanged(current: KubeObject, next: KubeObject): boolean {
  const bare = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry),
    },
  });
  return equal(bare(current), bare(next));
}

/** Whether a marked object has nothing left that holds it. */
export function mayVanish(type: ResourceType, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  if (type.kind === "Namespace" && list(at(object, "spec", "finalizers")).length > 0) return false;
  return (deletionGracePeriodSeconds ?? 0) === 0;
}

/** Seconds a deletion waits for the kubelet; zero unless it is a pod that may still be running. */
export function graceOf(type: ResourceType, object: KubeObject, requested: number | undefined): number {
  if (type.key !== "pods") return 0;
  const phase = at(object, "status", "phase");
  const scheduled = typeof at(object, "spec", "nodeName") === "string";
  if (!scheduled || phase === "Succeeded" || phase === "Failed") return 0;
  return Math.max(0, requested ?? number(at(object, "spec", "terminationGracePeriodSeconds")) ?? 30);
}

export type MarkOptions = { grace: number; finalizer?: string | undefined };

/** The object marked for deletion; an earlier mark is kept unless this one ends sooner. */
export function marked(
  type: ResourceType,
  object: KubeObject,
  { grace, finalizer }: MarkOptions,
): KubeObject {
  const next = clone(object);
  const { metadata } = next;
  if (metadata.deletionTimestamp === undefined || grace < (metadata.deletionGracePeriodSeconds ?? 0)) {
    if (metadata.deletionTimestamp === undefined && metadata.generation !== undefined)
      metadata.generation += 1;
    metadata.deletionTimestamp = timestamp(Date.now() + grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
  }
  if (finalizer !== undefined && !(metadata.finalizers ?? []).includes(finalizer)) {
    metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  }
  if (type.kind === "Namespace") {
    next["status"] = { ...(next["status"] as Fields | undefined), phase: "Terminating" };
    delete metadata.deletionGracePeriodSeconds;
  }
  return next;
}
