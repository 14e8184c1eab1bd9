import { escapeText, writeLine } from "./line";
import { compact, localAt } from "./moment";
import { writeZone } from "./write-zone";

/** One event as it is written into a file. Local times are on the clock of `zone`. */
export type WrittenEvent = {
  uid: string;
  title: string;
  description: string;
  /** What it is, in a word calendars group by. */
  category: string;
  where: string;
  zone: string;
  /** 2026-11-30T18:00:00 */
  start: string;
  end: string;
  recurrence: string | null;
  /** Days on which it is left out. */
  exceptions: readonly string[];
  version: number;
  changedAt: Date;
  cancelled: boolean;
  /** Properties of our own, without the prefix X-HOLDFAST-. */
  own: Readonly<Record<string, string>>;
};

/** A calendar file (RFC 5545) of these events, with the zones their times need between two years. */
export function writeCalendar(
  name: string,
  events: readonly WrittenEvent[],
  years: { from: number; until: number },
): string {
  const zones = [...new Set(events.map(({ zone }) => zone))].filter((zone) => zone !== "UTC").toSorted();
  return [
    writeLine("BEGIN", "VCALENDAR"),
    writeLine("VERSION", "2.0"),
    writeLine("PRODID", "-//Holdfast//Calendar//EN"),
    writeLine("CALSCALE", "GREGORIAN"),
    writeLine("METHOD", "PUBLISH"),
    writeLine("X-WR-CALNAME", escapeText(name)),
    ...zones.map((zone) => writeZone(zone, years)),
    ...events.map(writeEvent),
    writeLine("END", "VCALENDAR"),
  ].join("");
}

function writeEvent(event: WrittenEvent): string {
  const { zone } = event;
  const time = (name: string, local: string) =>
    zone === "UTC" ? writeLine(name, `${compact(local)}Z`) : writeLine(name, compact(local), { TZID: zone });
  const timeOfDay = event.start.slice(10);
  const stamp = `${compact(localAt(event.changedAt.getTime(), "UTC"))}Z`;
  return [
    writeLine("BEGIN", "VEVENT"),
    writeLine("UID", escapeText(event.uid)),
    writeLine("DTSTAMP", stamp),
    writeLine("LAST-MODIFIED", stamp),
    writeLine("SEQUENCE", String(event.version)),
    time("DTSTART", event.start),
    time("DTEND", event.end),
    event.recurrence === null ? "" : writeLine("RRULE", event.recurrence),
    ...event.exceptions.map((day) => time("EXDATE", `${day}${timeOfDay}`)),
    writeLine("SUMMARY", escapeText(event.title)),
    event.description === "" ? "" : writeLine("DESCRIPTION", escapeText(event.description)),
    writeLine("CATEGORIES", escapeText(event.category)),
    event.where === "" ? "" : writeLine("LOCATION", escapeText(event.where)),
    writeLine("STATUS", event.cancelled ? "CANCELLED" : "CONFIRMED"),
    // It says when changes may happen, not that its reader is busy.
    writeLine("TRANSP", "TRANSPARENT"),
    ...Object.entries(event.own).map(([name, value]) => writeLine(`X-HOLDFAST-${name}`, escapeText(value))),
    writeLine("END", "VEVENT"),
  ].join("");
}
