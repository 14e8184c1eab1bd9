import { recordUpdate } from "@/sandbox/api/apply";
import { type Answer, type Api, type Call, writeOptions } from "@/sandbox/api/call";
import { decodeBody } from "@/sandbox/api/decode";
import { applyDefaults } from "@/sandbox/api/defaults";
import { ApiError, badRequest, conflict, invalid, methodNotAllowed, wrong } from "@/sandbox/api/errors";
import { demandObject } from "@/sandbox/api/handlers-read";
import { merged } from "@/sandbox/api/lifecycle";
import { mergeSchemaOf } from "@/sandbox/api/merge-schema";
import type { Target } from "@/sandbox/api/paths";
import { present } from "@/sandbox/api/present";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { KubeObject, ResourceType } from "@/sandbox/api/types";
import { validateCreate, validateUpdate } from "@/sandbox/api/validation";

/** The namespace of the path is the object's. Throws 400 when the body names another. */
export function placed(object: KubeObject, target: Target): KubeObject {
  const { namespace } = object.metadata;
  if (target.namespace === undefined) {
    const { namespace: _namespace, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (namespace !== undefined && namespace !== "" && namespace !== target.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { ...object, metadata: { ...object.metadata, namespace: target.namespace } };
}

const hasStatus = (type: ResourceType): boolean => type.subresources.includes("status");

/** Which top-level fields a write may own: everything but the status, or the status alone. */
function ownable(type: ResourceType, statusOnly: boolean): (field: string) => boolean {
  if (statusOnly) return (field) => field === "status";
  return hasStatus(type) ? (field) => field !== "status" : () => true;
}

export function withoutStatus(type: ResourceType, object: KubeObject): KubeObject {
  if (!hasStatus(type)) return object;
  const { status: _status, ...rest } = object;
  return rest as KubeObject;
}

/** Stores a prepared object under the rules of its type. Throws 422. */
export function storeNew(api: Api, target: Target, prepared: KubeObject, dryRun: boolean): Answer {
  validateCreate(target.type, prepared);
  const stored = api.store.insert(target.type.key, prepared, { dryRun });
  return { code: 201, body: present(stored, target) };
}

export function create(api: Api, call: Call, target: Target, body: Buffer): Answer {
  if (target.name !== undefined) throw methodNotAllowed();
  const { dryRun, manager } = writeOptions(call);
  const { type } = target;
  const object = placed(withoutStatus(type, decodeBody(body, call.contentType, type)), target);
  if (object.metadata.resourceVersion) {
    throw new ApiError(500, "", "resourceVersion should not be set on objects to be created");
  }
  const prepared = api.store.prepare(type.key, object);
  const updater = { manager, apiVersion: apiVersionOf(type) };
  const managedFields = recordUpdate(undefined, prepared, updater, mergeSchemaOf(type), ownable(type, false));
  return storeNew(api, target, { ...prepared, metadata: { ...prepared.metadata, managedFields } }, dryRun);
}

export function replace(api: Api, call: Call, target: Target, body: Buffer): Answer {
  if (target.name === undefined) throw methodNotAllowed();
  const { type } = target;
  const object = placed(decodeBody(body, call.contentType, type), target);
  checkName(object, target);
  const current = demandObject(api, target);
  const { uid, resourceVersion } = object.metadata;
  if (uid !== undefined && uid !== current.metadata.uid) {
    const key = `/registry/${type.plural}/${target.namespace ?? ""}/${target.name}`;
    throw conflict(
      type,
      target.name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid ?? ""}`,
    );
  }
  if (!resourceVersion && !type.unconditionalUpdate) {
    const cause = wrong("metadata.resourceVersion", 0, "must be specified for an update");
    throw invalid(type.plural, type.group, target.name, [cause]);
  }
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion)
    throw conflict(type, target.name);
  return change(api, call, target, current, object);
}

/** Throws 400 when the body names another object than the path. */
export function checkName(object: KubeObject, target: Target): void {
  const { name } = object.metadata;
  if (!name) throw badRequest("the name of the object must be set in metadata.name");
  if (name === target.name) return;
  throw badRequest(
    `the name of the object (${name}) does not match the name on the URL (${target.name ?? ""})`,
  );
}

/**
 * The candidate as it would be stored in place of `current`: deletion marks kept, the status kept (or, on the status
 * subresource, nothing but it taken), defaults filled in, rules checked. Throws 422.
 */
export function successor(api: Api, target: Target, current: KubeObject, candidate: KubeObject): KubeObject {
  const { type } = target;
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  const wanted = candidate.metadata.deletionTimestamp;
  if (wanted !== undefined && wanted !== null && wanted !== deletionTimestamp) {
    const cause = wrong("metadata.deletionTimestamp", wanted, "field is immutable");
    throw invalid(type.kind, type.group, current.metadata.name, [cause]);
  }
  const { deletionTimestamp: _mark, deletionGracePeriodSeconds: _grace, ...kept } = candidate.metadata;
  const metadata = {
    ...kept,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
  const whole: KubeObject = { ...candidate, metadata };
  const statusOnly = target.subresource === "status";
  if (!statusOnly && hasStatus(type)) {
    if (current["status"] === undefined) delete whole["status"];
    else whole["status"] = current["status"];
  }
  const next = merged(
    type,
    current,
    statusOnly ? whole : applyDefaults(type, whole, api.store, current),
    statusOnly,
  );
  validateUpdate(type, current, next);
  return next;
}

/** Stores an update by PUT or PATCH and answers the object. */
export function change(
  api: Api,
  call: Call,
  target: Target,
  current: KubeObject,
  candidate: KubeObject,
): Answer {
  const { type } = target;
  const { dryRun, manager } = writeOptions(call);
  const statusOnly = target.subresource === "status";
  const next = successor(api, target, current, candidate);
  const updater = {
    manager,
    apiVersion: apiVersionOf(type),
    subresource: statusOnly ? "status" : undefined,
  };
  const given: unknown[] = candidate.metadata.managedFields ?? [];
  const cleared = given.length === 1 && Object.keys(given[0] ?? {}).length === 0;
  const managedFields = cleared
    ? []
    : recordUpdate(current, next, updater, mergeSchemaOf(type), ownable(type, statusOnly));
  return commit(api, target, { ...next, metadata: { ...next.metadata, managedFields } }, dryRun);
}

/** Writes what `successor` allowed. */
export function commit(api: Api, target: Target, next: KubeObject, dryRun: boolean): Answer {
  const options = { dryRun, ...(target.subresource === "status" ? { subresource: "status" as const } : {}) };
  const { name } = next.metadata;
  const stored = api.store.update(target.type.key, target.namespace, name, () => next, options);
  return { code: 200, body: present(stored ?? next, target) };
}
