import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recurrenceFor } from "@/lib/testing/drawn-recurrence";
import { DAY, isNamed, isoDate, type SlowRule, writtenRule } from "@/lib/testing/slow-recurrence";
import type { CalendarEvent } from "./event";
import { upcomingOf } from "./occurrences";
import { nextClosing, nextOpening } from "./opening";
import { calendarOf, standing } from "./standing";
import { timesProblem } from "./times-problem";

/** A million in the nightly run: `npm run test:calendar`. */
const CASES = Number(process.env["CALENDAR_CASES"] ?? 10_000);

const MINUTE = 60_000;
/** Questions to one calendar, each of which is one case. */
const ASKED = 50;

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Toronto",
  "America/St_Johns",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Pacific/Apia",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Africa/Casablanca",
  "Africa/Cairo",
  "America/Santiago",
  "Antarctica/Troll",
  "Asia/Gaza",
];

/** What a zone's clock shows, minute by minute, read without anything of the code under test. */
const formats = new Map<string, Intl.DateTimeFormat>();
function clock(zone: string, at: number): number {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  formats.set(zone, known);
  return Date.parse(`${known.format(at).replace(" ", "T")}Z`);
}

type Drawn = {
  zone: string;
  /** Null when it happens once. */
  rule: SlowRule | null;
  /** Days since 1970-01-01 on its clock. */
  start: number;
  minute: number;
  length: number;
  count: number | null;
  /** The last minute of its clock it may begin at, and how that is written. */
  until: { wall: number; written: string } | null;
  /** Days left out. */
  left: readonly number[];
  effect: "blocks" | "opens";
};

const recurrenceOf = ({ rule, count, until }: Drawn): string | null =>
  rule === null
    ? null
    : `${writtenRule(rule)}${count === null ? "" : `;COUNT=${count}`}${until === null ? "" : `;UNTIL=${until.written}`}`;

const eventOf = (drawn: Drawn, asked: number): CalendarEvent => {
  const event: CalendarEvent = {
    id: "e",
    kind: drawn.effect === "blocks" ? "freeze" : "maintenance_window",
    title: "",
    reason: "",
    owner: "",
    effect: drawn.effect,
    scope: { level: "fleet" },
    moduleFamilies: [],
    stages: ["production"],
    cancelledAt: null,
    zone: drawn.zone,
    start: new Date(drawn.start * DAY + drawn.minute * MINUTE).toISOString().slice(0, 16),
    durationMinutes: drawn.length,
    recurrence: recurrenceOf(drawn),
    exceptions: drawn.left.map(isoDate),
    upcoming: null,
  };
  return { ...event, upcoming: upcomingOf(event, new Date(asked)) };
};

/** Where the wall clock first comes to `wall`, found by going through the minutes one after the other. */
function firstMinuteAt(zone: string, wall: number): number {
  let at = wall - 27 * 60 * MINUTE;
  while (clock(zone, at) < wall) at += MINUTE;
  return at;
}

/** The same, with all the minutes between left out that cannot be it: where the clock's distance stands still. */
const moments = new Map<string, number>();
function momentOf(zone: string, wall: number): number {
  const key = `${zone} ${wall}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  if (moments.size > 200_000) moments.clear();
  const [before, after] = [wall - 27 * 60 * MINUTE, wall + 27 * 60 * MINUTE];
  const steady = clock(zone, before) - before === clock(zone, after) - after;
  const found = steady ? wall - (clock(zone, before) - before) : firstMinuteAt(zone, wall);
  moments.set(key, found);
  return found;
}

/** Days on which it begins, found by asking every day from `first` on; a counted one is counted from its start. */
function* slowDays(drawn: Drawn, first: number, last: number): Generator<number> {
  const { rule, start, minute, count, until } = drawn;
  let counted = 0;
  for (let day = count === null ? Math.max(first, start) : start; day <= last; day += 1) {
    if (rule === null ? day !== start : !isNamed(rule, start, day)) continue;
    counted += 1;
    if (count !== null && counted > count) return;
    if (until !== null && day * DAY + minute * MINUTE > until.wall) return;
    if (day >= first && !drawn.left.includes(day)) yield day;
  }
}

function stretchOf({ zone, minute, length }: Drawn, day: number): [number, number] {
  const wall = day * DAY + minute * MINUTE;
  return [momentOf(zone, wall), momentOf(zone, wall + length * MINUTE)];
}

/** The oracle's occurrences around a stretch: every day is tried, nothing is skipped to. */
function slowOccurrences(drawn: Drawn, from: number, until: number): [number, number][] {
  const first = Math.floor(from / DAY) - Math.ceil(drawn.length / 1_440) - 3;
  return [...slowDays(drawn, first, Math.ceil(until / DAY) + 2)]
    .map((day) => stretchOf(drawn, day))
    .filter(([begin, end]) => end > begin);
}

/** Whether anything of it still stands or comes, within eight years. */
function isToCome(drawn: Drawn, at: number): boolean {
  const first = Math.floor(at / DAY) - Math.ceil(drawn.length / 1_440) - 3;
  for (const day of slowDays(drawn, first, first + 8 * 366)) {
    const [begin, end] = stretchOf(drawn, day);
    if (end > begin && end > at) return true;
  }
  return false;
}

/** How an end is written: a day, a minute of its own clock, or one of UTC. */
function endAt(zone: string, wall: number, form: "day" | "local" | "utc"): NonNullable<Drawn["until"]> {
  const moment = form === "utc" ? momentOf(zone, wall) : wall;
  const digits = new Date(moment).toISOString().replace(/[-:]/g, "").slice(0, 13);
  if (form === "day")
    return { wall: Math.floor(wall / DAY) * DAY + DAY - MINUTE, written: digits.slice(0, 8) };
  return form === "local"
    ? { wall, written: `${digits}00` }
    : { wall: clock(zone, moment), written: `${digits}00Z` };
}

/** An event of which something lies around the day `near`, were it without an end. */
const drawnFor = (near: number): fc.Arbitrary<Drawn> =>
  fc
    .record({
      zone: fc.constantFrom(...ZONES),
      day: fc.integer({ min: near - 2, max: near + 6 }),
      once: fc.constantFrom(true, false, false, false, false, false),
      minute: fc.oneof(fc.integer({ min: 0, max: 1_439 }), fc.constantFrom(0, 60, 90, 120, 150, 180, 1_380)),
      share: fc.integer({ min: 15, max: 1_440 }),
      end: fc.constantFrom("none", "none", "none", "count", "day", "local", "utc"),
      more: fc.integer({ min: -2, max: 3 }),
      at: fc.integer({ min: 0, max: 8 * 1_440 }),
      left: fc.subarray([0, 1, 2, 3]),
      effect: fc.constantFrom<Drawn["effect"]>("blocks", "opens"),
    })
    .chain((parts) =>
      recurrenceFor(parts.day).map(({ rule, start }): Drawn => {
        const { zone, minute, share, effect, once } = parts;
        const plain = { zone, minute, effect, count: null, until: null, left: [] };
        if (once) return { ...plain, rule: null, start: parts.day, length: share * 4 };
        const endless: Drawn = { ...plain, rule, start, length: share };
        return { ...endless, ...endOf(endless, near, parts), left: leftOut(endless, near, parts.left) };
      }),
    );

type Ending = { end: "none" | "count" | "day" | "local" | "utc"; more: number; at: number };

/** An end close to the question, where that is not before the first time. */
function endOf(endless: Drawn, near: number, { end, more, at }: Ending): Pick<Drawn, "count" | "until"> {
  if (end === "none") return { count: null, until: null };
  if (end === "count") {
    const count = [...slowDays(endless, endless.start, near + 2)].length + more;
    return { count: count >= 1 && count <= 1_000 ? count : null, until: null };
  }
  // Half of them end with the very minute it begins at.
  const minutes = more % 2 === 0 ? Math.floor(at / 1_440) * 1_440 + endless.minute : at;
  const until = endAt(endless.zone, (near - 2) * DAY + minutes * MINUTE, end);
  const first = endless.start * DAY + endless.minute * MINUTE;
  return { count: null, until: until.wall < first ? null : until };
}

/** Some of the days around the question on which it would begin; not all there are. */
function leftOut(endless: Drawn, near: number, which: readonly number[]): readonly number[] {
  const days = [...slowDays(endless, Math.max(near - 3, endless.start + 1), near + 6)];
  return days.filter((_, index) => which.includes(index));
}

const place = { environmentId: "e", tenantId: "t", industry: "x", siteIds: [], stage: "production" } as const;

/** Days around which clocks are turned, so that most questions are hard ones. */
const nearTurns = fc
  .tuple(
    fc.integer({ min: 2010, max: 2029 }),
    fc.constantFrom(2, 3, 8, 9, 10),
    fc.integer({ min: 0, max: 44_640 }),
  )
  .map(([year, month, minute]) => Date.UTC(year, month, 1) + minute * MINUTE);

describe("the calendar against a clock that is read minute by minute", () => {
  it("reads what the naive walk through every minute reads", () => {
    for (const zone of ZONES) {
      for (const at of [Date.UTC(2026, 2, 29, 2, 30), Date.UTC(2026, 9, 25, 2, 30), Date.UTC(2026, 5, 1)])
        expect(momentOf(zone, at)).toBe(firstMinuteAt(zone, at));
    }
  });

  it("draws what the calendar takes, of every frequency and with every kind of end", () => {
    const near = Math.floor(Date.UTC(2026, 10, 22) / DAY);
    const seen = fc.sample(drawnFor(near), { numRuns: 60, seed: 1 });
    for (const drawn of seen)
      expect([drawn, timesProblem(eventOf(drawn, near * DAY))]).toEqual([drawn, null]);
    const said = seen.map(recurrenceOf).join(" ");
    for (const part of ["FREQ=YEARLY", "FREQ=MONTHLY", "BYSETPOS=-", "BYMONTHDAY=-", "COUNT=", "UNTIL=", "Z"])
      expect(said).toContain(part);
  });

  it(
    "stands, opens and closes when every minute says so",
    () => {
      const runs = Math.max(1, Math.ceil(CASES / ASKED));
      fc.assert(
        fc.property(
          nearTurns.chain((asked) =>
            fc.tuple(
              fc.constant(asked),
              fc.array(drawnFor(Math.floor(asked / DAY)), { minLength: 1, maxLength: 4 }),
            ),
          ),
          fc.array(fc.integer({ min: 0, max: 3 * 1_440 }), { minLength: ASKED, maxLength: ASKED }),
          ([asked, events], offsets) => {
            const built = events.map((one) => eventOf(one, asked));
            const calendar = calendarOf(
              { events: built, complete: true },
              { place, modules: null },
              new Date(asked),
            );
            const until = asked + 8 * DAY;
            const slow = events.map((one) => ({ one, found: slowOccurrences(one, asked, until) }));
            const hasWindows = events.some((one) => one.effect === "opens" && isToCome(one, asked));
            const isOpen = (at: number): boolean => {
              const stands = (effect: Drawn["effect"]) =>
                slow.some(
                  ({ one, found }) => one.effect === effect && found.some(([a, b]) => a <= at && at < b),
                );
              return !stands("blocks") && (!hasWindows || stands("opens"));
            };
            const edges = slow.flatMap(({ found }) => found.flat());
            for (const offset of offsets) {
              const at = asked + offset * MINUTE;
              const open = isOpen(at);
              expect(standing(calendar, new Date(at)).open).toBe(open);
              const turn = firstEdge(edges, at, until, (edge) => isOpen(edge) !== open);
              const said = open
                ? (nextClosing(calendar, new Date(at))?.at ?? null)
                : nextOpening(calendar, new Date(at)).at;
              if (turn !== null) expect(said?.toISOString()).toBe(new Date(turn).toISOString());
              else if (said !== null) expect(said.getTime()).toBeGreaterThanOrEqual(until - 2 * DAY);
            }
          },
        ),
        { numRuns: runs },
      );
    },
    CASES > 10_000 ? 3_600_000 : 60_000,
  );
});

/** The first edge after `at` for which `holds`, as far as the slow occurrences were made. */
function firstEdge(
  edges: readonly number[],
  at: number,
  until: number,
  holds: (edge: number) => boolean,
): number | null {
  const later = edges.filter((edge) => edge > at && edge < until - 2 * DAY).sort((one, other) => one - other);
  return later.find(holds) ?? null;
}
