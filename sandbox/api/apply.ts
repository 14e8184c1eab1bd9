import { ApiError, type Cause } from "@/sandbox/api/errors";
import {
  addPath,
  difference,
  type FieldPath,
  type FieldSet,
  fieldsOf,
  fromFieldsV1,
  pathText,
  sameItem,
  toFieldsV1,
  union,
  valueAt,
} from "@/sandbox/api/field-sets";
import { clone, equal, isRecord, timestamp } from "@/sandbox/api/json";
import { fieldSchema, itemKey, type MergeSchema } from "@/sandbox/api/merge-schema";
import type { Fields, KubeObject, ManagedFieldsEntry } from "@/sandbox/api/types";

export type Applier = {
  manager: string;
  apiVersion: string;
  force: boolean;
  subresource?: string | undefined;
};

const everything = (): boolean => true;

/**
 * Server-side apply: `applied` merged over `live`, without the fields this manager applied before and no longer
 * does (unless another manager owns them too), with the new field ownership in metadata.managedFields.
 * Throws 409 with FieldManagerConflict causes when another manager owns a field with another value, unless forced.
 */
export function serverSideApply(
  live: KubeObject | undefined,
  applied: KubeObject,
  applier: Applier,
  schema: MergeSchema,
): KubeObject {
  const wanted = fieldsOf(applied, { schema, withRecords: false, top: everything });
  const entries = live?.metadata.managedFields ?? [];
  const mine = entries.find((entry) => isMine(entry, applier));
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ entry, fields: fromFieldsV1(entry.fieldsV1) }));
  const contested = others.map(({ fields }) => conflicts(fields, wanted, live, applied, schema));
  if (!applier.force)
    refuse(
      others.map(({ entry }) => entry),
      contested,
    );
  const kept = others.map(({ entry, fields }, index) => ({
    entry,
    fields: difference(fields, contested[index] ?? new Map()),
  }));
  const elsewhere = kept.reduce((sum, { fields }) => union(sum, fields), new Map() as FieldSet);
  const dropped = difference(difference(fromFieldsV1(mine?.fieldsV1), wanted), elsewhere);
  const merged = mergeApplied(live ?? {}, applied, schema);
  const object = prune(isRecord(merged) ? merged : {}, dropped, schema) as KubeObject;
  const managedFields = [
    ...kept.map(({ entry, fields }) => rewritten(entry, fields)),
    own(applier, wanted, mine),
  ].filter((entry) => Object.keys(entry.fieldsV1).length > 0);
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function isMine(entry: ManagedFieldsEntry, applier: Applier): boolean {
  return (
    entry.operation === "Apply" &&
    entry.manager === applier.manager &&
    entry.subresource === applier.subresource
  );
}

function own(applier: Applier, fields: FieldSet, before: ManagedFieldsEntry | undefined): ManagedFieldsEntry {
  const fieldsV1 = toFieldsV1(fields);
  const same = before !== undefined && equal(before.fieldsV1, fieldsV1);
  return {
    manager: applier.manager,
    operation: "Apply",
    apiVersion: applier.apiVersion,
    time: same && before.time !== undefined ? before.time : timestamp(),
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(applier.subresource === undefined ? {} : { subresource: applier.subresource }),
  };
}

function rewritten(entry: ManagedFieldsEntry, fields: FieldSet): ManagedFieldsEntry {
  return { ...entry, fieldsV1: toFieldsV1(fields) };
}

function conflicts(
  theirs: FieldSet,
  wanted: FieldSet,
  live: KubeObject | undefined,
  applied: KubeObject,
  schema: MergeSchema,
): FieldSet {
  const found: FieldSet = new Map();
  for (const [key, path] of wanted) {
    if (!theirs.has(key) || path.at(-1)?.startsWith("k:")) continue;
    if (!equal(valueAt(live, path, schema), valueAt(applied, path, schema))) addPath(found, path);
  }
  return found;
}

function managerText(entry: ManagedFieldsEntry): string {
  const subresource = entry.subresource === undefined ? "" : ` with subresource "${entry.subresource}"`;
  const version = entry.operation === "Update" ? ` using ${entry.apiVersion}` : "";
  return `"${entry.manager}"${subresource}${version}`;
}

function refuse(entries: ManagedFieldsEntry[], contested: FieldSet[]): void {
  const causes: Cause[] = [];
  const parts: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const fields = [...(contested[index]?.values() ?? [])].map(pathText);
    if (fields.length === 0) continue;
    const message = `conflict with ${managerText(entry)}`;
    causes.push(...fields.map((field) => ({ reason: "FieldManagerConflict", message, field })));
    parts.push(
      fields.length === 1
        ? `${message}: ${fields[0]}`
        : `conflicts with ${managerText(entry)}:\n${fields.map((field) => `- ${field}`).join("\n")}`,
    );
  }
  if (causes.length === 0) return;
  const count = causes.length === 1 ? "1 conflict" : `${causes.length} conflicts`;
  throw new ApiError(409, "Conflict", `Apply failed with ${count}: ${parts.join("\n")}`, { causes });
}

function mergeApplied(live: unknown, applied: unknown, schema: MergeSchema | undefined): unknown {
  if (isRecord(live) && isRecord(applied) && !schema?.atomic) {
    const result: Fields = { ...live };
    for (const [key, value] of Object.entries(applied)) {
      if (value !== undefined) result[key] = mergeApplied(result[key], value, fieldSchema(schema, key));
    }
    return result;
  }
  if (!Array.isArray(live) || !Array.isArray(applied)) return clone(applied);
  if (schema?.set) return [...live, ...applied.filter((value) => !live.some((item) => equal(item, value)))];
  if (schema?.keys === undefined) return clone(applied);
  const result: unknown[] = [...live];
  for (const item of applied) {
    const key = JSON.stringify(itemKey(schema, item));
    const index = result.findIndex((existing) => sameItem(schema, existing, key));
    if (index < 0) result.push(clone(item));
    else result[index] = mergeApplied(result[index], item, schema.item);
  }
  return result;
}

/** The object without the given paths; records that become empty by it go too. */
function prune(object: Fields, paths: FieldSet, schema: MergeSchema): Fields {
  // Whole items go before their fields: without its key field an item could not be found any more.
  const shortestFirst = [...paths.values()].toSorted((left, right) => left.length - right.length);
  let result: Fields = object;
  for (const path of shortestFirst) {
    const without = cut(result, path, schema);
    result = isRecord(without) ? without : {};
  }
  return result;
}

function cut(value: unknown, [segment, ...rest]: FieldPath, schema: MergeSchema | undefined): unknown {
  if (segment === undefined) return undefined;
  const name = segment.slice(2);
  if (segment.startsWith("f:")) {
    if (!isRecord(value) || value[name] === undefined) return value;
    const { [name]: member, ...others } = value;
    const left = cut(member, rest, fieldSchema(schema, name));
    if (left !== undefined) return { ...value, [name]: left };
    return Object.keys(others).length > 0 ? others : undefined;
  }
  if (!Array.isArray(value)) return value;
  const matches = (item: unknown): boolean =>
    segment.startsWith("k:") ? sameItem(schema, item, name) : equal(item, JSON.parse(name));
  const items = value.flatMap((item) => {
    if (!matches(item)) return [item];
    const left = cut(item, rest, schema?.item);
    return left === undefined ? [] : [left];
  });
  return items.length > 0 ? items : undefined;
}

export type Updater = { manager: string; apiVersion: string; subresource?: string | undefined };

/**
 * The managed fields after a create (`live` undefined), replace or patch: the updater owns what it set or changed,
 * and everybody else loses what was changed or removed. `top` says which top-level fields the write may touch.
 */
export function recordUpdate(
  live: KubeObject | undefined,
  next: KubeObject,
  updater: Updater,
  schema: MergeSchema,
  top: (field: string) => boolean,
): ManagedFieldsEntry[] {
  const extent = { schema, withRecords: true, top };
  const before = live === undefined ? (new Map() as FieldSet) : fieldsOf(live, extent);
  const after = fieldsOf(next, extent);
  const removed = difference(before, after);
  const touched = new Map(
    [...after].filter(([key, path]) => !before.has(key) || differs(live, next, path, schema)),
  );
  if (touched.size === 0 && removed.size === 0) return live?.metadata.managedFields ?? [];
  const lost = union(touched, removed);
  const entries = live?.metadata.managedFields ?? [];
  const mine = entries.find((entry) => isUpdateOf(entry, updater));
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => rewritten(entry, difference(fromFieldsV1(entry.fieldsV1), lost)));
  const owned = difference(union(fromFieldsV1(mine?.fieldsV1), touched), removed);
  const entry: ManagedFieldsEntry = {
    manager: updater.manager,
    operation: "Update",
    apiVersion: updater.apiVersion,
    time: timestamp(),
    fieldsType: "FieldsV1",
    fieldsV1: toFieldsV1(owned),
    ...(updater.subresource === undefined ? {} : { subresource: updater.subresource }),
  };
  return [...others, entry].filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
}

function isUpdateOf(entry: ManagedFieldsEntry, updater: Updater): boolean {
  return (
    entry.operation === "Update" &&
    entry.manager === updater.manager &&
    entry.apiVersion === updater.apiVersion &&
    entry.subresource === updater.subresource
  );
}

/** Records and items count as changed only when they appear or vanish; leaves when their value differs. */
function differs(
  live: KubeObject | undefined,
  next: KubeObject,
  path: FieldPath,
  schema: MergeSchema,
): boolean {
  const left = valueAt(live, path, schema);
  const right = valueAt(next, path, schema);
  const container = (value: unknown): boolean => isRecord(value) && Object.keys(value).length > 0;
  if (container(left) && container(right) && !isAtomic(path, schema)) return false;
  return !equal(left, right);
}

function isAtomic(path: FieldPath, schema: MergeSchema): boolean {
  let rules: MergeSchema | undefined = schema;
  for (const segment of path) {
    if (segment.startsWith("f:")) rules = fieldSchema(rules, segment.slice(2));
    else if (segment.startsWith("k:")) rules = rules?.item;
  }
  return rules?.atomic === true;
}
