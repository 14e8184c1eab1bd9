import { ApiError, unknownResource } from "@/sandbox/api/errors";
import { apiVersionOf, type Catalog } from "@/sandbox/api/resources";
import type { ResourceType } from "@/sandbox/api/types";

export type Target = {
  type: ResourceType;
  version: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
};

export type Route =
  | { kind: "resource"; target: Target }
  | { kind: "review"; group: string; resource: string }
  | { kind: "other"; path: string };

const reviews: Readonly<Record<string, readonly string[]>> = {
  "authorization.k8s.io": ["selfsubjectaccessreviews", "subjectaccessreviews", "selfsubjectrulesreviews"],
  "authentication.k8s.io": ["selfsubjectreviews", "tokenreviews"],
};

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError(400, "BadRequest", `the path segment "${segment}" is not valid percent-encoding`);
  }
}

/**
 * What a path asks for. Resources below /api/v1 and /apis/GROUP/VERSION are looked up in the catalog:
 * an unknown group is "other" (plain 404), an unknown version or resource of a known group throws a 404 Status.
 */
export function parsePath(path: string, catalog: Catalog): Route {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  if (segments[0] === "api" && segments.length > 2) return resourceRoute("", segments.slice(1), catalog);
  if (segments[0] === "apis" && segments.length > 3) {
    const group = segments[1] ?? "";
    const resource = segments[3] ?? "";
    if (reviews[group]?.includes(resource)) return { kind: "review", group, resource };
    if (!catalog.all().some((type) => type.group === group)) return { kind: "other", path };
    return resourceRoute(group, segments.slice(2), catalog);
  }
  return { kind: "other", path };
}

function resourceRoute(group: string, [version = "", ...rest]: string[], catalog: Catalog): Route {
  const scoped = rest[0] === "namespaces" && rest.length > 2 && !isNamespaceSubresource(group, rest);
  const namespace = scoped ? rest[1] : undefined;
  const [plural = "", name, subresource, ...tail] = scoped ? rest.slice(2) : rest;
  const type = catalog.find(group === "" ? plural : `${plural}.${group}`);
  if (type === undefined || !serves(type, version)) throw unknownResource();
  if (type.namespaced ? name !== undefined && namespace === undefined : namespace !== undefined) {
    throw unknownResource();
  }
  if (subresource !== undefined && !type.subresources.includes(subresource)) throw unknownResource();
  if (tail.length > 0 && subresource !== "proxy") throw unknownResource();
  return { kind: "resource", target: { type, version, namespace, name, subresource } };
}

function isNamespaceSubresource(group: string, rest: string[]): boolean {
  return group === "" && rest.length === 3 && (rest[2] === "status" || rest[2] === "finalize");
}

function serves(type: ResourceType, version: string): boolean {
  return type.custom === undefined ? type.version === version : type.custom.served.includes(version);
}

/** The path of an object or, without a name, of its collection. */
export function pathOf(type: ResourceType, namespace: string | undefined, name?: string): string {
  const root = type.group === "" ? "/api/v1" : `/apis/${apiVersionOf(type)}`;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${type.plural}${name === undefined ? "" : `/${name}`}`;
}
