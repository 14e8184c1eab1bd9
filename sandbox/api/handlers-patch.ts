import { serverSideApply } from "@/sandbox/api/apply";
import { authorizeTarget } from "@/sandbox/api/auth";
import { type Answer, type Api, type Call, flag, writeOptions } from "@/sandbox/api/call";
import { parseBody, typed } from "@/sandbox/api/decode";
import {
  ApiError,
  badRequest,
  conflict,
  invalid,
  methodNotAllowed,
  prohibited,
  required,
  wrong,
} from "@/sandbox/api/errors";
import { demandObject } from "@/sandbox/api/handlers-read";
import {
  change,
  checkName,
  commit,
  placed,
  storeNew,
  successor,
  withoutStatus,
} from "@/sandbox/api/handlers-write";
import { isRecord } from "@/sandbox/api/json";
import { mergeSchemaOf } from "@/sandbox/api/merge-schema";
import { jsonPatch } from "@/sandbox/api/patch-json";
import { mergePatch } from "@/sandbox/api/patch-merge";
import { strategicPatch } from "@/sandbox/api/patch-strategic";
import type { Target } from "@/sandbox/api/paths";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

function unsupportedMediaType(accepted: string): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  return new ApiError(415, "UnsupportedMediaType", message);
}

/** A patched document, by the patch's media type. Throws 415 for an unknown one, 400 or 422 for a bad patch. */
export function patched(current: Fields, patch: unknown, mediaType: string, type: ResourceType): unknown {
  if (mediaType === "application/json-patch+json") return jsonPatch(current, patch);
  if (!isRecord(patch)) throw badRequest("the patch must be an object");
  if (mediaType === "application/merge-patch+json") return mergePatch(current, patch);
  if (mediaType === "application/strategic-merge-patch+json" && type.custom === undefined) {
    return strategicPatch(current, patch, mergeSchemaOf(type));
  }
  const strategic = type.custom === undefined ? ", application/strategic-merge-patch+json" : "";
  throw unsupportedMediaType(
    `application/json-patch+json, application/merge-patch+json${strategic}, application/apply-patch+yaml`,
  );
}

export function patch(api: Api, call: Call, target: Target, body: Buffer): Answer {
  if (target.name === undefined) throw methodNotAllowed();
  const mediaType = call.contentType.split(";")[0]?.trim() ?? "";
  if (mediaType.startsWith("application/apply-patch")) return apply(api, call, target, body);
  if (call.query.has("force")) refuseForce();
  const current = demandObject(api, target);
  const result = patched(current, parseBody(body, mediaType), mediaType, target.type);
  const candidate = placed(typed(result, target.type), target);
  checkName(candidate, target);
  const { uid, resourceVersion } = candidate.metadata;
  if (uid !== current.metadata.uid) {
    const cause = wrong("metadata.uid", uid, "field is immutable");
    throw invalid(target.type.kind, target.type.group, target.name, [cause, cause]);
  }
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(target.type, target.name);
  }
  return change(api, call, target, current, candidate);
}

function refuseForce(): void {
  const cause = prohibited("force", "may not be specified for non-apply patch");
  throw invalid("PatchOptions", "meta.k8s.io", "", [cause]);
}

function appliedObject(call: Call, target: Target, body: Buffer): KubeObject {
  if (!call.query.get("fieldManager")) {
    const cause = required("fieldManager", "is required for apply patch");
    throw invalid("PatchOptions", "meta.k8s.io", "", [cause]);
  }
  const value = parseBody(body, "application/yaml");
  if (!isRecord(value)) throw badRequest("the body of an apply must be an object");
  if (!value["kind"] || !value["apiVersion"]) {
    const [group, version] = String(value["apiVersion"] ?? "").split("/");
    throw badRequest(
      `error decoding YAML: invalid object type: ${version === undefined ? `/${group ?? ""}` : `${group}/${version}`}, Kind=${String(value["kind"] ?? "")}`,
    );
  }
  const object = placed(typed(value, target.type), target);
  if ((object.metadata.managedFields ?? []).length > 0)
    throw badRequest("metadata.managedFields must be nil");
  checkName(object, target);
  if (target.subresource === "status") {
    const { kind, apiVersion, metadata, status } = object;
    return { kind, apiVersion, metadata: { name: metadata.name }, status };
  }
  return withoutStatus(target.type, object);
}

function apply(api: Api, call: Call, target: Target, body: Buffer): Answer {
  const { type } = target;
  const applied = appliedObject(call, target, body);
  const { dryRun, manager } = writeOptions(call);
  const statusOnly = target.subresource === "status";
  const applier = {
    manager,
    apiVersion: apiVersionOf(type),
    force: flag(call.query, "force"),
    subresource: statusOnly ? "status" : undefined,
  };
  const current = api.store.get(type.key, target.namespace, applied.metadata.name);
  const { uid, resourceVersion, ...metadata } = applied.metadata;
  const intent: KubeObject = { ...applied, metadata };
  const schema = mergeSchemaOf(type);
  if (current === undefined) {
    if (uid !== undefined)
      throw conflict(
        type,
        metadata.name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    if (statusOnly) demandObject(api, target);
    authorizeTarget(call.user, "create", target, api.store);
    return storeNew(
      api,
      target,
      api.store.prepare(type.key, serverSideApply(undefined, intent, applier, schema)),
      dryRun,
    );
  }
  const stale = resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion;
  if (stale || (uid !== undefined && uid !== current.metadata.uid)) throw conflict(type, metadata.name);
  const result = serverSideApply(current, intent, applier, schema);
  const next = successor(api, target, current, result);
  const managedFields = result.metadata.managedFields ?? [];
  return commit(api, target, { ...next, metadata: { ...next.metadata, managedFields } }, dryRun);
}
