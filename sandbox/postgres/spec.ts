import { join, normalize } from "node:path";
import { at, list, number, record, records, stringMap, text } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import type { StorePlace } from "@/sandbox/postgres/settings";

export const CLUSTERS = "clusters.postgresql.cnpg.io";
export const BACKUPS = "backups.postgresql.cnpg.io";
export const SCHEDULED = "scheduledbackups.postgresql.cnpg.io";
export const OBJECT_STORES = "objectstores.barmancloud.cnpg.io";
export const PLUGIN = "barman-cloud.cloudnative-pg.io";
const DEFAULT_ARCHIVE_TIMEOUT = "5min";

export type ArchivePlace = StorePlace & {
  readonly retentionDays: number | null;
  readonly objectStore: string;
};

/** What a Cluster asks for, as far as the stand-in carries it out. */
export type ClusterWish = {
  readonly parameters: Readonly<Record<string, string>>;
  readonly segmentMegabytes: number;
  readonly database: string;
  readonly owner: string;
  /** Said by the superuser once, when the server is new. */
  readonly postInitSQL: readonly string[];
  readonly archive: ArchivePlace | null;
  readonly recovery: (StorePlace & { readonly targetTime: string | null }) | null;
};

/** @throws Error in words when it asks for something that is not there */
export function wishOf(store: Store, root: string, cluster: KubeObject): ClusterWish {
  const spec = record(cluster["spec"]);
  const bootstrap = record(spec["bootstrap"]);
  const recovering = "recovery" in bootstrap;
  const wanted = record(recovering ? bootstrap["recovery"] : bootstrap["initdb"]);
  const database = text(wanted["database"]) ?? "app";
  return {
    parameters: { archive_timeout: DEFAULT_ARCHIVE_TIMEOUT, shared_buffers: "32MB", ...parametersOf(spec) },
    segmentMegabytes: number(at(bootstrap, "initdb", "walSegmentSize")) ?? 16,
    database,
    owner: text(wanted["owner"]) ?? database,
    postInitSQL: recovering ? [] : texts(wanted["postInitSQL"]),
    archive: archiveOf(store, root, cluster, spec),
    recovery: recovering ? sourceOf(store, root, cluster, wanted) : null,
  };
}

const texts = (value: unknown): readonly string[] => list(value).flatMap((one) => text(one) ?? []);

const parametersOf = (spec: Fields): Record<string, string> =>
  stringMap(at(spec, "postgresql", "parameters"));

function archiveOf(store: Store, root: string, cluster: KubeObject, spec: Fields): ArchivePlace | null {
  const plugin = records(spec["plugins"]).find(
    (one) => one["name"] === PLUGIN && one["isWALArchiver"] === true && one["enabled"] !== false,
  );
  return plugin === undefined
    ? null
    : placeOf(store, root, cluster, record(plugin["parameters"]), cluster.metadata.name);
}

function sourceOf(
  store: Store,
  root: string,
  cluster: KubeObject,
  recovery: Fields,
): ClusterWish["recovery"] {
  const name = text(recovery["source"]) ?? "";
  const external = records(at(cluster, "spec", "externalClusters")).find((one) => one["name"] === name);
  if (at(external, "plugin", "name") !== PLUGIN)
    throw new Error(`spec.externalClusters has no entry ${name} with the plugin ${PLUGIN}.`);
  const targetTime = text(at(recovery, "recoveryTarget", "targetTime")) ?? null;
  return { ...placeOf(store, root, cluster, record(at(external, "plugin", "parameters")), name), targetTime };
}

function placeOf(
  store: Store,
  root: string,
  cluster: KubeObject,
  parameters: Fields,
  otherwise: string,
): ArchivePlace {
  const objectStore = text(parameters["barmanObjectName"]) ?? "";
  const found = store.get(OBJECT_STORES, cluster.metadata.namespace, objectStore);
  if (found === undefined) throw new Error(`ObjectStore ${objectStore} does not exist.`);
  const directory = directoryOf(root, text(at(found, "spec", "configuration", "destinationPath")) ?? "");
  const days = /^(\d+)d$/.exec(text(at(found, "spec", "retentionPolicy")) ?? "")?.[1];
  const serverName = text(parameters["serverName"]) ?? otherwise;
  return { directory, serverName, objectStore, retentionDays: days === undefined ? null : Number(days) };
}

/** The sandbox's object storage is a directory: `s3://bucket/path` is `bucket/path` below it. */
export function directoryOf(root: string, destinationPath: string): string {
  const path = /^s3:\/\/(.+)$/.exec(destinationPath)?.[1];
  const inside = path === undefined ? ".." : normalize(path);
  if (inside.startsWith("..") || inside.startsWith("/"))
    throw new Error(`destinationPath must be s3://BUCKET/PATH, not ${destinationPath.slice(0, 100)}.`);
  return join(root, inside);
}

export const needsRestore = ({ recovery }: ClusterWish): boolean => recovery !== null;
