import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { CLUSTER_API } from "./recovery-cluster";
import type { EnvironmentSpec, Placement } from "./spec";

/** The database server of a drill on another cluster than the environment's, in the drill's own namespace. */
export const DRILL_SERVER = "drill-server";
/** Secret of its owner, as CloudNativePG names it. */
export const DRILL_SERVER_SECRET = `${DRILL_SERVER}-app`;
const OWNER = "erp";
const DATABASE_PORT = 5432;
/** Where the operator asks an instance how it is. */
const STATUS_PORT = 8000;
/** Where API servers listen, for the instance that tells its own one how it is. */
const API_SERVER_PORTS = [443, 6443];

const labelsOf = (spec: EnvironmentSpec) => ({
  ...objectLabels(spec, "toolbox"),
  "holdfast.dev/purpose": "drill",
});

/**
 * A PostgreSQL of one instance that keeps nothing: no archive, gone with the namespace. Its owner may create databases,
 * as the role of an environment may, because the backup is loaded into one of its own.
 */
export function renderDrillServer(
  spec: EnvironmentSpec,
  { filestoreGibibytes }: Pick<Placement, "filestoreGibibytes">,
): ManifestObject {
  return {
    apiVersion: CLUSTER_API,
    kind: "Cluster",
    metadata: { name: DRILL_SERVER, namespace: spec.namespace, labels: labelsOf(spec) },
    spec: {
      instances: 1,
      inheritedMetadata: { labels: labelsOf(spec) },
      // As much again as the files may take: what the namespace's quota leaves.
      storage: { size: `${filestoreGibibytes}Gi` },
      resources: {
        requests: { cpu: "100m", memory: "384Mi" },
        limits: { cpu: "1000m", memory: "1024Mi" },
      },
      bootstrap: {
        initdb: { database: OWNER, owner: OWNER, postInitSQL: [`ALTER ROLE ${OWNER} CREATEDB`] },
      },
    },
  };
}

/** Lets the drill's own pods and the operator reach the server, and the server reach its API server. Nothing else. */
export function renderDrillServerPolicy(spec: EnvironmentSpec): ManifestObject {
  const tcp = (port: number) => ({ protocol: "TCP", port });
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: DRILL_SERVER, namespace: spec.namespace, labels: labelsOf(spec) },
    spec: {
      podSelector: { matchLabels: { "cnpg.io/cluster": DRILL_SERVER } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: {} }], ports: [tcp(DATABASE_PORT)] }, { ports: [tcp(STATUS_PORT)] }],
      egress: [{ ports: API_SERVER_PORTS.map(tcp) }],
    },
  };
}

/** How the cluster around such a drill is laid out: its database stands in the drill's own namespace. */
export const drillServerPlacement = (placement: Placement, namespace: string): Placement => ({
  ...placement,
  ...{ databaseNamespace: namespace, databasePort: DATABASE_PORT },
});

/** "17.5 (Debian 17.5-1)" → 17; null for what is no version. */
export function postgresMajor(version: string): number | null {
  const major = /^(\d{1,3})(?![\d])/.exec(version.trim())?.[1];
  return major === undefined ? null : Number(major);
}

/**
 * Why the server that the cluster would bring up cannot take a dump of that major version; null when it can, or when its
 * image does not say which version it holds.
 */
export function drillServerRefusal(server: ManifestObject, backupMajor: number | null): string | null {
  const { imageName } = (server["spec"] ?? {}) as { imageName?: unknown };
  const tag = typeof imageName === "string" ? /:([^:/@]+)(?:@|$)/.exec(imageName)?.[1] : undefined;
  const major = postgresMajor(tag ?? "");
  if (major === null || backupMajor === null || major >= backupMajor) return null;
  return `The backup is of PostgreSQL ${backupMajor}, the operator there brings up ${major} (${String(imageName)}): give it a newer standard image.`;
}
