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

function partsIn(at: Date, zone: string): Intl.DateTimeFormatPart[] {
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
    }).formatToParts(at);
  try {
    return format(zone);
  } catch (error) {
    if (error instanceof RangeError) return format("UTC");
    throw error;
  }
}
