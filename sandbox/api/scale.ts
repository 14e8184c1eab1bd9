import { recordUpdate } from "@/sandbox/api/apply";
import { type Answer, type Api, type Call, writeOptions } from "@/sandbox/api/call";
import { parseBody } from "@/sandbox/api/decode";
import { badRequest, conflict, invalid, methodNotAllowed, wrong } from "@/sandbox/api/errors";
import { patched } from "@/sandbox/api/handlers-patch";
import { demandObject } from "@/sandbox/api/handlers-read";
import { commit, successor } from "@/sandbox/api/handlers-write";
import { at, isRecord, number, record } from "@/sandbox/api/json";
import { mergeSchemaOf } from "@/sandbox/api/merge-schema";
import type { Target } from "@/sandbox/api/paths";
import { apiVersionOf } from "@/sandbox/api/resources";
import { selectorText } from "@/sandbox/api/selectors";
import type { Fields, KubeObject } from "@/sandbox/api/types";

function scaleOf(object: KubeObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = number(at(object, "spec", "replicas")) ?? 0;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: number(at(object, "status", "replicas")) ?? 0,
      selector: selectorText(at(object, "spec", "selector")),
    },
  };
}

function wantedScale(call: Call, target: Target, current: KubeObject, body: Buffer): Fields {
  const mediaType = call.contentType.split(";")[0]?.trim() ?? "";
  const value = parseBody(body, mediaType);
  if (call.method === "PUT") {
    if (!isRecord(value)) throw badRequest("the body must be a Scale object");
    return value;
  }
  // A strategic merge of a Scale is a plain merge: it has no keyed lists.
  const plain = mediaType.replace("strategic-merge-patch", "merge-patch");
  return record(patched(scaleOf(current), value, plain, target.type));
}

/** GET, PUT and PATCH of the scale subresource. Throws 409 for a stale version, 422 for negative replicas. */
export function scale(api: Api, call: Call, target: Target, body: Buffer): Answer {
  const current = demandObject(api, target);
  if (call.method === "GET") return { code: 200, body: scaleOf(current) };
  if (call.method !== "PUT" && call.method !== "PATCH") throw methodNotAllowed();
  const wanted = wantedScale(call, target, current, body);
  const version = at(wanted, "metadata", "resourceVersion");
  if (version && version !== current.metadata.resourceVersion)
    throw conflict(target.type, current.metadata.name);
  const replicas = at(wanted, "spec", "replicas") ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    const cause = wrong("spec.replicas", replicas, "must be a whole number greater than or equal to 0");
    throw invalid("Scale", "autoscaling", current.metadata.name, [cause]);
  }
  const { dryRun, manager } = writeOptions(call);
  const whole: Target = { ...target, subresource: undefined };
  const next = successor(api, whole, current, { ...current, spec: { ...record(current["spec"]), replicas } });
  const updater = { manager, apiVersion: apiVersionOf(target.type), subresource: "scale" };
  const managedFields = recordUpdate(
    current,
    next,
    updater,
    mergeSchemaOf(target.type),
    (field) => field === "spec",
  );
  const answer = commit(api, whole, { ...next, metadata: { ...next.metadata, managedFields } }, dryRun);
  return { code: 200, body: scaleOf(answer?.body as KubeObject) };
}
