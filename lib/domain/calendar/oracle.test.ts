import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CalendarEvent } from "./event";
import { upcomingOf } from "./occurrences";
import { nextClosing, nextOpening } from "./opening";
import { calendarOf, standing } from "./standing";
import { timesProblem } from "./times-problem";

/** `CALENDAR_CASES=1000000` for the nightly run. */
const CASES = Number(process.env["CALENDAR_CASES"] ?? 10_000);

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Questions to one calendar, each of which is one case. */
const ASKED = 20;

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

type Simple = {
  zone: string;
  day: number;
  minute: number;
  length: number;
  every: number;
  left: number[];
  effect: "blocks" | "opens";
};

const RULES: Readonly<Record<number, string | null>> = {
  0: null,
  1: "FREQ=DAILY",
  2: "FREQ=DAILY;INTERVAL=2",
  7: "FREQ=WEEKLY",
  14: "FREQ=WEEKLY;INTERVAL=2",
};

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

const eventOf = (simple: Simple, asked: number): CalendarEvent => {
  const start = new Date(simple.day * DAY + simple.minute * MINUTE).toISOString().slice(0, 16);
  const event: CalendarEvent = {
    id: "e",
    kind: simple.effect === "blocks" ? "freeze" : "maintenance_window",
    title: "",
    reason: "",
    owner: "",
    effect: simple.effect,
    scope: { level: "fleet" },
    moduleFamilies: [],
    stages: ["production"],
    cancelledAt: null,
    zone: simple.zone,
    start,
    durationMinutes: simple.length,
    recurrence: RULES[simple.every] ?? null,
    exceptions: simple.every === 0 ? [] : simple.left.map((n) => dateOf(simple.day + n * simple.every)),
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

/** The oracle's occurrences around a stretch: every day is tried, nothing is skipped to. */
function slowOccurrences(simple: Simple, from: number, until: number): [number, number][] {
  const found: [number, number][] = [];
  const firstDay = Math.floor(from / DAY) - Math.ceil(simple.length / 1_440) - 3;
  for (let day = Math.max(firstDay, simple.day); day <= Math.ceil(until / DAY) + 2; day += 1) {
    const since = day - simple.day;
    if (simple.every === 0 ? since !== 0 : since % simple.every !== 0) continue;
    if (simple.every !== 0 && simple.left.includes(since / simple.every)) continue;
    const wall = day * DAY + simple.minute * MINUTE;
    const [begin, end] = [momentOf(simple.zone, wall), momentOf(simple.zone, wall + simple.length * MINUTE)];
    if (end > begin) found.push([begin, end]);
  }
  return found;
}

const simple = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: 14_610, max: 21_900 }),
    minute: fc.oneof(fc.integer({ min: 0, max: 1_439 }), fc.constantFrom(0, 60, 90, 120, 150, 180, 1_380)),
    every: fc.constantFrom(0, 1, 2, 7, 14),
    share: fc.integer({ min: 15, max: 1_440 }),
    left: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    effect: fc.constantFrom<Simple["effect"]>("blocks", "opens"),
  })
  .map(({ share, ...rest }): Simple => ({ ...rest, length: rest.every === 0 ? share * 4 : share }));

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

  it(
    "stands, opens and closes when every minute says so",
    () => {
      const runs = Math.max(1, Math.ceil(CASES / ASKED));
      fc.assert(
        fc.property(
          fc.array(simple, { minLength: 1, maxLength: 4 }),
          nearTurns,
          fc.array(fc.integer({ min: 0, max: 3 * 1_440 }), { minLength: ASKED, maxLength: ASKED }),
          (drawn, asked, offsets) => {
            // All begin a few days before the question, whole periods earlier.
            const events = drawn.map((one) => moved(one, asked)).filter((one) => acceptable(one, asked));
            const built = events.map((one) => eventOf(one, asked));
            const calendar = calendarOf(
              { events: built, complete: true },
              { place, modules: null },
              new Date(asked),
            );
            const until = asked + 8 * DAY;
            const slow = events.map((one) => ({ one, found: slowOccurrences(one, asked, until) }));
            const hasWindows = built.some(({ effect, upcoming }) => effect === "opens" && upcoming !== null);
            const isOpen = (at: number): boolean => {
              const stands = (effect: Simple["effect"]) =>
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

/** Moves an event by whole periods to begin shortly before the question. */
function moved(one: Simple, asked: number): Simple {
  const today = Math.floor(asked / DAY);
  return { ...one, day: today - (one.day % 9) + 2 };
}

const acceptable = (one: Simple, asked: number): boolean => timesProblem(eventOf(one, asked)) === null;
