import { badRequest } from "@/sandbox/api/errors";
import { equal, isRecord } from "@/sandbox/api/json";
import { fieldSchema, itemKey, type MergeSchema } from "@/sandbox/api/merge-schema";
import type { Fields } from "@/sandbox/api/types";

/** A path in the segments of FieldsV1: "f:name", "k:{…}" for a list item, "v:…" for a set member. */
export type FieldPath = readonly string[];

/** A set of owned paths, by their joined text. */
export type FieldSet = Map<string, FieldPath>;

const separator = "\u0000";
/** Records that always exist in the Go types, so that nobody owns them as such. */
const structural = new Set(["spec", "status", "template", "metadata", "strategy"]);
const ownedMetadata = new Set(["labels", "annotations", "finalizers", "ownerReferences"]);

export function addPath(set: FieldSet, path: FieldPath): void {
  set.set(path.join(separator), path);
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  return new Map([...left, ...right]);
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return new Map([...left].filter(([key]) => !right.has(key)));
}

/** The set as a FieldsV1 tree: "." marks a record or item that is owned besides its members. */
export function toFieldsV1(set: FieldSet): Fields {
  const root: Fields = {};
  const branches = new Set<Fields>([root]);
  const members: Fields[] = [];
  for (const key of [...set.keys()].sort()) {
    let node = root;
    for (const segment of set.get(key) ?? []) {
      branches.add(node);
      const next = node[segment];
      const child: Fields = isRecord(next) ? next : {};
      node[segment] = child;
      node = child;
    }
    members.push(node);
  }
  for (const node of members) if (Object.keys(node).length > 0) node["."] = {};
  return root;
}

export function fromFieldsV1(tree: unknown): FieldSet {
  const set: FieldSet = new Map();
  const walk = (node: Fields, path: FieldPath): void => {
    const keys = Object.keys(node);
    if (path.length > 0 && (keys.length === 0 || node["."] !== undefined)) addPath(set, path);
    for (const key of keys) {
      const child = node[key];
      if (key !== "." && isRecord(child)) walk(child, [...path, key]);
    }
  };
  if (isRecord(tree)) walk(tree, []);
  return set;
}

type Extent = { schema: MergeSchema; withRecords: boolean; top: (field: string) => boolean };

/**
 * The paths of an object that a manager can own. `withRecords` adds the records themselves, as updates own them;
 * `top` chooses among the top-level fields. Throws 400 when a keyed list has two items alike.
 */
export function fieldsOf(object: Fields, { schema, withRecords, top }: Extent): FieldSet {
  const set: FieldSet = new Map();
  for (const [field, value] of Object.entries(object)) {
    if (field === "apiVersion" || field === "kind" || value === undefined || !top(field)) continue;
    const part = field === "metadata" ? ownableMetadata(value) : value;
    if (field === "metadata" && Object.keys(part as Fields).length === 0) continue;
    collect(set, part, [`f:${field}`], fieldSchema(schema, field), withRecords);
  }
  return set;
}

function ownableMetadata(value: unknown): Fields {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => ownedMetadata.has(key)));
}

function collect(
  set: FieldSet,
  value: unknown,
  path: FieldPath,
  schema: MergeSchema | undefined,
  withRecords: boolean,
): void {
  if (isRecord(value) && Object.keys(value).length > 0 && !schema?.atomic) {
    const name = (path.at(-1) ?? "").slice(2);
    if (withRecords && !structural.has(name)) addPath(set, path);
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined)
        collect(set, member, [...path, `f:${key}`], fieldSchema(schema, key), withRecords);
    }
  } else if (Array.isArray(value) && value.length > 0 && schema?.set) {
    for (const member of value) addPath(set, [...path, `v:${JSON.stringify(member)}`]);
  } else if (Array.isArray(value) && value.length > 0 && schema?.keys !== undefined) {
    for (const item of value) collectItem(set, item, path, schema, withRecords);
  } else addPath(set, path);
}

function collectItem(
  set: FieldSet,
  item: unknown,
  path: FieldPath,
  schema: MergeSchema,
  withRecords: boolean,
): void {
  const key = itemKey(schema, item);
  if (key === undefined || !isRecord(item)) {
    throw badRequest(`${pathText(path)}: every item needs ${(schema.keys ?? []).join(" and ")}`);
  }
  const itemPath = [...path, `k:${JSON.stringify(key)}`];
  if (set.has(itemPath.join(separator))) {
    throw badRequest(`${pathText(path)}: duplicate entries for key ${pathText(itemPath.slice(-1))}`);
  }
  addPath(set, itemPath);
  if (schema.item?.atomic) return;
  for (const [field, member] of Object.entries(item)) {
    if (member === undefined) continue;
    collect(set, member, [...itemPath, `f:${field}`], fieldSchema(schema.item, field), withRecords);
  }
}

/** The value at an owned path; undefined when there is none. Records and items answer themselves. */
export function valueAt(object: unknown, path: FieldPath, schema: MergeSchema | undefined): unknown {
  let current = object;
  let rules = schema;
  for (const segment of path) {
    const name = segment.slice(2);
    if (segment.startsWith("f:")) {
      current = isRecord(current) ? current[name] : undefined;
      rules = fieldSchema(rules, name);
    } else if (segment.startsWith("k:")) {
      current = Array.isArray(current) ? current.find((item) => sameItem(rules, item, name)) : undefined;
      rules = rules?.item;
    } else {
      const member: unknown = JSON.parse(name);
      current = Array.isArray(current) ? current.find((entry) => equal(entry, member)) : undefined;
    }
    if (current === undefined) return undefined;
  }
  return current;
}

/** Whether a list item has the key written in a "k:" segment. */
export function sameItem(schema: MergeSchema | undefined, item: unknown, key: string): boolean {
  const actual = schema === undefined ? undefined : itemKey(schema, item);
  return actual !== undefined && equal(actual, JSON.parse(key));
}

/** ".spec.template.spec.containers[name=\"a\"].image", as conflicts name a field. */
export function pathText(path: FieldPath): string {
  return path
    .map((segment) => {
      const name = segment.slice(2);
      if (segment.startsWith("f:")) return `.${name}`;
      if (segment.startsWith("v:")) return `[=${name}]`;
      const pairs = Object.entries(JSON.parse(name) as Fields);
      return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
    })
    .join("");
}
