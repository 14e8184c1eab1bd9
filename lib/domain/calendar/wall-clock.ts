/**
 * What a wall clock shows, as milliseconds since 1970-01-01T00:00 on that clock: 18:00 is the same number in every
 * zone. Only `instantOf` and `wallOf` go between wall clocks and moments.
 */
export type WallTime = number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** "2026-11-30T18:00" as a wall time; null unless it is such a minute of the years 2000 to 2099. */
export function parseLocal(text: string): WallTime | null {
  const [, year, month, day, hour, minute] = LOCAL.exec(text) ?? [];
  if (year === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  const date = parseLocalDate(`${year}-${month}-${day}`);
  return date === null ? null : date + (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
}

/** "2026-11-30" as the wall time of its midnight; null unless there is such a day in the years 2000 to 2099. */
export function parseLocalDate(text: string): WallTime | null {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || Number(year) < 2000 || Number(year) > 2099) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return formatLocalDate(at) === text ? at : null;
}

export const formatLocal = (wall: WallTime): string => new Date(wall).toISOString().slice(0, 16);
export const formatLocalDate = (wall: WallTime): string => new Date(wall).toISOString().slice(0, 10);

/** Clocks known so far by zone; null for names that are none. Zones are few, and names from outside are bounded. */
const CLOCKS = new Map<string, Clock | null>();
const CLOCKS_KEPT = 1_000;
/** Days kept per zone: more than ten years. */
const DAYS_KEPT = 4_096;

/** The moment the clock is turned, to the second, and how far it is ahead of UTC before and from then on. */
type Turn = { at: number; before: number; after: number };
/** Of each UTC day known so far how far the clock is ahead of UTC. */
type Clock = { format: Intl.DateTimeFormat; days: Map<number, number | Turn> };

function clockOf(zone: string): Clock | null {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  if (CLOCKS.size >= CLOCKS_KEPT) CLOCKS.clear();
  const clock = newClock(zone);
  CLOCKS.set(zone, clock);
  return clock;
}

function newClock(zone: string): Clock | null {
  // Offsets such as "+02:00" are no zones: they know no summer.
  if (!/^[A-Za-z]/.test(zone)) return null;
  const [numeric, hourCycle] = ["numeric", "h23"] as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric } as const;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle,
      ...fields,
      second: numeric,
    });
    return { format, days: new Map() };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether `zone` is a zone of the IANA database, as this machine knows it. */
export const isZone = (zone: string): boolean => zone.length <= 64 && clockOf(zone) !== null;

function readClock({ format }: Clock, at: number): number {
  const of = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at)) {
    if (type in of) of[type as keyof typeof of] = Number(value);
  }
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second);
}

/** How far the zone's clock is ahead of UTC at a moment, in milliseconds. */
function offsetAt(clock: Clock, at: number): number {
  const day = Math.floor(at / DAY_MS);
  const known = clock.days.get(day) ?? readDay(clock, day);
  if (typeof known === "number") return known;
  return at < known.at ? known.before : known.after;
}

function readDay(clock: Clock, day: number): number | Turn {
  if (clock.days.size >= DAYS_KEPT) clock.days.clear();
  const offset = (at: number) => readClock(clock, at) - at;
  const [first, last] = [day * DAY_MS, (day + 1) * DAY_MS - 1_000];
  const [before, after] = [offset(first), offset(last)];
  const read = before === after ? before : { at: turnBetween(offset, first, last), before, after };
  clock.days.set(day, read);
  return read;
}

function knownClock(zone: string): Clock {
  const clock = clockOf(zone);
  if (clock === null) throw new Error(`“${zone}” is no time zone.`);
  return clock;
}

/** What the zone's wall clock shows at a moment. @throws Error when there is no such zone */
export const wallOf = (zone: string, at: number): WallTime => at + offsetAt(knownClock(zone), at);

/**
 * The first moment at which the zone's clock has come to `wall`: the first of two where the clock is turned back over
 * it, the moment after the gap where it is turned forward over it.
 * @throws Error when there is no such zone
 */
export function instantOf(zone: string, wall: WallTime): number {
  const clock = knownClock(zone);
  const [early, late] = [wall - 26 * 60 * MINUTE_MS, wall + 26 * 60 * MINUTE_MS];
  const [before, after] = [offsetAt(clock, early), offsetAt(clock, late)];
  if (before === after) return wall - before;
  const turn = turnBetween((at) => offsetAt(clock, at), early, late);
  if (wall - before < turn) return wall - before;
  return Math.max(turn, wall - after);
}

/** The moment the clock is turned, to the second, where `from` and `until` lie on different sides of it. */
function turnBetween(offset: (at: number) => number, from: number, until: number): number {
  const before = offset(from);
  let [low, high] = [Math.floor(from / 1_000), Math.ceil(until / 1_000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle * 1_000) === before) low = middle;
    else high = middle;
  }
  return high * 1_000;
}
