import "server-only";
import type { HealthVerdict, MeasuredHealth } from "@/lib/domain/health/environment";
import type { PodFact, SmokeCheck } from "@/lib/domain/health/facts";
import { NOT_MEASURED, unknownReason } from "@/lib/domain/health/sentence";
import { readingsStale } from "@/lib/domain/health/verdict";
import type { Database } from "../client";
import type { Prisma } from "../generated/client";
import { readingTimes } from "./health-samples";
import { listOf } from "./json";
import { type TellingDependencies, tellingTransaction } from "./telling";

const MAX_CLUSTERS = 200;
const MAX_ENVIRONMENTS = 5_000;

export const registeredClusters = (db: Database): Promise<{ id: string; name: string }[]> =>
  db.prisma.cluster.findMany({
    select: { id: true, name: true },
    orderBy: { id: "asc" },
    take: MAX_CLUSTERS,
  });

/** Takes or renews the watch over a cluster; false when another worker holds it. */
export async function holdWatch(
  db: Database,
  watch: { clusterId: string; workerId: string; leaseMs: number },
): Promise<boolean> {
  const held = await db.prisma.$executeRaw`
    UPDATE cluster SET watched_by = ${watch.workerId},
           watched_until = now() + ${watch.leaseMs}::double precision * interval '1 millisecond'
     WHERE id = ${watch.clusterId}::uuid
       AND (watched_by IS NULL OR watched_by = ${watch.workerId} OR watched_until < now())`;
  return held === 1;
}

/** Renews every watch this worker still holds, at once; answers the clusters they are over. One that lapsed is lost. */
export async function renewWatches(
  db: Database,
  { workerId, leaseMs }: { workerId: string; leaseMs: number },
): Promise<ReadonlySet<string>> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    UPDATE cluster SET watched_until = now() + ${leaseMs}::double precision * interval '1 millisecond'
     WHERE watched_by = ${workerId} AND watched_until >= now()
    RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}

export async function releaseWatches(db: Database, workerId: string): Promise<void> {
  await db.prisma.cluster.updateMany({
    where: { watchedBy: workerId },
    data: { watchedBy: null, watchedUntil: null },
  });
}

/** Writes whether the cluster answers, and tells live readers if that changed. */
export async function writeReachability(
  deps: TellingDependencies,
  clusterId: string,
  seen: { reachability: "reachable" | "unreachable"; note: string },
): Promise<void> {
  const { reachability, note: reachabilityNote } = seen;
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const { count } = await tx.cluster.updateMany({
      where: { id: clusterId, NOT: { reachability, reachabilityNote } },
      data: { reachability, reachabilityNote, checkedAt: new Date() },
    });
    if (count === 0) return;
    await announce({
      type: `cluster.${reachability}`,
      tenantId: null,
      environmentId: null,
      subject: { kind: "cluster", id: clusterId },
    });
  });
}

export type WatchedEnvironment = {
  id: string;
  tenantId: string;
  namespace: string;
  timeZone: string;
  desired: { web: number; cron: number };
  smoke: { at: Date; checks: readonly SmokeCheck[] } | null;
  measured: MeasuredHealth;
  stored: {
    health: HealthVerdict;
    sentence: string;
    pods: readonly PodFact[];
    observedAt: Date | null;
  };
};

type SmokeRow = {
  environmentId: string;
  at: Date | null;
  checks: unknown;
  /** What was tried outside of operations and passed, since the run where there is one; and when last. */
  passed: string[];
  triedAt: Date | null;
};

/**
 * The newest smoke run of each environment of the cluster, with what was tried since and passed. Prisma's own `take`
 * would read every run ever made.
 */
async function newestSmokeRuns(db: Database, clusterId: string): Promise<ReadonlyMap<string, SmokeRow>> {
  const rows = await db.prisma.$queryRaw<SmokeRow[]>`
    SELECT e.id AS "environmentId", newest.at, newest.checks, coalesce(tried.passed, '{}') AS passed,
           tried.at AS "triedAt"
      FROM environment e
      LEFT JOIN LATERAL (
       SELECT at, checks FROM smoke_run WHERE environment_id = e.id ORDER BY at DESC, id DESC LIMIT 1
     ) newest ON true
     CROSS JOIN LATERAL (
       SELECT array_agg(w.workflow) AS passed, max(w.known_at) AS at FROM workflow w
        WHERE w.environment_id = e.id AND w.known_at > coalesce(newest.at, '-infinity')
          AND w.recent[1] IN ('passed', 'slow')
     ) tried
     WHERE e.cluster_id = ${clusterId}::uuid AND (newest.at IS NOT NULL OR tried.at IS NOT NULL)
     ORDER BY e.id
     LIMIT ${MAX_ENVIRONMENTS}`;
  return new Map(rows.map((row) => [row.environmentId, row]));
}

/** What failed after a release and works by now, as later tries say, is no news any more; failing tries are signals. */
function smokeOf(row: SmokeRow | undefined): WatchedEnvironment["smoke"] {
  const { at = null, triedAt = null, passed = [], checks = [] } = row ?? {};
  if (at !== null) {
    const known = listOf<SmokeCheck>(checks);
    return {
      at,
      checks: known.map((check) => (passed.includes(check.name) ? { ...check, ok: true } : check)),
    };
  }
  if (triedAt === null) return null;
  return { at: triedAt, checks: passed.map((name) => ({ name, ok: true, milliseconds: 0, detail: "" })) };
}

const NOTHING_SAID: MeasuredHealth = { worst: null, silentSince: null, silentWhy: "" };

type MeasuredRow = {
  environmentId: string;
  state: "warn" | "bad" | "unknown";
  sentence: string;
  since: Date;
};

/**
 * What the signals say of the cluster's environments beyond its pods: the worst that stands, and since when an ERP that
 * once told of itself is silent. Continuity has its own board: an old backup stops nobody's work.
 */
async function measuredHealths(
  db: Database,
  clusterId: string,
): Promise<(environmentId: string) => MeasuredHealth> {
  const rows = await db.prisma.$queryRaw<MeasuredRow[]>`
    SELECT s.environment_id AS "environmentId", s.state::text, s.sentence, s.since
      FROM health_signal s JOIN environment e ON e.id = s.environment_id
     WHERE e.cluster_id = ${clusterId}::uuid
       AND (s.state IN ('warn', 'bad') AND s.domain <> 'continuity' AND s.signal NOT IN ('pods_not_ready', 'pods_in_trouble')
            OR s.state = 'unknown' AND s.signal = 'cron_failing' AND s.value IS NOT NULL)
     ORDER BY s.state = 'bad' DESC, s.since
     LIMIT ${MAX_ENVIRONMENTS * 4}`;
  const known = new Map<string, MeasuredHealth>();
  for (const { environmentId, state, sentence, since } of rows) {
    const before = known.get(environmentId) ?? NOTHING_SAID;
    if (state === "unknown") {
      const reason = unknownReason(sentence);
      const silentWhy = reason === NOT_MEASURED ? "" : reason;
      known.set(environmentId, { ...before, silentSince: since, silentWhy });
    } else known.set(environmentId, { ...before, worst: before.worst ?? { state, sentence } });
  }
  const timesOf = await readingTimes(db, clusterId);
  const now = new Date();
  return (environmentId) => {
    const said = known.get(environmentId) ?? NOTHING_SAID;
    const times = timesOf.get(environmentId) ?? [];
    const [newest] = times;
    return newest !== undefined && readingsStale(times, now) ? { ...said, unreadSince: newest } : said;
  };
}

/** Every environment of the cluster with its newest smoke run; at most 5000. */
export async function watchedEnvironments(db: Database, clusterId: string): Promise<WatchedEnvironment[]> {
  const rows = await db.prisma.environment.findMany({
    where: { clusterId },
    orderBy: { id: "asc" },
    take: MAX_ENVIRONMENTS,
  });
  const smokeRuns = await newestSmokeRuns(db, clusterId);
  const measuredOf = await measuredHealths(db, clusterId);
  return rows.map((row) => {
    return {
      id: row.id,
      tenantId: row.tenantId,
      namespace: row.namespace,
      timeZone: row.timeZone,
      desired: { web: row.webReplicas, cron: row.cronReplicas },
      measured: measuredOf(row.id),
      smoke: smokeOf(smokeRuns.get(row.id)),
      stored: {
        health: row.health,
        sentence: row.healthSentence,
        pods: listOf<PodFact>(row.pods),
        observedAt: row.observedAt,
      },
    };
  });
}

export type Observation = {
  health: HealthVerdict;
  sentence: string;
  pods: readonly PodFact[];
  observedAt: Date | null;
};

/** Writes what was seen of an environment and tells live readers. `verdictChanged` restarts "since". */
export async function writeObservation(
  deps: TellingDependencies,
  environment: { id: string; tenantId: string },
  seen: Observation & { verdictChanged: boolean },
): Promise<void> {
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const { count } = await tx.environment.updateMany({
      where: { id: environment.id },
      data: {
        health: seen.health,
        healthSentence: seen.sentence,
        pods: seen.pods as unknown as Prisma.InputJsonValue,
        observedAt: seen.observedAt,
        ...(seen.verdictChanged ? { healthSince: new Date() } : {}),
      },
    });
    if (count === 0) return;
    await announce({
      type: "environment.changed",
      tenantId: environment.tenantId,
      environmentId: environment.id,
      subject: { kind: "environment", id: environment.id },
    });
  });
}

/** Says that environments were seen again and nothing changed: nobody needs to be told. */
export async function touchObservations(
  db: Database,
  ids: readonly string[],
  observedAt: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db.prisma.environment.updateMany({
    where: { id: { in: [...ids] }, OR: [{ observedAt: null }, { observedAt: { lt: observedAt } }] },
    data: { observedAt },
  });
}
