import { DAY_MS, wallOf } from "../calendar/wall-clock";

/** How many restore points of each kind stay. A point may count for several kinds. */
export type Retention = {
  last: number;
  hourly: number;
  daily: number;
  weekly: number;
  monthly: number;
  yearly: number;
};

type Point = { id: string /** ISO 8601 in UTC */; time: string };
/** What the clock on the wall shows, written as if it were UTC, and how many milliseconds it is ahead of UTC then. */
type Wall = { time: Date; ahead: number };

/** The Monday of the day's week, so that a week is one week across the turn of the year. */
function weekOf({ time }: Wall): string {
  const sinceMonday = (time.getUTCDay() + 6) % 7;
  return new Date(time.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

const BUCKETS: readonly (readonly [keyof Retention, (wall: Wall) => string])[] = [
  // The hour that comes twice in autumn is two hours.
  ["hourly", ({ time, ahead }) => `${time.toISOString().slice(0, 13)} ${ahead}`],
  ["daily", ({ time }) => time.toISOString().slice(0, 10)],
  ["weekly", weekOf],
  ["monthly", ({ time }) => time.toISOString().slice(0, 7)],
  ["yearly", ({ time }) => time.toISOString().slice(0, 4)],
];

/**
 * The ids of the points that stay: the newest of each of the latest hours, days, weeks, months and years on the clock
 * of `timeZone` (counting only those that have a point), the last ones, those that are referenced, and always the newest.
 * @throws Error for a zone nobody knows
 */
export function pointsToKeep(
  points: readonly Point[],
  retention: Retention,
  { referenced, timeZone }: { referenced: ReadonlySet<string>; timeZone: string },
): ReadonlySet<string> {
  const clock = (at: number): Wall => {
    const wall = wallOf(timeZone, at);
    return { time: new Date(wall), ahead: wall - at };
  };
  const newestFirst = points
    .toSorted((left, right) => right.time.localeCompare(left.time))
    .map(({ id, time }) => ({ id, wall: clock(Date.parse(time)) }));
  const kept = new Set(newestFirst.slice(0, Math.max(1, retention.last)).map(({ id }) => id));
  for (const { id } of points) if (referenced.has(id)) kept.add(id);
  for (const [kind, bucketOf] of BUCKETS) {
    const seen = new Set<string>();
    for (const { id, wall } of newestFirst) {
      if (seen.size >= retention[kind]) break;
      const bucket = bucketOf(wall);
      if (seen.has(bucket)) continue;
      seen.add(bucket);
      kept.add(id);
    }
  }
  return kept;
}
