import { badRequest } from "@/sandbox/api/errors";
import { clone, equal, isRecord, list } from "@/sandbox/api/json";
import { fieldSchema, type MergeSchema } from "@/sandbox/api/merge-schema";
import type { Fields } from "@/sandbox/api/types";

const orderPrefix = "$setElementOrder/";
const deletePrefix = "$deleteFromPrimitiveList/";

/**
 * Strategic merge patch: records merge, null deletes, lists merge by their patch key where the schema has one.
 * Directives: $patch (delete, replace, merge), $retainKeys, $setElementOrder/…, $deleteFromPrimitiveList/….
 */
export function strategicPatch(target: Fields, patch: Fields, schema: MergeSchema | undefined): Fields {
  if (patch["$patch"] === "replace") return clone(without(patch));
  if (patch["$patch"] === "delete") return {};
  const result: Fields = retained(target, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    if (value === null) {
      delete result[key];
      continue;
    }
    const below = fieldSchema(schema, key);
    if (Array.isArray(value)) result[key] = mergedList(list(result[key]), value, below);
    else if (isRecord(value)) {
      const current = result[key];
      result[key] = strategicPatch(isRecord(current) ? current : {}, value, below);
      if (value["$patch"] === "delete") delete result[key];
    } else result[key] = value;
  }
  return ordered(withoutPrimitives(result, patch), patch, schema);
}

function without(patch: Fields): Fields {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith("$")));
}

function retained(target: Fields, patch: Fields): Fields {
  const keep = patch["$retainKeys"];
  if (!Array.isArray(keep)) return { ...target };
  return Object.fromEntries(Object.entries(target).filter(([key]) => keep.includes(key)));
}

function mergedList(current: unknown[], patch: unknown[], schema: MergeSchema | undefined): unknown[] {
  if (schema?.set) return [...current, ...patch.filter((value) => !current.includes(value))];
  const key = schema?.patchKey;
  if (key === undefined) return clone(patch);
  const items = patch.map((item) => {
    if (!isRecord(item)) throw badRequest(`the elements of a list merged by "${key}" must be objects`);
    return item;
  });
  const replaces = items.some((item) => item["$patch"] === "replace" && item[key] === undefined);
  if (replaces) return items.filter((item) => item["$patch"] === undefined).map((item) => clone(item));
  const result = current.filter(isRecord).map((item) => item);
  for (const item of items) {
    if (item[key] === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const index = result.findIndex((existing) => equal(existing[key], item[key]));
    if (item["$patch"] === "delete") {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = strategicPatch(result[index] ?? {}, item, schema?.item);
    else result.push(strategicPatch({}, item, schema?.item));
  }
  return result;
}

function withoutPrimitives(result: Fields, patch: Fields): Fields {
  for (const [directive, values] of Object.entries(patch)) {
    if (!directive.startsWith(deletePrefix) || !Array.isArray(values)) continue;
    const key = directive.slice(deletePrefix.length);
    result[key] = list(result[key]).filter((value) => !values.includes(value));
  }
  return result;
}

function ordered(result: Fields, patch: Fields, schema: MergeSchema | undefined): Fields {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(orderPrefix) || !Array.isArray(order)) continue;
    const field = directive.slice(orderPrefix.length);
    const key = fieldSchema(schema, field)?.patchKey;
    const identity = (value: unknown): unknown => (key !== undefined && isRecord(value) ? value[key] : value);
    const position = (value: unknown): number => {
      const index = order.findIndex((entry) => equal(identity(entry), identity(value)));
      return index < 0 ? order.length : index;
    };
    if (Array.isArray(result[field])) {
      result[field] = list(result[field]).toSorted((left, right) => position(left) - position(right));
    }
  }
  return result;
}
