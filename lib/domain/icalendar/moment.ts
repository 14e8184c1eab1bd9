import { wallOf } from "../calendar/wall-clock";

/** A date-time of a calendar file: `local` as 2026-11-21T14:32:05 on the clock of `zone`; zone null is nobody's in particular. */
export type FileMoment = { local: string; zone: string | null; dateOnly: boolean };

const VALUE = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;

/** DATE or DATE-TIME as RFC 5545 writes them, with the zone its TZID names; null when it is neither, or no day there is. */
export function readMoment(value: string, zone: string | null): FileMoment | null {
  const found = VALUE.exec(value.trim());
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, utc] = found;
  const local = `${year}-${month}-${day}T${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}`;
  const at = Date.parse(`${local}Z`);
  // Date rolls 30 February over to March; a day that is written differently afterwards is none.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(local)) return null;
  if (hour === undefined) return { local, zone, dateOnly: true };
  return { local, zone: utc === undefined ? zone : "UTC", dateOnly: false };
}

const DURATION = /^\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)$/;

/** A DURATION in seconds; null when it is malformed, negative or nothing. */
export function readDuration(value: string): number | null {
  const found = DURATION.exec(value.trim());
  if (found === null) return null;
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  const total =
    (weeks ?? 0) * 604_800 +
    (days ?? 0) * 86_400 +
    (hours ?? 0) * 3_600 +
    (minutes ?? 0) * 60 +
    (seconds ?? 0);
  return total > 0 ? total : null;
}

/** Seconds between two readings of one clock, as that clock counts them. */
export const localSeconds = (from: string, to: string): number =>
  (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 1_000;

/** What a clock in `zone` (IANA) shows at a moment in epoch milliseconds: 2026-11-21T14:32:05. */
export const localAt = (at: number, zone: string): string =>
  new Date(wallOf(zone, at)).toISOString().slice(0, 19);

/** The clock's distance from UTC in seconds, east positive. */
export const offsetSeconds = (at: number, zone: string): number => (wallOf(zone, at) - at) / 1_000;

/** As files write a date-time: 20261121T143205. */
export const compact = (local: string): string => local.replace(/[-:]/g, "");
