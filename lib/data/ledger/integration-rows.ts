import "server-only";
import type { SignalState } from "@/lib/domain/health/domains";
import type { IntegrationCounts } from "@/lib/domain/health/measured";
import { STALE_INTERVALS, STALE_SLACK_SECONDS } from "@/lib/domain/integration/now";
import type { Database, Tx } from "../client";
import { Prisma } from "../generated/client";

const HISTORY_HOURS = 72;
/** Before hysteresis counts: the last three with the one that comes. */
const RECENT = 2;

/**
 * Takes integrations whose check is due, the longest waiting first; nobody else takes them for `limitMs`. One that is
 * not checked any more is not due.
 */
export async function claimIntegrations(
  db: Database,
  { take, limitMs }: { take: number; limitMs: number },
): Promise<string[]> {
  const rows = await db.statement<{ id: string }>(Prisma.sql`
    UPDATE integration
       SET claimed_until = now() + ${limitMs}::float8 * interval '1 millisecond',
           -- A tenth more or less each time, so that what was written down together is not checked together for ever.
           due_at = now() + interval_seconds * (0.9 + random() * 0.2) * interval '1 second'
     WHERE id IN (
       SELECT id FROM integration
        WHERE due_at <= now() AND "check" IS NOT NULL AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY due_at LIMIT ${take}
        FOR UPDATE SKIP LOCKED
     )
    RETURNING id`);
  return rows.map(({ id }) => id);
}

export type Outcome = { at: Date; outcome: SignalState };

/** The outcomes before the newest, oldest first. */
export async function recentOutcomes(tx: Tx, integrationId: string): Promise<Outcome[]> {
  const rows = await tx.integrationReading.findMany({
    where: { integrationId },
    select: { at: true, outcome: true },
    orderBy: { at: "desc" },
    take: RECENT,
  });
  return rows.reverse();
}

/** Forgets checks older than 72 hours. */
export async function forgetOldReadings(tx: Tx, integrationId: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - HISTORY_HOURS * 3_600_000);
  await tx.integrationReading.deleteMany({ where: { integrationId, at: { lt: before } } });
}

/** `integrationNow` as SQL: the check of `integration i` is young enough to speak of `now`. */
const checkedLately = (
  now: Date,
): Prisma.Sql => Prisma.sql`(i.checked_at IS NOT NULL AND i.checked_at >= ${now}::timestamptz
  - (i.interval_seconds * ${STALE_INTERVALS}::float8 + ${STALE_SLACK_SECONDS}::float8) * interval '1 second')`;

const MOST_STALE = 5_000;

/** Integrations of which something is written that is too old to speak of `now`; none while checks go on as they should. */
export async function staleIntegrations(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT i.id FROM integration i
     WHERE i.state <> 'unknown' AND i."check" IS NOT NULL AND NOT ${checkedLately(now)}
     ORDER BY i.id LIMIT ${MOST_STALE}`);
  return rows.map(({ id }) => id);
}

type CountedIntegrations = IntegrationCounts & { environmentId: string };

/**
 * How many integrations of a cluster's environments are bad, and of how many nothing is known at `now` (`integrationNow`
 * as SQL), by whether work stops without them.
 */
export const integrationCounts = (
  db: Database,
  clusterId: string,
  now: Date,
): Promise<CountedIntegrations[]> =>
  db.statement<CountedIntegrations>(Prisma.sql`
    SELECT "environmentId",
           count(*) FILTER (WHERE critical AND state = 'bad')::int AS down,
           count(*) FILTER (WHERE critical AND state = 'unknown')::int AS "downUnknown",
           count(*) FILTER (WHERE (state = 'bad' AND NOT critical) OR state = 'warn')::int AS failing,
           count(*) FILTER (WHERE state = 'unknown' AND NOT critical)::int AS "failingUnknown"
      FROM (
        SELECT i.environment_id AS "environmentId", i.criticality = 'critical' AS critical,
               CASE WHEN ${checkedLately(now)} THEN i.state::text ELSE 'unknown' END AS state
          FROM integration i JOIN environment e ON e.id = i.environment_id
         WHERE e.cluster_id = ${clusterId}::uuid AND i."check" IS NOT NULL
      ) now
     GROUP BY "environmentId"`);
