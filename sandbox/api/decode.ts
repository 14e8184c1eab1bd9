import { parse } from "yaml";
import { ApiError, badRequest } from "@/sandbox/api/errors";
import { isRecord, record, text } from "@/sandbox/api/json";
import { decodeProtobuf, protobufType } from "@/sandbox/api/protobuf";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

const jsonTypes = new Set(["application/json", "application/yaml", protobufType, ""]);

/** The JSON, YAML or (for a few kinds) protobuf of a body. Throws 400 when it does not parse. */
export function parseBody(body: Buffer, contentType: string): unknown {
  if (contentType.startsWith(protobufType)) return decodeProtobuf(body);
  const source = body.toString("utf8");
  const yaml = contentType.includes("yaml") && !/^\s*[{[]/.test(source);
  try {
    return yaml ? parse(source, { maxAliasCount: 100 }) : JSON.parse(source);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(`the object provided is unrecognized (must be of type JSON or YAML): ${why}`);
  }
}

/** The object of a POST or PUT body. Throws 415 for a foreign content type, 400 for anything but an object. */
export function decodeBody(body: Buffer, contentType: string, type: ResourceType): KubeObject {
  const mediaType = contentType.split(";")[0]?.trim() ?? "";
  if (!jsonTypes.has(mediaType)) {
    const message =
      "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml";
    throw new ApiError(415, "UnsupportedMediaType", message);
  }
  return typed(parseBody(body, contentType), type);
}

/**
 * A parsed value as an object of the type; kind and apiVersion may be left out.
 * Throws 400 when they are others, or when a member has the wrong JSON type.
 */
export function typed(value: unknown, type: ResourceType): KubeObject {
  if (!isRecord(value)) throw badRequest(`the body must be a ${type.kind} object`);
  const expected = apiVersionOf(type);
  const kind = value["kind"] ?? type.kind;
  const apiVersion = value["apiVersion"] ?? expected;
  const group = type.group === "" ? "" : `${type.group}/`;
  const served = type.custom?.served.some((version) => apiVersion === `${group}${version}`) ?? false;
  if (kind !== type.kind || (apiVersion !== expected && !served)) {
    throw badRequest(
      `${String(kind)} in version "${String(apiVersion)}" cannot be handled as a ${type.kind}: no kind "${String(kind)}" is registered for this path`,
    );
  }
  checkMetadata(value["metadata"], type);
  checkMembers(value, type);
  return {
    ...value,
    kind: type.kind,
    apiVersion: expected,
    metadata: record(value["metadata"]),
  } as KubeObject;
}

function mistyped(type: ResourceType, field: string, value: unknown, wanted: string): ApiError {
  const actual = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const described = actual === "boolean" ? "bool" : actual;
  return badRequest(
    `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: json: cannot unmarshal ${described} into Go struct field ${field} of type ${wanted}`,
  );
}

function checkStrings(type: ResourceType, field: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (!isRecord(value)) throw mistyped(type, field, value, "map[string]string");
  for (const member of Object.values(value)) {
    if (typeof member !== "string" && member !== null) throw mistyped(type, field, member, "string");
  }
}

function checkMetadata(value: unknown, type: ResourceType): void {
  if (value === undefined || value === null) return;
  if (!isRecord(value)) throw mistyped(type, "ObjectMeta.metadata", value, "v1.ObjectMeta");
  for (const field of ["name", "generateName", "namespace", "uid", "resourceVersion"]) {
    const member = value[field];
    if (member !== undefined && member !== null && typeof member !== "string") {
      throw mistyped(type, `ObjectMeta.metadata.${field}`, member, "string");
    }
  }
  checkStrings(type, "ObjectMeta.metadata.labels", value["labels"]);
  checkStrings(type, "ObjectMeta.metadata.annotations", value["annotations"]);
  for (const field of ["finalizers", "ownerReferences", "managedFields"]) {
    const member = value[field];
    if (member !== undefined && member !== null && !Array.isArray(member)) {
      throw mistyped(type, `ObjectMeta.metadata.${field}`, member, "[]string");
    }
  }
}

function checkMembers(value: Fields, type: ResourceType): void {
  if (type.custom !== undefined) return;
  for (const field of ["spec", "status"]) {
    const member = value[field];
    if (member !== undefined && member !== null && !isRecord(member)) {
      throw mistyped(type, `${type.kind}.${field}`, member, `v1.${type.kind}`);
    }
  }
  if (type.kind === "Lease") checkTimes(type, record(value["spec"]));
  if (type.kind === "ConfigMap") checkStrings(type, "ConfigMap.data", value["data"]);
  if (type.kind === "Secret") {
    checkStrings(type, "Secret.stringData", value["stringData"]);
    checkStrings(type, "Secret.data", value["data"]);
  }
  if (type.kind === "Secret" || type.kind === "ConfigMap") {
    checkBase64(type, value[type.kind === "Secret" ? "data" : "binaryData"]);
  }
}

function checkTimes(type: ResourceType, spec: Fields): void {
  for (const field of ["acquireTime", "renewTime"]) {
    const time = spec[field];
    if (time === undefined || time === null || !Number.isNaN(Date.parse(String(time)))) continue;
    throw badRequest(
      `${type.kind} in version "v1" cannot be handled as a ${type.kind}: parsing time ${JSON.stringify(time)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse`,
    );
  }
}

function checkBase64(type: ResourceType, value: unknown): void {
  for (const member of Object.values(record(value))) {
    const content = text(member) ?? "";
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content) || content.length % 4 !== 0) {
      throw badRequest(
        `${type.kind} in version "v1" cannot be handled as a ${type.kind}: illegal base64 data at input byte 0`,
      );
    }
  }
}
