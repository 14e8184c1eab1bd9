import "server-only";
import { RefusedFailure } from "@/lib/ports/failure";
import type { Transport } from "./transport";

export type Reference = { apiVersion: string; kind: string; namespace?: string; name: string };
type Resource = { plural: string; namespaced: boolean };

const of = (plural: string, namespaced = true): Resource => ({ plural, namespaced });

/** Every kind Holdfast renders, so that the usual path asks nothing first. Others are looked up in the cluster. */
const KNOWN: Readonly<Record<string, Resource>> = {
  "v1/Namespace": of("namespaces", false),
  "v1/ServiceAccount": of("serviceaccounts"),
  "v1/ResourceQuota": of("resourcequotas"),
  "v1/LimitRange": of("limitranges"),
  "v1/ConfigMap": of("configmaps"),
  "v1/Secret": of("secrets"),
  "v1/Service": of("services"),
  "v1/Pod": of("pods"),
  "v1/PersistentVolumeClaim": of("persistentvolumeclaims"),
  "apps/v1/Deployment": of("deployments"),
  "batch/v1/Job": of("jobs"),
  "networking.k8s.io/v1/NetworkPolicy": of("networkpolicies"),
  "policy/v1/PodDisruptionBudget": of("poddisruptionbudgets"),
  "traefik.io/v1alpha1/IngressRoute": of("ingressroutes"),
  "traefik.io/v1alpha1/Middleware": of("middlewares"),
  "traefik.io/v1alpha1/TraefikService": of("traefikservices"),
  "postgresql.cnpg.io/v1/Cluster": of("clusters"),
  "barmancloud.cnpg.io/v1/ObjectStore": of("objectstores"),
};

const root = (apiVersion: string) =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/** Paths of objects in one cluster; what discovery answered is remembered. */
export class ResourcePaths {
  readonly #transport: Transport;
  readonly #found = new Map<string, Resource>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @throws RefusedFailure when the cluster does not know the kind, or the reference cannot be a path. */
  async pathOf(reference: Reference, signal: AbortSignal): Promise<string> {
    const { apiVersion, kind, namespace, name } = reference;
    if (!/^([a-z0-9.-]+\/)?v[a-z0-9]+$/.test(apiVersion)) {
      throw new RefusedFailure(`“${apiVersion}” is not an API version.`);
    }
    const key = `${apiVersion}/${kind}`;
    const resource = KNOWN[key] ?? this.#found.get(key) ?? (await this.#discover(apiVersion, kind, signal));
    if (!resource.namespaced) return `${root(apiVersion)}/${resource.plural}/${segment(name)}`;
    if (namespace === undefined) throw new RefusedFailure(`${kind} “${name}” needs a namespace.`);
    return `${root(apiVersion)}/namespaces/${segment(namespace)}/${resource.plural}/${segment(name)}`;
  }

  async #discover(apiVersion: string, kind: string, signal: AbortSignal): Promise<Resource> {
    const call = { method: "GET", path: root(apiVersion), signal } as const;
    const answer = await this.#transport.ask(`Looking up ${kind} (${apiVersion})`, call, [404]);
    const list = answer.status === 404 ? [] : resourcesOf(answer.body);
    const found = list.find((each) => each.kind === kind && !each.name.includes("/"));
    if (found === undefined) {
      throw new RefusedFailure(
        `The cluster does not know ${kind} (${apiVersion}): is its operator installed?`,
      );
    }
    const resource = of(found.name, found.namespaced);
    this.#found.set(`${apiVersion}/${kind}`, resource);
    return resource;
  }
}

/** A name as one part of a path: whatever it holds, it leads nowhere else. */
export function segment(name: string): string {
  if (name === "" || name === "." || name === "..")
    throw new RefusedFailure(`“${name}” is not an object's name.`);
  return encodeURIComponent(name);
}

function resourcesOf(body: unknown): { name: string; kind: string; namespaced: boolean }[] {
  if (typeof body !== "object" || body === null || !("resources" in body)) return [];
  const { resources } = body;
  if (!Array.isArray(resources)) return [];
  return resources.filter(
    (each): each is { name: string; kind: string; namespaced: boolean } =>
      typeof each?.name === "string" && typeof each.kind === "string" && typeof each.namespaced === "boolean",
  );
}
