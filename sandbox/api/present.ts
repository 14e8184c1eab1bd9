import type { Target } from "@/sandbox/api/paths";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

const firstMetadata = ["name", "generateName", "namespace", "uid", "resourceVersion", "generation"] as const;

/** The object as the API answers it: kind and metadata first, in the version that was asked for. */
export function present(object: KubeObject, target: Pick<Target, "type" | "version">): Fields {
  const { kind, apiVersion, metadata, ...rest } = object;
  const ordered: Fields = {};
  for (const key of firstMetadata) if (metadata[key] !== undefined) ordered[key] = metadata[key];
  return { kind, apiVersion: versioned(apiVersion, target), metadata: { ...ordered, ...metadata }, ...rest };
}

function versioned(apiVersion: string, { type, version }: Pick<Target, "type" | "version">): string {
  return type.custom === undefined || type.version === version ? apiVersion : `${type.group}/${version}`;
}

/** Items of built-in lists carry no kind and apiVersion; those of custom lists do. */
export function presentItem(object: KubeObject, target: Pick<Target, "type" | "version">): Fields {
  const shown = present(object, target);
  if (target.type.custom !== undefined) return shown;
  const { kind: _kind, apiVersion: _version, ...rest } = shown;
  return rest;
}

export function listBody(type: ResourceType, version: string, metadata: Fields, items: Fields[]): Fields {
  const apiVersion = apiVersionOf({ group: type.group, version });
  return { kind: `${type.kind}List`, apiVersion, metadata, items };
}
