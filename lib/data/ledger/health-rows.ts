import "server-only";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import type { SignalId } from "@/lib/domain/health/catalog";
import type { HealthDomain, SignalState } from "@/lib/domain/health/domains";
import type { PodFact } from "@/lib/domain/health/facts";
import type { CertificateFact } from "@/lib/domain/health/measured";
import type { Database, Tx } from "../client";
import { Prisma } from "../generated/client";

export type ClaimedCluster = { id: string; name: string };

/** A turn taken earlier than this share of the interval would be a second one. */
const EARLY = 0.95;

/**
 * Takes the cluster whose signals were gathered the longest ago, if its turn has come and nobody is at it. A worker
 * that dies with it gives it up after `limitMs`.
 */
export async function claimHealthSweep(
  db: Database,
  { intervalMs, limitMs }: { intervalMs: number; limitMs: number },
): Promise<ClaimedCluster | null> {
  const rows = await db.prisma.$queryRaw<ClaimedCluster[]>`
    UPDATE cluster
       SET health_swept_at = now(), health_sweep_until = now() + ${limitMs}::float8 * interval '1 millisecond'
     WHERE id = (
       SELECT id FROM cluster
        WHERE (health_sweep_until IS NULL OR health_sweep_until < now())
          AND (health_swept_at IS NULL
               OR health_swept_at <= now() - ${intervalMs * EARLY}::float8 * interval '1 millisecond')
        ORDER BY health_swept_at NULLS FIRST, id LIMIT 1
        FOR UPDATE SKIP LOCKED
     )
    RETURNING id, name`;
  return rows[0] ?? null;
}

/** Gives a cluster back; its next turn comes `soonerMs` earlier than an interval after this one began. */
export async function endHealthSweep(db: Database, clusterId: string, soonerMs = 0): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE cluster
       SET health_sweep_until = NULL,
           health_swept_at = health_swept_at - ${soonerMs}::float8 * interval '1 millisecond'
     WHERE id = ${clusterId}::uuid`;
}

export type SweptEnvironment = {
  id: string;
  tenantId: string;
  name: string;
  namespace: string;
  stage: Stage;
  tier: CriticalityTier;
  timeZone: string;
  webReplicas: number;
  cronReplicas: number;
  pods: readonly PodFact[];
  observedAt: Date | null;
  createdAt: Date;
  recoverableUntil: Date | null;
  hasArchive: boolean;
  backupAt: Date | null;
  proofAt: Date | null;
  drillAt: Date | null;
  certificate: CertificateFact | null;
};

const MAX_ENVIRONMENTS = 5_000;

/** Every environment of a cluster with what our own tables know of it; at most 5000. */
export async function sweptEnvironments(db: Database, clusterId: string): Promise<SweptEnvironment[]> {
  type Row = Omit<SweptEnvironment, "certificate"> &
    Pick<CertificateFact, "readAt" | "endsAt"> & { reason: string | null };
  const rows = await db.statement<Row>(Prisma.sql`
    SELECT e.id, e.tenant_id AS "tenantId", e.name, e.namespace, e.stage::text, t.tier::text,
           e.time_zone AS "timeZone", e.web_replicas AS "webReplicas", e.cron_replicas AS "cronReplicas",
           e.pods, e.observed_at AS "observedAt", e.created_at AS "createdAt",
           e.recoverable_until AS "recoverableUntil", e.database_cluster IS NOT NULL AS "hasArchive",
           (SELECT b.taken_at FROM backup b
             WHERE b.environment_id = e.id AND b.state = 'good' AND b.taken_at IS NOT NULL
             ORDER BY b.taken_at DESC LIMIT 1) AS "backupAt",
           (SELECT max(v.at) FROM backup b JOIN backup_verification v ON v.backup_id = b.id
             WHERE b.environment_id = e.id AND b.proof = 'proven' AND v.passed) AS "proofAt",
           (SELECT max(d.finished_at) FROM drill d
             WHERE d.environment_id = e.id AND d.state = 'passed') AS "drillAt",
           c.read_at AS "readAt", c.ends_at AS "endsAt", c.reason
      FROM environment e JOIN tenant t ON t.id = e.tenant_id
      LEFT JOIN served_certificate c ON c.environment_id = e.id
     WHERE e.cluster_id = ${clusterId}::uuid
     ORDER BY e.id
     LIMIT ${MAX_ENVIRONMENTS}`);
  return rows.map(({ readAt, endsAt, reason, ...row }) => ({
    ...row,
    certificate: reason === null ? null : { readAt, endsAt, reason },
  }));
}

export type StoredSignal = {
  environmentId: string;
  signal: string;
  domain: HealthDomain;
  state: SignalState;
  since: Date;
  value: number | null;
  /** As it was told last; empty for what hurts nobody. */
  sentence: string;
};

/** How the signals of a cluster's environments stood when they last changed. */
export const storedSignals = (db: Database, clusterId: string): Promise<StoredSignal[]> =>
  db.statement<StoredSignal>(Prisma.sql`
    SELECT s.environment_id AS "environmentId", s.signal, s.domain, s.state::text, s.since, s.value,
           CASE WHEN s.state IN ('warn', 'bad') THEN s.sentence ELSE '' END AS sentence
      FROM health_signal s JOIN environment e ON e.id = s.environment_id
     WHERE e.cluster_id = ${clusterId}::uuid`);

export type SignalRow = {
  environmentId: string;
  tenantId: string;
  signal: SignalId;
  domain: string;
  state: SignalState;
  since: Date;
  value: number | null;
  threshold: number | null;
  sentence: string;
};

/** Writes how signals stand from `at` on; a row that tells of a later moment is left alone. Answers the rows written. */
export async function writeSignals(
  tx: Tx,
  rows: readonly SignalRow[],
  at: Date,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const column = <K extends keyof SignalRow>(key: K) => rows.map((row) => row[key]);
  const written = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO health_signal
           (environment_id, tenant_id, signal, domain, state, since, value, threshold, sentence, at)
    SELECT e, t, s, d, st::signal_state, si, v, th, se, ${at}::timestamptz
      FROM unnest(${column("environmentId")}::uuid[], ${column("tenantId")}::uuid[], ${column("signal")}::text[],
                  ${column("domain")}::text[], ${column("state")}::text[], ${column("since")}::timestamptz[],
                  ${column("value")}::float8[], ${column("threshold")}::float8[], ${column("sentence")}::text[])
        AS given(e, t, s, d, st, si, v, th, se)
        ON CONFLICT (environment_id, signal) DO UPDATE
       SET state = EXCLUDED.state, since = EXCLUDED.since, value = EXCLUDED.value, domain = EXCLUDED.domain,
           threshold = EXCLUDED.threshold, sentence = EXCLUDED.sentence, at = EXCLUDED.at
     WHERE health_signal.at < EXCLUDED.at
    RETURNING environment_id || '/' || signal AS key`;
  return new Set(written.map(({ key }) => key));
}

/** Signals that no longer say anything about their environment are forgotten. */
export async function forgetSignals(
  tx: Tx,
  rows: readonly { environmentId: string; signal: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM health_signal USING unnest(
      ${rows.map(({ environmentId }) => environmentId)}::uuid[], ${rows.map(({ signal }) => signal)}::text[]
    ) AS gone(e, s) WHERE environment_id = gone.e AND signal = gone.s`;
}
