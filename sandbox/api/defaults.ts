import { defaultCustom } from "@/sandbox/api/crd-schema";
import { kindDefaults } from "@/sandbox/api/defaults-kinds";
import { isRecord } from "@/sandbox/api/json";
import type { Fields, KubeObject, ObjectReader, ResourceType } from "@/sandbox/api/types";

const omittedWhenEmpty = ["data", "binaryData", "stringData"];

/** A built-in object without null members and empty maps, which its Go type would not carry either. */
function normalized(object: KubeObject): KubeObject {
  const plain = withoutNulls(object) as KubeObject;
  for (const field of omittedWhenEmpty) {
    const value = plain[field];
    if (isRecord(value) && Object.keys(value).length === 0) delete plain[field];
  }
  return plain;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const result: Fields = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== null && member !== undefined) result[key] = withoutNulls(member);
  }
  return result;
}

/**
 * The object with the defaults of its type; applying it twice changes nothing more.
 * `current` is the stored object of an update, whose allocated fields are kept.
 */
export function applyDefaults(
  type: ResourceType,
  object: KubeObject,
  store: ObjectReader,
  current?: KubeObject,
): KubeObject {
  if (type.custom !== undefined) return defaultCustom(type, object);
  const plain = normalized(object);
  return kindDefaults[type.kind]?.(plain, { store, current }) ?? plain;
}
