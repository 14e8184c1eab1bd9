import "server-only";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { HOUR_MS, TALLY_LEVELS } from "@/lib/domain/service-level/bucket";
import type { BurnAlarm } from "@/lib/domain/service-level/burn";
import type { PlannedDowntime } from "@/lib/domain/service-level/planned";
import type { ServiceHours } from "@/lib/domain/service-level/policy";
import type { Database, Tx } from "../client";
import { Prisma } from "../generated/client";

const MOST_LEVELS = 50_000;

/** An objective that is counted, with the sums of its window's whole hours. */
export type CountedLevel = {
  id: string;
  environmentId: string;
  tier: CriticalityTier;
  indicator: string;
  limit: number;
  target: number;
  windowDays: number;
  hours: ServiceHours;
  plannedDowntime: PlannedDowntime;
  sumUntil: Date | null;
  good: number;
  bad: number;
  known: number;
  windowSeconds: number;
  alarm: BurnAlarm;
  alarmSince: Date | null;
};

export const countedLevels = (db: Database): Promise<CountedLevel[]> =>
  db.statement<CountedLevel>(Prisma.sql`
    SELECT s.id, s.environment_id AS "environmentId", t.tier::text, s.indicator, s.bad_from AS limit, s.target,
           s.window_days AS "windowDays", s.hours::text, s.planned_downtime::text AS "plannedDowntime", s.sum_until AS "sumUntil", s.sum_good AS good, s.sum_bad AS bad,
           s.sum_known AS known, s.window_seconds AS "windowSeconds", s.alarm::text, s.alarm_since AS "alarmSince"
      FROM service_level s JOIN tenant t ON t.id = s.tenant_id
     WHERE s.enabled
     ORDER BY s.id
     LIMIT ${MOST_LEVELS}`);

export type SampledRow = { environmentId: string; at: Date; readings: readonly (number | null)[] };

/** Readings after `from` until `to` of environments that have an objective, oldest first. */
export const samplesToCount = (db: Database, { from, to }: { from: Date; to: Date }): Promise<SampledRow[]> =>
  db.statement<SampledRow>(Prisma.sql`
    SELECT h.environment_id AS "environmentId", h.at, h.readings
      FROM health_sample h
     WHERE h.level = 0 AND h.at > ${from}::timestamptz AND h.at <= ${to}::timestamptz
       AND EXISTS (SELECT 1 FROM service_level s WHERE s.environment_id = h.environment_id AND s.enabled)
     ORDER BY h.at`);

export type NewTally = {
  id: string;
  level: number;
  at: Date;
  good: number;
  bad: number;
  known: number;
  unknown: number;
  planned: number;
};

/** Adds what was counted and moves on to `to`, in one step: false when somebody else has counted it meanwhile. */
export async function addTallies(
  tx: Tx,
  { from, to }: { from: Date | null; to: Date },
  tallies: readonly NewTally[],
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE service_level_turn SET counted_until = ${to}::timestamptz
     WHERE id = 1 AND counted_until IS NOT DISTINCT FROM ${from}::timestamptz`;
  if (moved !== 1) return false;
  const column = <K extends keyof NewTally>(key: K) => tallies.map((tally) => tally[key]);
  await tx.$executeRaw`
    INSERT INTO service_level_tally AS told (service_level_id, level, at, good, bad, known, unknown, planned)
    SELECT g.id, g.level, g.at, g.good, g.bad, g.known, g.unknown, g.planned
      FROM unnest(${column("id")}::uuid[], ${column("level")}::smallint[], ${column("at")}::timestamptz[],
                  ${column("good")}::float8[], ${column("bad")}::float8[], ${column("known")}::float8[],
                  ${column("unknown")}::float8[], ${column("planned")}::float8[])
                  AS g(id, level, at, good, bad, known, unknown, planned)
      JOIN service_level s ON s.id = g.id
        ON CONFLICT (service_level_id, level, at) DO UPDATE
       SET good = told.good + EXCLUDED.good, bad = told.bad + EXCLUDED.bad,
           known = told.known + EXCLUDED.known, unknown = told.unknown + EXCLUDED.unknown,
           planned = told.planned + EXCLUDED.planned`;
  return true;
}

export type SumDue = { id: string; from: Date; windowSeconds: number };

/** Sums the whole hours of these objectives' windows anew, up to `until`; what was planned downtime is no part of them. */
export async function sumWindows(db: Database, due: readonly SumDue[], until: Date): Promise<void> {
  if (due.length === 0) return;
  await db.prisma.$executeRaw`
    UPDATE service_level s
       SET sum_until = ${until}::timestamptz, window_seconds = greatest(0, told.seconds - told.planned), sum_good = told.good, sum_bad = told.bad,
           sum_known = told.known, sum_unknown = told.unknown
      FROM (
        SELECT g.id, g.seconds, coalesce(sum(t.good), 0) AS good, coalesce(sum(t.bad), 0) AS bad,
               coalesce(sum(t.known), 0) AS known, coalesce(sum(t.unknown), 0) AS unknown,
               coalesce(sum(t.planned), 0) AS planned
          FROM unnest(${due.map(({ id }) => id)}::uuid[], ${due.map(({ from }) => from)}::timestamptz[],
                      ${due.map(({ windowSeconds }) => windowSeconds)}::float8[]) AS g(id, begin, seconds)
          LEFT JOIN service_level_tally t
            ON t.service_level_id = g.id AND t.level = 1 AND t.at >= g.begin AND t.at < ${until}::timestamptz
         GROUP BY g.id, g.seconds
      ) told
     WHERE s.id = told.id`;
}

export type SummedPart = { id: string; good: number; bad: number; known: number };

/** What was counted in hours from `from` on, which no sum of whole hours holds yet. */
export const sinceSum = (db: Database): Promise<SummedPart[]> =>
  db.statement<SummedPart>(Prisma.sql`
    SELECT s.id, sum(t.good) AS good, sum(t.bad) AS bad, sum(t.known) AS known
      FROM service_level s
      JOIN service_level_tally t ON t.service_level_id = s.id AND t.level = 1 AND t.at >= s.sum_until
     WHERE s.enabled GROUP BY s.id`);

export type BurnSums = { id: string; good: number[]; bad: number[]; known: number[] };

/** Sums of five-minute tallies from each of four moments until now, for objectives of a tier. */
export const burnSums = (
  db: Database,
  tier: CriticalityTier,
  begins: readonly [Date, Date, Date, Date],
): Promise<BurnSums[]> => {
  const earliest = new Date(Math.min(...begins.map((begin) => begin.getTime())));
  const sums = (name: string) =>
    Prisma.join(
      begins.map(
        (begin) =>
          Prisma.sql`coalesce(sum(t.${Prisma.raw(name)}) FILTER (WHERE t.at >= ${begin}::timestamptz), 0)`,
      ),
    );
  return db.statement<BurnSums>(Prisma.sql`
    SELECT s.id, ARRAY[${sums("good")}] AS good, ARRAY[${sums("bad")}] AS bad, ARRAY[${sums("known")}] AS known
      FROM service_level_tally t
      JOIN service_level s ON s.id = t.service_level_id
      JOIN tenant n ON n.id = s.tenant_id
     WHERE t.level = 0 AND t.at >= ${earliest}::timestamptz AND n.tier = ${tier}::criticality_tier AND s.enabled
     GROUP BY s.id`);
};

export type Standing = {
  id: string;
  budgetLeft: number | null;
  attained: number | null;
  burns: readonly (number | null)[];
  alarm: BurnAlarm;
  alarmSince: Date | null;
};

/** Lists of numbers hold no nothing: what is not known stands as -1. */
const floats = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => (value === null || !Number.isFinite(value) ? "-1" : String(value))).join(",")}}`;

/** Burn rates as `writeStandings` wrote them; null where nothing was counted. */
export const burnsOf = (stored: readonly number[]): (number | null)[] =>
  stored.map((rate) => (rate < 0 ? null : rate));

/** Writes how objectives stand, and beside the present hour what is left then. */
export async function writeStandings(
  tx: Tx,
  standings: readonly Standing[],
  { now, hour }: { now: Date; hour: Date },
): Promise<void> {
  if (standings.length === 0) return;
  const column = <K extends keyof Standing>(key: K) => standings.map((standing) => standing[key]);
  await tx.$executeRaw`
    UPDATE service_level s
       SET budget_left = g.budget_left, attained = g.attained, burns = g.burns::real[], alarm = g.alarm::burn_alarm,
           alarm_since = g.since, measured_at = ${now}::timestamptz
      FROM unnest(${column("id")}::uuid[], ${column("budgetLeft")}::float8[], ${column("attained")}::float8[],
                  ${standings.map(({ burns }) => floats(burns))}::text[], ${column("alarm")}::text[],
                  ${column("alarmSince")}::timestamptz[]) AS g(id, budget_left, attained, burns, alarm, since)
     WHERE s.id = g.id`;
  await tx.$executeRaw`
    UPDATE service_level_tally t SET budget_left = g.budget_left
      FROM unnest(${column("id")}::uuid[], ${column("budgetLeft")}::float8[]) AS g(id, budget_left)
     WHERE t.service_level_id = g.id AND t.level = 1 AND t.at = ${hour}::timestamptz
       AND t.budget_left IS DISTINCT FROM g.budget_left`;
}

const REMOVED_AT_ONCE = 20_000;
const REMOVALS = 50;

/** Removes what was counted longer ago than it is kept, in batches; answers how many rows. */
export async function removeOldTallies(db: Database, now: Date, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (const { level, keptHours } of TALLY_LEVELS) {
    const before = new Date(now.getTime() - keptHours * HOUR_MS);
    for (let batch = 0; batch < REMOVALS && !signal.aborted; batch += 1) {
      const count = await db.prisma.$executeRaw`
        DELETE FROM service_level_tally WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM service_level_tally
           WHERE level = ${level} AND at < ${before}::timestamptz LIMIT ${REMOVED_AT_ONCE}))`;
      removed += count;
      if (count < REMOVED_AT_ONCE) break;
    }
  }
  return removed;
}
