import "server-only";
import { keptReading } from "@/lib/domain/health/reading";
import type { Database } from "../client";
import { Prisma } from "../generated/client";

/** How long readings are kept, by level: as read, means of 5 minutes, means of an hour. */
export const SAMPLE_LEVELS = [
  { level: 0, seconds: 0, keptHours: 6 },
  { level: 1, seconds: 300, keptHours: 14 * 24 },
  { level: 2, seconds: 3_600, keptHours: 400 * 24 },
] as const;
const HOUR_MS = 3_600_000;
const BATCH = 20_000;
const BATCHES = 50;

export type Readings = readonly (number | null)[];
export type SampleRow = { environmentId: string; at: Date; readings: Readings };

/** PostgreSQL's own way to write an array; everything in it is a number that `real` holds, or nothing. */
const arrayText = (readings: Readings): string =>
  `{${readings.map((value) => keptReading(value) ?? "NULL").join(",")}}`;

/** One sample of each environment at one moment; one that is there already stays. */
export async function writeSamples(
  db: Database,
  at: Date,
  samples: readonly { environmentId: string; readings: Readings }[],
): Promise<void> {
  if (samples.length === 0) return;
  const ids = samples.map(({ environmentId }) => environmentId);
  const texts = samples.map(({ readings }) => arrayText(readings));
  await db.statement(Prisma.sql`
    INSERT INTO health_sample (environment_id, level, at, readings)
    SELECT e.id, 0, ${at}::timestamptz, given.readings::real[]
      FROM unnest(${ids}::uuid[], ${texts}::text[]) AS given(id, readings)
      JOIN environment e ON e.id = given.id
        ON CONFLICT DO NOTHING`);
}

/**
 * The newest `count` samples of each of a cluster's environments, oldest first, none from before `since`. Counted, for
 * turns come as they can: a slow cluster's readings are further apart than it was meant to be.
 */
export const recentSamples = (
  db: Database,
  clusterId: string,
  { count, since, before }: { count: number; since: Date; before: Date },
): Promise<SampleRow[]> =>
  db.statement<SampleRow>(Prisma.sql`
    SELECT s.environment_id AS "environmentId", s.at, s.readings
      FROM environment e CROSS JOIN LATERAL (
       SELECT environment_id, at, readings FROM health_sample
        WHERE environment_id = e.id AND level = 0
          AND at > ${since}::timestamptz AND at < ${before}::timestamptz
        ORDER BY at DESC LIMIT ${count}
      ) s
     WHERE e.cluster_id = ${clusterId}::uuid
     ORDER BY s.at`);

/** The newest samples of one environment, newest first. */
export const newestSamples = (db: Database, environmentId: string, count: number): Promise<SampleRow[]> =>
  db.statement<SampleRow>(Prisma.sql`
    SELECT environment_id AS "environmentId", at, readings FROM health_sample
     WHERE environment_id = ${environmentId}::uuid AND level = 0 ORDER BY at DESC LIMIT ${count}`);

/** When each environment of a cluster was read last and before, newest first; none for one that never was. */
export async function readingTimes(
  db: Database,
  clusterId: string,
): Promise<ReadonlyMap<string, readonly Date[]>> {
  const rows = await db.statement<{ environmentId: string; times: Date[] }>(Prisma.sql`
    SELECT e.id AS "environmentId", array_agg(s.at ORDER BY s.at DESC) AS times
      FROM environment e CROSS JOIN LATERAL (
       SELECT at FROM health_sample WHERE environment_id = e.id AND level = 0 ORDER BY at DESC LIMIT 2
      ) s
     WHERE e.cluster_id = ${clusterId}::uuid
     GROUP BY e.id`);
  return new Map(rows.map(({ environmentId, times }) => [environmentId, times]));
}

export type CoursePoint = { at: Date; slot: number; value: number };

/** Means of `stepSeconds` of the readings in these slots; only where something was measured. */
export const sampleCourse = (
  db: Database,
  environmentId: string,
  asked: { level: number; from: Date; to: Date; stepSeconds: number; slots: readonly number[] },
): Promise<CoursePoint[]> =>
  db.statement<CoursePoint>(Prisma.sql`
    SELECT date_bin(${asked.stepSeconds}::float8 * interval '1 second', s.at, ${asked.from}::timestamptz) AS at,
           (reading.place - 1)::int AS slot, avg(reading.value)::float8 AS value
      FROM health_sample s, unnest(s.readings) WITH ORDINALITY AS reading(value, place)
     WHERE s.environment_id = ${environmentId}::uuid AND s.level = ${asked.level}
       AND s.at >= ${asked.from}::timestamptz AND s.at <= ${asked.to}::timestamptz
       AND reading.place = ANY(${asked.slots.map((slot) => slot + 1)}::int[]) AND reading.value IS NOT NULL
     GROUP BY 1, 2 ORDER BY 1`);

/** Folds what a finer level holds into means of the next, from where it last ended; answers the samples made. */
export async function foldSamples(db: Database, level: 1 | 2, now: Date): Promise<number> {
  const { seconds } = SAMPLE_LEVELS[level];
  const finer = SAMPLE_LEVELS[level - 1];
  if (finer === undefined) return 0;
  const oldest = new Date(now.getTime() - finer.keptHours * HOUR_MS);
  const step = Prisma.sql`${seconds}::float8 * interval '1 second'`;
  const rows = await db.statement<{ made: number }>(Prisma.sql`
    WITH span AS (
      SELECT greatest(
               date_bin(${step}, ${oldest}::timestamptz, 'epoch'::timestamptz) + ${step},
               (SELECT max(at) + ${step} FROM health_sample WHERE level = ${level} AND at > ${oldest}::timestamptz AND at < ${now}::timestamptz)
             ) AS from_at,
             date_bin(${step}, ${now}::timestamptz, 'epoch'::timestamptz) AS to_at
    ), means AS (
      SELECT s.environment_id, date_bin(${step}, s.at, 'epoch'::timestamptz) AS at, reading.place,
             avg(reading.value)::real AS value
        FROM span, health_sample s, unnest(s.readings) WITH ORDINALITY AS reading(value, place)
       WHERE s.level = ${finer.level} AND s.at >= span.from_at AND s.at < span.to_at
       GROUP BY 1, 2, 3
    ), made AS (
      INSERT INTO health_sample (environment_id, level, at, readings)
      SELECT environment_id, ${level}::smallint, at, array_agg(value ORDER BY place) FROM means GROUP BY environment_id, at
          ON CONFLICT DO NOTHING RETURNING 1
    ) SELECT count(*)::int AS made FROM made`);
  return rows[0]?.made ?? 0;
}

/** Removes samples older than their level is kept, in batches; answers how many. */
export async function removeOldSamples(db: Database, now: Date, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (const { level, keptHours } of SAMPLE_LEVELS) {
    const before = new Date(now.getTime() - keptHours * HOUR_MS);
    for (let batch = 0; batch < BATCHES && !signal.aborted; batch += 1) {
      const count = await db.prisma.$executeRaw`
        DELETE FROM health_sample WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM health_sample WHERE level = ${level} AND at < ${before}::timestamptz LIMIT ${BATCH}))`;
      removed += count;
      if (count < BATCH) break;
    }
  }
  return removed;
}
