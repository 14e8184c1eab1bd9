import { type Answer, type Api, type Call, flag, wholeNumber } from "@/sandbox/api/call";
import { badRequest, notFound } from "@/sandbox/api/errors";
import type { Target } from "@/sandbox/api/paths";
import { listBody, present, presentItem } from "@/sandbox/api/present";
import { fieldPredicate, labelPredicate, type Predicate } from "@/sandbox/api/selectors";
import { tableOf, wantsTable } from "@/sandbox/api/table";
import type { Fields, KubeObject } from "@/sandbox/api/types";

/** The stored object a target names. Throws 404. */
export function demandObject(api: Api, target: Target): KubeObject {
  const name = target.name ?? "";
  const object = api.store.get(target.type.key, target.namespace, name);
  if (object === undefined) throw notFound(target.type, name);
  return object;
}

/** The predicate of the request's selectors; undefined when it has none. Throws 400 for bad ones. */
export function selection(call: Call, target: Target): Predicate | undefined {
  const labels = call.query.get("labelSelector");
  const fields = call.query.get("fieldSelector");
  const rules = [
    ...(labels ? [labelPredicate(labels)] : []),
    ...(fields ? [fieldPredicate(fields, target.type)] : []),
    ...(target.name === undefined ? [] : [(object: KubeObject) => object.metadata.name === target.name]),
  ];
  return rules.length === 0 ? undefined : (object) => rules.every((rule) => rule(object));
}

export function readObject(api: Api, call: Call, target: Target): Answer {
  const object = demandObject(api, target);
  if (wantsTable(call.accept)) return { code: 200, body: tableOf(target.type, [object], {}) };
  return { code: 200, body: present(object, target) };
}

/** The list of a collection, selected and paged. */
export function readList(api: Api, call: Call, target: Target): Answer {
  const version = call.query.get("resourceVersion");
  if (version && !/^\d+$/.test(version)) {
    throw badRequest(`resourceVersion: Invalid value: "${version}": must be a whole number`);
  }
  const chosen = selection(call, target);
  const read = () => {
    const all = api.store.list(target.type.key, target.namespace);
    return { items: chosen === undefined ? all : all.filter(chosen), revision: api.store.revision };
  };
  const token = call.query.get("continue") || undefined;
  const page = api.pager.page(read, wholeNumber(call.query, "limit") ?? 0, token);
  const metadata: Fields = {
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
    ...(page.remaining === undefined || chosen !== undefined ? {} : { remainingItemCount: page.remaining }),
  };
  if (wantsTable(call.accept)) return { code: 200, body: tableOf(target.type, page.items, metadata) };
  const items = page.items.map((object) => presentItem(object, target));
  return { code: 200, body: listBody(target.type, target.version, metadata, items) };
}

export const watching = (call: Call): boolean => call.method === "GET" && flag(call.query, "watch");
