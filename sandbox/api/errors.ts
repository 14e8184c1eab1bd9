import type { Fields, ResourceType } from "@/sandbox/api/types";

export type Cause = { reason: string; message: string; field: string };

/** A refusal the API answers with a Status body. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Fields | undefined;
  readonly listMeta: Fields;

  constructor(code: number, reason: string, message: string, details?: Fields, listMeta: Fields = {}) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.listMeta = listMeta;
  }
}

/** The v1 Status body of a refusal. */
export function statusOf(error: ApiError): Fields {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: error.listMeta,
    status: "Failure",
    message: error.message,
    ...(error.reason === "" ? {} : { reason: error.reason }),
    ...(error.details === undefined ? {} : { details: error.details }),
    code: error.code,
  };
}

/** "pods" or "deployments.apps", as messages name a resource. */
export function resourceLabel(type: Pick<ResourceType, "group" | "plural">): string {
  return type.group === "" ? type.plural : `${type.plural}.${type.group}`;
}

function pluralDetails(type: Pick<ResourceType, "group" | "plural">, name?: string): Fields {
  return {
    ...(name === undefined ? {} : { name }),
    ...(type.group === "" ? {} : { group: type.group }),
    kind: type.plural,
  };
}

export function notFound(type: Pick<ResourceType, "group" | "plural">, name: string): ApiError {
  return new ApiError(
    404,
    "NotFound",
    `${resourceLabel(type)} "${name}" not found`,
    pluralDetails(type, name),
  );
}

export function alreadyExists(type: ResourceType, name: string): ApiError {
  const message = `${resourceLabel(type)} "${name}" already exists`;
  return new ApiError(409, "AlreadyExists", message, pluralDetails(type, name));
}

export function conflict(type: ResourceType, name: string, why?: string): ApiError {
  const cause =
    why ?? "the object has been modified; please apply your changes to the latest version and try again";
  const message = `Operation cannot be fulfilled on ${resourceLabel(type)} "${name}": ${cause}`;
  return new ApiError(409, "Conflict", message, pluralDetails(type, name));
}

export function forbidden(
  type: ResourceType,
  name: string | undefined,
  why: string,
  causes?: Cause[],
): ApiError {
  const subject = name === undefined ? resourceLabel(type) : `${resourceLabel(type)} "${name}"`;
  const details = { ...pluralDetails(type, name), ...(causes === undefined ? {} : { causes }) };
  return new ApiError(403, "Forbidden", `${subject} is forbidden: ${why}`, details);
}

/** 422 with every cause; the message joins "field: message" as the API server does. */
export function invalid(kind: string, group: string, name: string, causes: Cause[]): ApiError {
  const parts = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const summary = parts.length === 1 ? parts[0] : `[${parts.join(", ")}]`;
  const subject = group === "" ? kind : `${kind}.${group}`;
  return new ApiError(422, "Invalid", `${subject} "${name}" is invalid: ${summary}`, {
    name,
    ...(group === "" ? {} : { group }),
    kind,
    causes,
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

export function unknownResource(): ApiError {
  return new ApiError(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

export const required = (field: string, why = ""): Cause => ({
  reason: "FieldValueRequired",
  message: why === "" ? "Required value" : `Required value: ${why}`,
  field,
});

export const wrong = (field: string, value: unknown, why: string): Cause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

export const prohibited = (field: string, why: string): Cause => ({
  reason: "FieldValueForbidden",
  message: `Forbidden: ${why}`,
  field,
});

export const unsupported = (field: string, value: unknown, supported: readonly string[]): Cause => ({
  reason: "FieldValueNotSupported",
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((entry) => `"${entry}"`).join(", ")}`,
  field,
});
