import { zoneName } from "./zone-name";

/**
 * A moment on the clock of `zone` (IANA) for sentences, such as "Tue 24 Nov 14:00 CET". An unknown zone is written
 * in UTC, and says so.
 */
export function momentIn(at: Date, zone: string): string {
  const parts = new Map(partsIn(at, zone).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${of("weekday")} ${of("day")} ${of("month")} ${of("hour")}:${of("minute")} ${zoneName(zone, of("timeZoneName"))}`;
}

/** Making a format costs a hundred times what using it does. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const FORMATS_KEPT = 1_000;

function partsIn(at: Date, zone: string): Intl.DateTimeFormatPart[] {
  const known = FORMATS.get(zone) ?? formatFor(zone);
  if (FORMATS.size >= FORMATS_KEPT) FORMATS.clear();
  FORMATS.set(zone, known);
  return known.formatToParts(at);
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const format = (timeZone: string) =>
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      weekday: "short",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    });
  try {
    return format(zone);
  } catch (error) {
    if (error instanceof RangeError) return format("UTC");
    throw error;
  }
}
