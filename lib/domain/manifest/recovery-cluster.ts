import type { Component } from "./labels";
import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { COMPONENT, type EnvironmentSpec } from "./spec";

export const CLUSTER_API = "postgresql.cnpg.io/v1";
export const BARMAN_PLUGIN = "barman-cloud.cloudnative-pg.io";
/** The port where an instance tells what it measures of itself. */
export const INSTANCE_METRICS_PORT = 9187;
/** CloudNativePG makes names of pods, Jobs and Services from a Cluster's, which must leave room for them. */
const MOST_NAME = 50;
const ORIGIN = "origin";

/** What a living Cluster says of how it was made, as far as its recovery must be made alike. */
export type OriginCluster = {
  name: string;
  /** Image, storage, resources and the like: copied as they are. */
  alike: Readonly<Record<string, unknown>>;
  /** The server refuses to replay a log with fewer connections and workers than the one that wrote it. */
  parameters: Readonly<Record<string, string>>;
  preload: readonly string[];
  /** Where its base backups and its log are kept, and under which name. */
  objectStore: string;
  serverName: string;
};

export type RecoverySpec = {
  environment: Omit<EnvironmentSpec, "release">;
  release: string;
  operationDigits: string;
  origin: OriginCluster;
  at: string;
  /** The one database that is wanted, and its owner, who gets a new password. */
  database: string;
  owner: string;
};

/** Named by the operation, so that another worker finds it. */
export function recoveryClusterName(cluster: string, digits: string): string {
  const suffix = `-op-${digits}`;
  return `${cluster.slice(0, MOST_NAME - suffix.length)}${suffix}`;
}

const labelsOf = ({ environment, release }: RecoverySpec, component: Component) =>
  objectLabels({ ...environment, release: { name: release } }, component);

/**
 * A Cluster of one instance as of a second. It archives nothing, so it leaves nothing in the store and its new timeline
 * never meets that of the living one.
 */
export function renderRecoveryCluster(spec: RecoverySpec): ManifestObject {
  const { origin, environment, database, owner, at } = spec;
  const labels = labelsOf(spec, "toolbox");
  const preload = origin.preload.length === 0 ? {} : { shared_preload_libraries: [...origin.preload] };
  return {
    apiVersion: CLUSTER_API,
    kind: "Cluster",
    metadata: {
      name: recoveryClusterName(origin.name, spec.operationDigits),
      namespace: environment.namespace,
      labels,
    },
    spec: {
      ...origin.alike,
      instances: 1,
      inheritedMetadata: { labels },
      postgresql: { parameters: { ...origin.parameters }, ...preload },
      bootstrap: { recovery: { source: ORIGIN, database, owner, recoveryTarget: { targetTime: at } } },
      externalClusters: [
        {
          name: ORIGIN,
          plugin: {
            name: BARMAN_PLUGIN,
            parameters: { barmanObjectName: origin.objectStore, serverName: origin.serverName },
          },
        },
      ],
    },
  };
}

/** Lets the recovered instance reach the store and the API server, and the toolbox and the operator reach it. */
export function renderRecoveryPolicy(spec: RecoverySpec): ManifestObject {
  const name = recoveryClusterName(spec.origin.name, spec.operationDigits);
  const ports = [5432, 8000].map((port) => ({ protocol: "TCP", port }));
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: spec.environment.namespace, labels: labelsOf(spec, "toolbox") },
    spec: {
      podSelector: { matchLabels: { "cnpg.io/cluster": name } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ ports }],
      egress: [{}],
    },
  };
}

export const metricsServiceName = (cluster: string): string => `${cluster}-archive`;

/** The way to what a Cluster's primary measures of its archive, through the API server. */
export function renderMetricsService(
  environment: Pick<EnvironmentSpec, "namespace" | "environmentId">,
  cluster: string,
): ManifestObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: metricsServiceName(cluster),
      namespace: environment.namespace,
      labels: { [COMPONENT]: "environment", "holdfast.dev/environment": environment.environmentId },
    },
    spec: {
      selector: { "cnpg.io/cluster": cluster, "cnpg.io/instanceRole": "primary" },
      ports: [{ name: "metrics", port: INSTANCE_METRICS_PORT, targetPort: INSTANCE_METRICS_PORT }],
    },
  };
}
