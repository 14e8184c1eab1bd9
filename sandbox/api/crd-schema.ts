import { type Cause, required, unsupported, wrong } from "@/sandbox/api/errors";
import { equal, isRecord, list, record, text } from "@/sandbox/api/json";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

const own = new Set(["apiVersion", "kind", "metadata"]);

/** A custom object with unknown fields pruned, nulls dropped where they are not allowed, and defaults filled in. */
export function defaultCustom(type: ResourceType, object: KubeObject): KubeObject {
  const schema = type.custom?.schema ?? {};
  const { apiVersion, kind, metadata, ...rest } = object;
  return { kind, apiVersion, metadata, ...record(shaped(schema, rest, true)) };
}

function shaped(schema: Fields, value: unknown, top = false): unknown {
  if (Array.isArray(value)) return value.map((item) => shaped(record(schema["items"]), item));
  if (!isRecord(value)) return value;
  const properties = record(schema["properties"]);
  const additional = schema["additionalProperties"];
  const preserve = schema["x-kubernetes-preserve-unknown-fields"] === true || additional === true;
  const result: Fields = {};
  for (const [key, member] of Object.entries(value)) {
    const property = properties[key];
    if (isRecord(property)) {
      if (member === null && property["nullable"] !== true) continue;
      result[key] = shaped(property, member);
    } else if (isRecord(additional)) result[key] = shaped(additional, member);
    else if (preserve) result[key] = member;
  }
  for (const [key, property] of Object.entries(properties)) {
    if (top && own.has(key)) continue;
    const initial = record(property)["default"];
    if (result[key] === undefined && initial !== undefined) result[key] = shaped(record(property), initial);
  }
  return result;
}

/** Every way a custom object breaks its schema. */
export function validateCustom(type: ResourceType, object: KubeObject): Cause[] {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = object;
  return violations(type.custom?.schema ?? {}, rest, "");
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function typeMatches(schema: Fields, value: unknown): boolean {
  const actual = typeName(value);
  if (schema["x-kubernetes-int-or-string"] === true) return actual === "integer" || actual === "string";
  const wanted = schema["type"];
  if (wanted === undefined || actual === wanted) return true;
  return (wanted === "number" && actual === "integer") || (actual === "null" && schema["nullable"] === true);
}

function violations(schema: Fields, value: unknown, field: string): Cause[] {
  if (!typeMatches(schema, value)) {
    const message = `Invalid value: ${JSON.stringify(typeName(value))}: ${field} in body must be of type ${String(schema["type"])}: ${JSON.stringify(typeName(value))}`;
    return [{ reason: "FieldValueTypeInvalid", message, field }];
  }
  const causes: Cause[] = [];
  const choices = list(schema["enum"]);
  if (choices.length > 0 && !choices.some((choice) => equal(choice, value))) {
    causes.push(unsupported(field, value, choices.map(String)));
  }
  if (typeof value === "number") causes.push(...numberViolations(schema, value, field));
  else if (typeof value === "string") causes.push(...stringViolations(schema, value, field));
  else if (Array.isArray(value)) causes.push(...listViolations(schema, value, field));
  else if (isRecord(value)) causes.push(...recordViolations(schema, value, field));
  return causes;
}

function numberViolations(schema: Fields, value: number, field: string): Cause[] {
  const { minimum, maximum } = schema;
  if (typeof minimum === "number" && value < minimum) {
    return [wrong(field, value, `${field} in body should be greater than or equal to ${minimum}`)];
  }
  if (typeof maximum === "number" && value > maximum) {
    return [wrong(field, value, `${field} in body should be less than or equal to ${maximum}`)];
  }
  return [];
}

function stringViolations(schema: Fields, value: string, field: string): Cause[] {
  const causes: Cause[] = [];
  const { maxLength, minLength } = schema;
  const pattern = text(schema["pattern"]);
  if (typeof maxLength === "number" && value.length > maxLength) {
    causes.push({
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${maxLength} bytes`,
      field,
    });
  }
  if (typeof minLength === "number" && value.length < minLength) {
    causes.push(wrong(field, value, `${field} in body should be at least ${minLength} chars long`));
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) {
    causes.push(wrong(field, value, `${field} in body should match '${pattern}'`));
  }
  if (
    schema["format"] === "date-time" &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
  ) {
    const message = `Invalid value: ${JSON.stringify(value)}: ${field} in body must be of type date-time: ${JSON.stringify(value)}`;
    causes.push({ reason: "FieldValueTypeInvalid", message, field });
  }
  return causes;
}

function listViolations(schema: Fields, value: unknown[], field: string): Cause[] {
  const causes: Cause[] = [];
  const { maxItems, minItems } = schema;
  if (typeof maxItems === "number" && value.length > maxItems) {
    const message = `Too many: ${value.length}: must have at most ${maxItems} items`;
    causes.push({ reason: "FieldValueTooMany", message, field });
  }
  if (typeof minItems === "number" && value.length < minItems) {
    causes.push(wrong(field, value.length, `${field} in body should have at least ${minItems} items`));
  }
  const items = record(schema["items"]);
  for (const [index, item] of value.entries()) causes.push(...violations(items, item, `${field}[${index}]`));
  return causes;
}

function recordViolations(schema: Fields, value: Fields, field: string): Cause[] {
  const below = (key: string): string => (field === "" ? key : `${field}.${key}`);
  const properties = record(schema["properties"]);
  const additional = schema["additionalProperties"];
  const causes: Cause[] = list(schema["required"])
    .map(String)
    .filter((key) => value[key] === undefined)
    .map((key) => required(below(key)));
  for (const [key, member] of Object.entries(value)) {
    const property = properties[key] ?? additional;
    if (isRecord(property)) causes.push(...violations(property, member, below(key)));
  }
  return causes;
}

/** Whether a definition's schema is structural enough to prune and default by: 422 causes otherwise. */
export function schemaCauses(versions: readonly Fields[]): Cause[] {
  return versions.flatMap((version, index) => {
    const field = `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = record(version["schema"])["openAPIV3Schema"];
    if (!isRecord(schema)) return [required(field, "schemas are required")];
    if (schema["type"] !== "object") {
      return [required(`${field}.type`, "must not be empty at the root")];
    }
    return untyped(schema, field).map((path) =>
      required(`${path}.type`, "must not be empty for specified object fields"),
    );
  });
}

function untyped(schema: Fields, field: string): string[] {
  return Object.entries(record(schema["properties"])).flatMap(([key, value]) => {
    const property = record(value);
    const path = `${field}.properties[${key}]`;
    const free =
      property["x-kubernetes-preserve-unknown-fields"] === true ||
      property["x-kubernetes-int-or-string"] === true;
    return property["type"] === undefined && !free ? [path] : untyped(property, path);
  });
}

/** A definition's name must be "<plural>.<group>". */
export function definitionNameCause(name: string, plural: string, group: string): Cause[] {
  const wanted = `${plural}.${group}`;
  return name === wanted ? [] : [wrong("metadata.name", name, `must be spec.names.plural+"."+spec.group`)];
}
