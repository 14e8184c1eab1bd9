import "server-only";
import { z } from "zod";
import {
  BARMAN_PLUGIN,
  CLUSTER_API,
  INSTANCE_METRICS_PORT,
  metricsServiceName,
  type OriginCluster,
  renderMetricsService,
} from "@/lib/domain/manifest/recovery-cluster";
import { FIELD_MANAGER } from "@/lib/domain/manifest/spec";
import type { ArchiveFacts } from "@/lib/domain/recovery/point-in-time";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";

const STORE_API = "barmancloud.cnpg.io/v1";
const HEALTHY = "Cluster in healthy state";
const METRICS_LIMITS = { limitMs: 5_000, maxBytes: 1_048_576 };

const Texts = z.record(z.string(), z.string());
const Plugin = z.object({
  name: z.string(),
  enabled: z.boolean().default(true),
  isWALArchiver: z.boolean().default(false),
  parameters: Texts.default({}),
});
const Kept = z.json().optional();
const DatabaseCluster = z.object({
  spec: z.object({
    imageName: Kept,
    imageCatalogRef: Kept,
    storage: Kept,
    walStorage: Kept,
    resources: Kept,
    postgresql: z
      .object({ parameters: Texts.default({}), shared_preload_libraries: z.array(z.string()).default([]) })
      .default({ parameters: {}, shared_preload_libraries: [] }),
    plugins: z.array(Plugin).default([]),
  }),
  status: z
    .object({
      phase: z.string().default(""),
      readyInstances: z.int().default(0),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .default({ phase: "", readyInstances: 0, conditions: [] }),
});
type DatabaseCluster = z.infer<typeof DatabaseCluster>;

const Windows = z.object({
  status: z.object({
    serverRecoveryWindow: z.record(z.string(), z.object({ firstRecoverabilityPoint: z.string().optional() })),
  }),
});

/** The Cluster as its operator shows it; null when there is none. @throws RefusedFailure for an unreadable one */
export async function readDatabaseCluster(
  { objects }: Pick<ClusterConnection, "objects">,
  place: { namespace: string; name: string },
  signal: AbortSignal,
): Promise<DatabaseCluster | null> {
  const live = await objects.read({ apiVersion: CLUSTER_API, kind: "Cluster", ...place }, signal);
  if (live === null) return null;
  const read = DatabaseCluster.safeParse(live);
  if (!read.success)
    throw new RefusedFailure(`Cluster ${place.name} in ${place.namespace} has a shape nobody here knows.`);
  return read.data;
}

export const isHealthy = ({ status }: DatabaseCluster): boolean =>
  status.phase === HEALTHY && status.readyInstances > 0;

const archiverOf = ({ spec }: DatabaseCluster) =>
  spec.plugins.find(({ name, enabled, isWALArchiver }) => name === BARMAN_PLUGIN && enabled && isWALArchiver);

/** How a recovery of it must be made. @throws RefusedFailure when it does not archive through the plugin */
export function originOf(name: string, cluster: DatabaseCluster): OriginCluster {
  const archiver = archiverOf(cluster);
  const objectStore = archiver?.parameters["barmanObjectName"];
  if (archiver === undefined || objectStore === undefined)
    throw new RefusedFailure(
      `Cluster ${name} does not archive its log through the plugin ${BARMAN_PLUGIN}, so no second of it can be brought back.`,
    );
  const { imageName, imageCatalogRef, storage, walStorage, resources, postgresql } = cluster.spec;
  const alike = Object.entries({ imageName, imageCatalogRef, storage, walStorage, resources });
  return {
    name,
    alike: Object.fromEntries(alike.filter(([, value]) => value !== undefined)),
    parameters: postgresql.parameters,
    preload: postgresql.shared_preload_libraries,
    objectStore,
    serverName: archiver.parameters["serverName"] ?? name,
  };
}

/**
 * What its archive holds, asked of the operator's objects and of the primary's own measurements. The Service that leads
 * there is made when it is missing. @throws what the cluster throws
 */
export async function readArchive(
  connection: ClusterConnection,
  place: { environmentId: string; namespace: string; cluster: string },
  signal: AbortSignal,
): Promise<ArchiveFacts | null> {
  const { namespace, cluster } = place;
  const live = await readDatabaseCluster(connection, { namespace, name: cluster }, signal);
  if (live === null) return null;
  const { objectStore, serverName } = originOf(cluster, live);
  const reference = { apiVersion: STORE_API, kind: "ObjectStore", namespace, name: objectStore };
  const windows = Windows.safeParse(await connection.objects.read(reference, signal));
  const window = windows.success ? windows.data.status.serverRecoveryWindow[serverName] : undefined;
  const measured = await readMetrics(connection, place, signal);
  const seconds = measured("cnpg_pg_stat_archiver_last_archived_time");
  const condition = live.status.conditions.find(({ type }) => type === "ContinuousArchiving");
  return {
    firstRecoverable: dateOf(window?.firstRecoverabilityPoint),
    lastArchived: seconds === null || seconds <= 0 ? null : new Date(seconds * 1000),
    waiting: measured("cnpg_collector_pg_wal_archive_status", 'value="ready"'),
    archiving: condition?.status !== "False",
  };
}

const dateOf = (text: string | undefined): Date | null => {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : new Date(time);
};

type Measured = (name: string, label?: string) => number | null;

async function readMetrics(
  { objects, services }: ClusterConnection,
  place: { environmentId: string; namespace: string; cluster: string },
  signal: AbortSignal,
): Promise<Measured> {
  const { namespace, cluster } = place;
  const service = metricsServiceName(cluster);
  const reference = { apiVersion: "v1", kind: "Service", namespace, name: service };
  if ((await objects.read(reference, signal)) === null)
    await objects.apply([renderMetricsService(place, cluster)], { fieldManager: FIELD_MANAGER, signal });
  const target = { namespace, service, port: INSTANCE_METRICS_PORT, path: "/metrics" };
  const { status, body } = await services.get(target, signal, METRICS_LIMITS);
  const lines = status === 200 && typeof body === "string" ? body.split("\n") : [];
  return (name, label = "") => {
    const line = lines.find((one) => /^[\w:]+/.exec(one)?.[0] === name && one.includes(label));
    const value = Number(line?.split(" ").at(-1) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
}
