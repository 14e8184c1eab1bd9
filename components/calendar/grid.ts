import type {
  Calendar,
  CalendarEntry,
  CalendarEvent,
  CalendarOccurrence,
} from "@/lib/contracts/api/resources/calendar";
import {
  DAY_MS,
  formatLocal,
  formatLocalDate,
  parseLocalDate,
  wallOf,
} from "@/lib/domain/calendar/wall-clock";

export const VIEWS = ["month", "week", "table"] as const;
export type View = (typeof VIEWS)[number];

/** What the page's address says. */
export type CalendarFilter = {
  view: View;
  day: string;
  tenantId?: string;
  environmentId?: string;
  /** The event a link leads to. */
  event?: string;
};

const day = (text: string): number => parseLocalDate(text) ?? parseLocalDate("2026-01-01") ?? 0;
export const addDays = (text: string, days: number): string => formatLocalDate(day(text) + days * DAY_MS);
const mondayOf = (text: string): string => addDays(text, -((new Date(day(text)).getUTCDay() + 6) % 7));

/** The days a view shows around one of them, from a Monday to a Sunday; local dates without a zone. */
export function daysOf(view: View, around: string): readonly string[] {
  if (view === "week") return Array.from({ length: 7 }, (_, index) => addDays(mondayOf(around), index));
  const first = `${around.slice(0, 7)}-01`;
  const start = mondayOf(first);
  const next = addDays(first, 32).slice(0, 7);
  const weeks = Math.ceil((day(`${next}-01`) - day(start)) / (7 * DAY_MS));
  return Array.from({ length: weeks * 7 }, (_, index) => addDays(start, index));
}

/** What is asked of the server for these days: a day more on either side, since no zone is further from UTC. */
export function rangeOf(days: readonly string[]): { from: string; until: string } {
  const [first = ""] = days;
  const last = days.at(-1) ?? first;
  return {
    from: new Date(day(first) - DAY_MS).toISOString(),
    until: new Date(day(last) + 2 * DAY_MS).toISOString(),
  };
}

/** The day to go to before or after this one: the same day a week off, or the first of the month beside. */
export function step(view: View, around: string, by: 1 | -1): string {
  if (view === "week") return addDays(around, 7 * by);
  const first = `${around.slice(0, 7)}-01`;
  return by === 1 ? `${addDays(first, 32).slice(0, 7)}-01` : `${addDays(first, -1).slice(0, 7)}-01`;
}

export type Item =
  | { type: "event"; key: string; event: CalendarEvent; occurrence: CalendarOccurrence }
  | { type: "entry"; key: string; entry: CalendarEntry };

/** An item on one day of the page's clock. */
export type Placed = {
  item: Item;
  /** Its beginning on the page's clock, when it begins on this day. */
  begins: string | null;
  /** Its end on the page's clock, when it ends on this day. */
  ends: string | null;
};

/** Every item of the answer, earliest first. */
export function itemsOf(calendar: Calendar): readonly Item[] {
  const events = new Map(calendar.events.map((event) => [event.id, event]));
  const items: Item[] = calendar.entries.map((entry) => ({
    type: "entry",
    key: `${entry.kind} ${entry.id}`,
    entry,
  }));
  for (const occurrence of calendar.occurrences) {
    const event = events.get(occurrence.eventId);
    if (event === undefined) continue;
    items.push({ type: "event", key: `${event.id} ${occurrence.from}`, event, occurrence });
  }
  return items.sort((one, other) => spanOf(one).from.localeCompare(spanOf(other).from));
}

export const spanOf = (item: Item): { from: string; until: string | null } =>
  item.type === "event"
    ? { from: item.occurrence.from, until: item.occurrence.until }
    : { from: item.entry.from, until: item.entry.until };

/** Which kind of lane it belongs to. */
export const kindOf = (item: Item) => (item.type === "event" ? item.event.kind : item.entry.kind);

/** What lies on each day, on the clock of `zone`. What ends at midnight does not reach into the day after. */
export function placeItems(
  items: readonly Item[],
  days: readonly string[],
  zone: string,
): ReadonlyMap<string, readonly Placed[]> {
  const placed = new Map<string, Placed[]>(days.map((each) => [each, []]));
  for (const item of items) {
    const { from, until } = spanOf(item);
    const begin = formatLocal(wallOf(zone, Date.parse(from)));
    const end = formatLocal(wallOf(zone, Math.max(Date.parse(until ?? from), Date.parse(from))));
    const lastDay = end > begin && end.endsWith("T00:00") ? addDays(end.slice(0, 10), -1) : end.slice(0, 10);
    for (const at of days) {
      if (at < begin.slice(0, 10) || at > lastDay) continue;
      placed.get(at)?.push({
        item,
        begins: begin.slice(0, 10) === at ? begin.slice(11) : null,
        ends: until !== null && lastDay === at ? (end.slice(0, 10) === at ? end.slice(11) : "24:00") : null,
      });
    }
  }
  return placed;
}

/** "18:00–22:00", "from 18:00", "until 06:00", "all day", or a single time. */
export function timesText({ begins, ends, item }: Placed): string {
  if (begins === null && ends === null) return "all day";
  if (begins === "00:00" && ends === "24:00") return "all day";
  if (begins !== null && ends !== null) return `${begins}–${ends}`;
  if (begins === null) return `until ${ends}`;
  return spanOf(item).until === null ? begins : `from ${begins}`;
}
