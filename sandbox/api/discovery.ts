import { createHash } from "node:crypto";
import type { Answer, Api } from "@/sandbox/api/call";
import { unknownResource } from "@/sandbox/api/errors";
import { apiVersionOf, type Catalog } from "@/sandbox/api/resources";
import type { Fields, ResourceType } from "@/sandbox/api/types";

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const virtualGroups = ["authentication.k8s.io", "authorization.k8s.io"];
const reviewKinds: Record<string, readonly (readonly [string, string])[]> = {
  "authentication.k8s.io/v1": [
    ["selfsubjectreviews", "SelfSubjectReview"],
    ["tokenreviews", "TokenReview"],
  ],
  "authorization.k8s.io/v1": [
    ["selfsubjectaccessreviews", "SelfSubjectAccessReview"],
    ["selfsubjectrulesreviews", "SelfSubjectRulesReview"],
    ["subjectaccessreviews", "SubjectAccessReview"],
  ],
};

export const serverVersion = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.2+sandbox",
  gitCommit: "0000000000000000000000000000000000000000",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "node",
  platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
};

const servedVersions = (type: ResourceType): readonly string[] => type.custom?.served ?? [type.version];

function groupVersions(catalog: Catalog): Map<string, string[]> {
  const groups = new Map<string, string[]>(virtualGroups.map((group) => [group, ["v1"]]));
  for (const type of catalog.all()) {
    if (type.group === "") continue;
    const versions = groups.get(type.group) ?? [];
    // The storage version leads: it is the one clients should prefer.
    for (const version of [type.version, ...servedVersions(type)]) {
      if (!versions.includes(version)) versions.push(version);
    }
    groups.set(type.group, versions);
  }
  return groups;
}

function groupBody(name: string, versions: readonly string[]): Fields {
  const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

function subresourceEntry(type: ResourceType, subresource: string): Fields {
  const name = `${type.plural}/${subresource}`;
  const base = { name, singularName: "", namespaced: type.namespaced };
  switch (subresource) {
    case "scale":
      return {
        ...base,
        group: "autoscaling",
        version: "v1",
        kind: "Scale",
        verbs: ["get", "patch", "update"],
      };
    case "token":
      return {
        ...base,
        group: "authentication.k8s.io",
        version: "v1",
        kind: "TokenRequest",
        verbs: ["create"],
      };
    case "log":
      return { ...base, kind: type.kind, verbs: ["get"] };
    case "finalize":
      return { ...base, kind: type.kind, verbs: ["update"] };
    case "proxy":
      return { ...base, kind: "ServiceProxyOptions", verbs: ["create", "delete", "get", "patch", "update"] };
    default:
      return { ...base, kind: type.kind, verbs: ["get", "patch", "update"] };
  }
}

function entries(type: ResourceType): Fields[] {
  const verbs = type.kind === "Namespace" ? allVerbs.filter((verb) => verb !== "deletecollection") : allVerbs;
  return [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs,
      ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
      ...(type.categories.length > 0 ? { categories: type.categories } : {}),
      storageVersionHash: createHash("sha256").update(type.key).digest("base64").slice(0, 12),
    },
    ...[...type.subresources].sort().map((subresource) => subresourceEntry(type, subresource)),
  ];
}

function resourceList(catalog: Catalog, groupVersion: string): Fields | undefined {
  const reviews = (reviewKinds[groupVersion] ?? []).map(([name, kind]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ["create"],
  }));
  const types = catalog
    .all()
    .filter((type) =>
      servedVersions(type).some((version) => apiVersionOf({ group: type.group, version }) === groupVersion),
    );
  if (types.length + reviews.length === 0) return undefined;
  const resources = types.toSorted((a, b) => (a.plural < b.plural ? -1 : 1)).flatMap(entries);
  const head =
    groupVersion === "v1" ? { kind: "APIResourceList" } : { kind: "APIResourceList", apiVersion: "v1" };
  return { ...head, groupVersion, resources: [...resources, ...reviews] };
}

/** The answer to a discovery path; undefined when the path is none. Throws 404 for unknown versions of a known group. */
export function discovery(api: Api, path: string): Answer {
  const { catalog } = api.store;
  const [root, first, second, ...rest] = path.split("/").filter((segment) => segment !== "");
  if (rest.length > 0 || (root !== "api" && root !== "apis")) return undefined;
  if (root === "api") {
    if (first === undefined) return { code: 200, body: coreVersions() };
    if (second !== undefined) return undefined;
    const resources = resourceList(catalog, first);
    if (resources === undefined) throw unknownResource();
    return { code: 200, body: resources };
  }
  const groups = groupVersions(catalog);
  if (first === undefined) {
    const listed = [...groups].map(([name, versions]) => groupBody(name, versions));
    return { code: 200, body: { kind: "APIGroupList", apiVersion: "v1", groups: listed } };
  }
  const versions = groups.get(first);
  if (versions === undefined) return undefined;
  if (second === undefined) {
    return { code: 200, body: { kind: "APIGroup", apiVersion: "v1", ...groupBody(first, versions) } };
  }
  const resources = resourceList(catalog, `${first}/${second}`);
  if (resources === undefined) throw unknownResource();
  return { code: 200, body: resources };
}

function coreVersions(): Fields {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: "127.0.0.1" }],
  };
}
