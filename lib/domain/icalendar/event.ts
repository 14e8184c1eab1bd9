import { ok } from "../shared/result";
import { type Component, property } from "./component";
import { type ContentLine, unescapeText } from "./line";
import { type FileMoment, localAt, localSeconds, readDuration, readMoment } from "./moment";
import { fault, type Read } from "./read";
import { zoneOfTzid } from "./zones";

/** One VEVENT as it stands in a file. Local times are on the clock of `zone`. */
export type FileEvent = {
  line: number;
  uid: string;
  /** Set when it replaces one occurrence of the event with the same UID: that occurrence's day. */
  replaces: string | null;
  title: string;
  description: string;
  start: string;
  /** Null when the file leaves the zone open. */
  zone: string | null;
  /** As the clock counts: from its reading at the start to the one at the end. */
  clockSeconds: number;
  recurrence: string | null;
  /** Days on which it does not take place, on its own clock. */
  exceptions: readonly string[];
  cancelled: boolean;
  /** What Holdfast's own files carry beside the standard. */
  own: ReadonlyMap<string, string>;
};

const LONGEST_UID = 200;
const MOST_EXCEPTIONS = 500;

/** Reads a VEVENT. The first fault names its line. */
export function readEvent(part: Component): Read<FileEvent> {
  const uid = property(part, "UID");
  if (uid === undefined || uid.value.trim() === "") return fault(part.line, "The event has no UID.");
  if (uid.value.length > LONGEST_UID) {
    return fault(uid.number, `Its UID is longer than ${LONGEST_UID} characters.`);
  }
  const start = momentOf(part, "DTSTART");
  if (!start.ok) return start;
  if (start.value === null) return fault(part.line, "The event has no DTSTART.");
  const seconds = lengthOf(part, start.value);
  if (!seconds.ok) return seconds;
  const replaces = momentOf(part, "RECURRENCE-ID");
  if (!replaces.ok) return replaces;
  const repeats = repeating(part, start.value);
  if (!repeats.ok) return repeats;
  return ok({
    line: part.line,
    uid: uid.value.trim(),
    replaces: replaces.value === null ? null : dayOf(replaces.value, start.value.zone),
    title: unescapeText(property(part, "SUMMARY")?.value ?? "").trim(),
    description: unescapeText(property(part, "DESCRIPTION")?.value ?? "").trim(),
    start: start.value.local,
    zone: start.value.zone,
    clockSeconds: seconds.value,
    ...repeats.value,
    cancelled: property(part, "STATUS")?.value.trim().toUpperCase() === "CANCELLED",
    own: new Map(
      part.properties
        .filter(({ name }) => name.startsWith("X-HOLDFAST-"))
        .map(({ name, value }) => [name.slice("X-HOLDFAST-".length), unescapeText(value)]),
    ),
  });
}

function momentOf(part: Component, name: string): Read<FileMoment | null> {
  const line = property(part, name);
  if (line === undefined) return ok(null);
  return momentIn(line, line.value);
}

function momentIn(line: ContentLine, value: string): Read<FileMoment> {
  const tzid = line.parameters.get("TZID");
  const zone = tzid === undefined ? null : zoneOfTzid(tzid);
  if (tzid !== undefined && zone === null) {
    return fault(line.number, `${line.name} names the time zone “${tzid.slice(0, 60)}”, which is unknown.`);
  }
  const moment = readMoment(value, zone);
  return moment === null
    ? fault(line.number, `${line.name} “${value.slice(0, 40)}” is no date and no time of a day there is.`)
    : ok(moment);
}

function lengthOf(part: Component, start: FileMoment): Read<number> {
  const duration = property(part, "DURATION");
  if (duration !== undefined) {
    const seconds = readDuration(duration.value);
    return seconds === null
      ? fault(duration.number, `DURATION “${duration.value.slice(0, 40)}” is no length of time.`)
      : ok(seconds);
  }
  const line = property(part, "DTEND");
  if (line === undefined) {
    return start.dateOnly ? ok(86_400) : fault(part.line, "The event has neither DTEND nor DURATION.");
  }
  const end = momentIn(line, line.value);
  if (!end.ok) return end;
  if (end.value.zone !== start.zone) {
    const named = (zone: string | null) => zone ?? "an open time zone";
    return fault(
      line.number,
      `The event begins in ${named(start.zone)} and ends in ${named(end.value.zone)}. Give both the same zone.`,
    );
  }
  const seconds = localSeconds(start.local, end.value.local);
  return seconds > 0 ? ok(seconds) : fault(line.number, "DTEND is not after DTSTART.");
}

type Repeats = Pick<FileEvent, "recurrence" | "exceptions">;

function repeating(part: Component, start: FileMoment): Read<Repeats> {
  const rules = part.properties.filter(({ name }) => name === "RRULE");
  const second = rules[1];
  if (second !== undefined) return fault(second.number, "The event has two RRULEs; one is understood.");
  const dates = property(part, "RDATE");
  if (dates !== undefined) {
    return fault(dates.number, "RDATE is not understood. Make the additional dates events of their own.");
  }
  const exceptions: string[] = [];
  for (const line of part.properties.filter(({ name }) => name === "EXDATE")) {
    for (const value of line.value.split(",")) {
      const moment = momentIn(line, value);
      if (!moment.ok) return moment;
      exceptions.push(dayOf(moment.value, start.zone));
    }
  }
  if (exceptions.length > MOST_EXCEPTIONS) {
    return fault(
      part.line,
      `The event has ${exceptions.length} exceptions; at most ${MOST_EXCEPTIONS} are kept.`,
    );
  }
  return ok({
    recurrence: rules[0]?.value.trim().toUpperCase() || null,
    exceptions: [...new Set(exceptions)].toSorted(),
  });
}

/** The day a moment falls on, on the clock of the event it belongs to. */
function dayOf(moment: FileMoment, zone: string | null): string {
  const sameClock = moment.zone === null || zone === null || moment.zone === zone;
  if (sameClock || moment.zone !== "UTC") return moment.local.slice(0, 10);
  return localAt(Date.parse(`${moment.local}Z`), zone).slice(0, 10);
}
