import { ok } from "../shared/result";
import { property, readCalendar } from "./component";
import { type FileEvent, readEvent } from "./event";
import { readLines, unescapeText } from "./line";
import { type Fault, fault, type Read } from "./read";

/** Events one file may hold. */
const MOST_EVENTS = 1_000;

export type UnreadEvent = Fault & { uid: string; title: string };
export type CalendarFile = { events: readonly FileEvent[]; unread: readonly UnreadEvent[] };

/**
 * The events of a calendar file. A file that is none, or broken where lines and parts are told apart, is refused with
 * the line; an event that cannot be read is told beside those that can. To-dos, journals and alarms are left alone.
 */
export function readFile(text: string): Read<CalendarFile> {
  const lines = readLines(text);
  if (!lines.ok) return lines;
  const calendar = readCalendar(lines.value);
  if (!calendar.ok) return calendar;
  const parts = calendar.value.parts.filter(({ name }) => name === "VEVENT");
  const [first] = parts;
  if (first === undefined) return fault(calendar.value.line, "The calendar holds no event.");
  if (parts.length > MOST_EVENTS) {
    return fault(
      null,
      `The calendar holds ${parts.length} events; at most ${MOST_EVENTS} are taken at once.`,
    );
  }
  const events: FileEvent[] = [];
  const unread: UnreadEvent[] = [];
  for (const part of parts) {
    const read = readEvent(part);
    if (read.ok) events.push(read.value);
    else {
      const said = (name: string) => unescapeText(property(part, name)?.value ?? "").slice(0, 200);
      unread.push({ ...read.error, uid: said("UID"), title: said("SUMMARY") });
    }
  }
  return ok({ events, unread });
}
