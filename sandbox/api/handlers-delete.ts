import { type Answer, type Api, type Call, writeOptions } from "@/sandbox/api/call";
import { parseBody } from "@/sandbox/api/decode";
import { badRequest, conflict, forbidden, invalid, unsupported } from "@/sandbox/api/errors";
import { demandObject, selection } from "@/sandbox/api/handlers-read";
import { at, isRecord, number, text } from "@/sandbox/api/json";
import type { Target } from "@/sandbox/api/paths";
import { listBody, present, presentItem } from "@/sandbox/api/present";
import type { Propagation, RemoveOptions } from "@/sandbox/api/store";
import type { Fields, KubeObject } from "@/sandbox/api/types";

const lasting = new Set(["default", "kube-system", "kube-public"]);
const policies = ["Orphan", "Background", "Foreground"];

type DeleteRequest = { remove: RemoveOptions; preconditions: Fields; warning: string | undefined };

function parseOptions(body: Buffer, contentType: string): Fields {
  if (body.length === 0) return {};
  const value = parseBody(body, contentType);
  if (!isRecord(value)) throw badRequest("the body of a DELETE must be DeleteOptions");
  return value;
}

function deleteRequest(call: Call, target: Target, body: Buffer): DeleteRequest {
  const options = parseOptions(body, call.contentType);
  const inBody = Array.isArray(options["dryRun"]) && options["dryRun"].includes("All");
  const dryRun = writeOptions(call).dryRun || inBody;
  const given = text(options["propagationPolicy"]) ?? call.query.get("propagationPolicy") ?? undefined;
  if (given !== undefined && !policies.includes(given)) {
    const cause = unsupported("propagationPolicy", given, policies);
    throw invalid("DeleteOptions", "meta.k8s.io", "", [cause]);
  }
  const legacy = options["orphanDependents"] === true ? "Orphan" : undefined;
  // Jobs alone leave their pods behind unless told otherwise.
  const orphans = given === undefined && legacy === undefined && target.type.kind === "Job";
  const propagation = (given ?? legacy ?? (orphans ? "Orphan" : "Background")) as Propagation;
  const seconds = number(options["gracePeriodSeconds"]) ?? queryNumber(call, "gracePeriodSeconds");
  return {
    remove: { propagation, dryRun, ...(seconds === undefined ? {} : { gracePeriodSeconds: seconds }) },
    preconditions: isRecord(options["preconditions"]) ? options["preconditions"] : {},
    warning: orphans
      ? '299 - "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"'
      : undefined,
  };
}

function queryNumber(call: Call, name: string): number | undefined {
  const given = call.query.get(name);
  return given === null || !/^\d{1,9}$/.test(given) ? undefined : Number(given);
}

function checkPreconditions(target: Target, object: KubeObject, preconditions: Fields): void {
  const { kind } = target.type;
  const { name, uid, resourceVersion } = object.metadata;
  const wanted = text(preconditions["uid"]);
  const version = text(preconditions["resourceVersion"]);
  const subject = { ...target.type, plural: kind, group: "" };
  if (wanted !== undefined && wanted !== uid) {
    throw conflict(
      subject,
      name,
      `the UID in the precondition (${wanted}) does not match the UID in record (${uid ?? ""}). The object might have been deleted and then recreated`,
    );
  }
  if (version !== undefined && version !== resourceVersion) {
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${resourceVersion ?? ""}). The object might have been modified`,
    );
  }
}

/** DELETE of one object: a Success Status when it is gone, otherwise the object that waits for its end. */
export function deleteObject(api: Api, call: Call, target: Target, body: Buffer): Answer {
  const { remove, preconditions, warning } = deleteRequest(call, target, body);
  const { type } = target;
  const found = demandObject(api, target);
  if (type.kind === "Namespace" && lasting.has(found.metadata.name)) {
    throw forbidden(type, found.metadata.name, "this namespace may not be deleted");
  }
  checkPreconditions(target, found, preconditions);
  const { object, gone } = api.store.remove(type.key, target.namespace, found.metadata.name, remove);
  const headers = warning === undefined ? {} : { headers: { warning } };
  if (!gone) return { code: 200, body: present(object, target), ...headers };
  const details = {
    name: object.metadata.name,
    ...(type.group === "" ? {} : { group: type.group }),
    kind: type.plural,
    uid: object.metadata.uid,
  };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
  return { code: 200, body: status, ...headers };
}

/** DELETE of a collection: everything selected, answered as a list. */
export function deleteCollection(api: Api, call: Call, target: Target, body: Buffer): Answer {
  const { remove } = deleteRequest(call, target, body);
  const chosen = selection(call, target) ?? (() => true);
  const objects = api.store.list(target.type.key, target.namespace).filter(chosen);
  for (const { metadata } of objects)
    api.store.remove(target.type.key, metadata.namespace, metadata.name, remove);
  const items = objects.map((object) => presentItem(object, target));
  const metadata = { resourceVersion: String(api.store.revision) };
  return { code: 200, body: listBody(target.type, target.version, metadata, items) };
}

/** PUT of a namespace's finalize subresource: takes over spec.finalizers alone. */
export function finalizeNamespace(api: Api, target: Target, object: KubeObject): Answer {
  const finalizers = at(object, "spec", "finalizers") ?? [];
  const stored = api.store.update("namespaces", undefined, target.name ?? "", (current) => ({
    ...current,
    spec: { finalizers },
  }));
  return { code: 200, body: present(stored ?? object, target) };
}
