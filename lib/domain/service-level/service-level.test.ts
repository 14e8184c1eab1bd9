import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { occurrencesBetween } from "../calendar/occurrences";
import { definitionOf } from "../health/catalog";
import { backFrom } from "./bucket";
import { budgetOf, burnRate } from "./budget";
import { alarmOf, type Burn, type BurnAlarm } from "./burn";
import { countedSeconds, countsAt, type Stretch } from "./hours";
import { added, INDICATOR_IDS, indicatorOf, NO_TALLY, type Tally, tallyOf } from "./indicator";
import { closedByDeployment, isPlanned } from "./planned";
import { burnProblem, serviceLevelDefaults, termsProblem } from "./policy";
import { badDuring } from "./spent";
import { leftText, termsText } from "./words";

const RUNS = { numRuns: 150 };
const BASE = Date.UTC(2026, 9, 1);
const at = (seconds: number) => new Date(BASE + seconds * 1_000);
const slotOf = (id: Parameters<typeof definitionOf>[0]) => definitionOf(id).slot;
const readingOf = (values: Record<number, number | null>) => (slot: number) => values[slot] ?? null;

/** A window second by second: good, bad, unknown, or outside the hours that count. */
const seconds = fc.array(fc.constantFrom("good", "bad", "unknown", "closed"), {
  minLength: 1,
  maxLength: 400,
});
const tallied = (states: readonly string[]): Tally =>
  states
    .filter((state) => state !== "closed")
    .map((state) =>
      state === "unknown"
        ? { ...NO_TALLY, unknown: 1 }
        : { good: state === "good" ? 1 : 0, bad: state === "bad" ? 1 : 0, known: 1, unknown: 0 },
    )
    .reduce(added, NO_TALLY);

describe("an error budget", () => {
  it("is what a count second by second says, over the whole window", () => {
    const target = fc.double({ min: 0.5, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(seconds, target, (states, share) => {
        const windowSeconds = states.filter((state) => state !== "closed").length;
        const budget = budgetOf(tallied(states), { target: share, windowSeconds });
        const bad = states.filter((state) => state === "bad").length;
        const known = states.filter((state) => state === "good" || state === "bad").length;
        expect(budget === null).toBe(known === 0);
        if (budget === null) return;
        expect(budget.spent).toBe(bad);
        expect(budget.total).toBeCloseTo((1 - share) * windowSeconds, 6);
        expect(budget.left).toBeCloseTo(1 - bad / ((1 - share) * windowSeconds), 6);
        expect(budget.attained).toBeCloseTo(1 - bad / known, 9);
      }),
      RUNS,
    );
  });
  it("is neither burnt nor mended by what nobody knows", () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 500 }), (states, unknown) => {
        const promised = { target: 0.99, windowSeconds: 10_000 };
        const tally = tallied(states);
        const more = added(tally, { ...NO_TALLY, unknown });
        expect(budgetOf(more, promised)).toEqual(budgetOf(tally, promised));
        expect(burnRate(more, 900, 0.99)).toEqual(burnRate(tally, 900, 0.99));
      }),
      RUNS,
    );
  });
  it("costs the same on the first day as on the last", () => {
    const day = { good: 86_400 - 600, bad: 600, known: 86_400, unknown: 0 };
    const month = { good: 28 * 86_400 - 600, bad: 600, known: 28 * 86_400, unknown: 0 };
    const promised = { target: 0.995, windowSeconds: 28 * 86_400 };
    expect(budgetOf(day, promised)?.left).toBeCloseTo(budgetOf(month, promised)?.left ?? 0, 9);
    expect(budgetOf(month, promised)?.total).toBeCloseTo(12_096, 6);
  });
  it("of requests is that of as many as the window will hold", () => {
    const quiet = { good: 9_990, bad: 10, known: 86_400, unknown: 0 };
    const budget = budgetOf(quiet, { target: 0.99, windowSeconds: 28 * 86_400 });
    expect(budget).toMatchObject({ spent: 10, attained: 0.999 });
    expect(budget?.total).toBeCloseTo(2_800, 6);
  });
});

describe("burning", () => {
  it("at rate 1 all the window long uses up exactly all of it", () => {
    const window = 28 * 86_400;
    const bad = 0.005 * window;
    const tally = { good: window - bad, bad, known: window, unknown: 0 };
    expect(burnRate(tally, window, 0.995)).toBeCloseTo(1, 9);
    expect(budgetOf(tally, { target: 0.995, windowSeconds: window })?.left).toBeCloseTo(0, 9);
  });
  it("is slow to believe a little that is known", () => {
    const minute = { good: 0, bad: 60, known: 60, unknown: 0 };
    expect(burnRate(minute, 3_600, 0.995)).toBeCloseTo(60 / 3_600 / 0.005, 9);
    expect(burnRate(NO_TALLY, 3_600, 0.995)).toBeNull();
    expect(burnRate({ good: 0, bad: 0, known: 60, unknown: 0 }, 3_600, 0.995)).toBe(0);
  });

  const { burn } = serviceLevelDefaults("tier1");
  const quiet: Burn = { long: 0, short: 0 };
  const cases: [string, Burn, Burn, BurnAlarm, BurnAlarm][] = [
    ["nothing burns", quiet, quiet, "none", "none"],
    ["both times burn fast", { long: 15, short: 20 }, { long: 2, short: 15 }, "none", "fast"],
    ["the short time is over it already", { long: 15, short: 3 }, { long: 3, short: 3 }, "fast", "none"],
    ["the long time has not seen enough", { long: 10, short: 90 }, { long: 2, short: 20 }, "none", "none"],
    ["slowly, for long", { long: 7, short: 7 }, { long: 6, short: 6.5 }, "none", "slow"],
    ["fast turns slow", { long: 13, short: 7 }, { long: 7, short: 7 }, "fast", "slow"],
    ["nothing is known any more", { long: 20, short: null }, { long: 7, short: null }, "fast", "fast"],
    ["nothing known begins nothing", { long: 20, short: null }, { long: 7, short: null }, "none", "none"],
    ["slow, and nothing known", { long: 7, short: null }, { long: 7, short: null }, "slow", "slow"],
    ["never measured", { long: null, short: null }, { long: null, short: null }, "none", "none"],
    ["the long time forgot it", { long: 2, short: null }, { long: 1, short: null }, "fast", "none"],
  ];
  it.each(cases)("%s", (_, fast, slow, before, after) => {
    expect(alarmOf(burn, { fast, slow }, before)).toBe(after);
  });
  it("looks back to whole five minutes, never shorter than asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 5, max: 360 }), (second, minutes) => {
        const now = at(second);
        const span = (now.getTime() - backFrom(now, minutes).getTime()) / 60_000;
        expect(span).toBeGreaterThanOrEqual(minutes);
        expect(span).toBeLessThan(minutes + 5);
      }),
      RUNS,
    );
  });
});

describe("hours that count", () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 200 }))
    .map(([from, length]): Stretch => ({ from: at(from), until: at(from + length) }));
  it("count each second once, whatever overlaps", () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), range, (stretches, [begin, length]) => {
        const oracle = Array.from({ length }, (_, index) => at(begin + index)).filter((moment) =>
          countsAt(stretches, moment),
        ).length;
        expect(countedSeconds(stretches, { from: at(begin), until: at(begin + length) })).toBe(oracle);
      }),
      RUNS,
    );
  });
  it("are all where nobody says when people work", () => {
    expect(countedSeconds(null, { from: at(0), until: at(90) })).toBe(90);
    expect(countsAt(null, at(7))).toBe(true);
    expect(countedSeconds([], { from: at(0), until: at(90) })).toBe(0);
  });
  it("follow the plant's clock through the night it changes", () => {
    const night = { zone: "Europe/Berlin", start: "2026-10-20T00:00", durationMinutes: 360, exceptions: [] };
    const shifts = (from: string, until: string) =>
      countedSeconds(
        occurrencesBetween(
          { ...night, recurrence: "FREQ=DAILY" },
          { from: new Date(from), until: new Date(until) },
          50,
        ),
        { from: new Date(from), until: new Date(until) },
      );
    // 00:00–06:00 on the wall clock: seven hours in the night of 25 October, six in every other.
    expect(shifts("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z")).toBe(6 * 3_600);
    expect(shifts("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")).toBe(7 * 3_600);
  });
});

describe("what a reading counts", () => {
  it("is all of its time on one side, or unknown", () => {
    for (const id of INDICATOR_IDS.filter((one) => indicatorOf(one).counts === "time")) {
      const { signals, standard } = indicatorOf(id);
      const all = (value: number | null) =>
        readingOf(Object.fromEntries(signals.map((signal) => [slotOf(signal), value])));
      expect(tallyOf(id, standard, all(0), 30)).toEqual({ good: 30, bad: 0, known: 30, unknown: 0 });
      expect(tallyOf(id, standard, all(standard), 30)).toEqual({ good: 0, bad: 30, known: 30, unknown: 0 });
      expect(tallyOf(id, standard, all(null), 30)).toEqual({ ...NO_TALLY, unknown: 30 });
      expect(tallyOf(id, standard, all(Number.NaN), 30)).toEqual({ ...NO_TALLY, unknown: 30 });
    }
  });
  it("of several workflows is as bad as the worst that is known", () => {
    const one = readingOf({ [slotOf("work_orders")]: 0.9, [slotOf("invoices")]: 0 });
    expect(tallyOf("workflows", 0.25, one, 30).bad).toBe(30);
    expect(tallyOf("workflows", 0.25, readingOf({ [slotOf("invoices")]: 0.1 }), 30).good).toBe(30);
  });
  it("of requests is each of them once; a quiet time is known and counts nothing", () => {
    const [rate, share] = [slotOf("request_rate"), slotOf("error_ratio")];
    const busy = tallyOf("requests", 0, readingOf({ [rate]: 10, [share]: 0.1 }), 30);
    expect(busy).toEqual({ good: 270, bad: 30, known: 30, unknown: 0 });
    expect(tallyOf("requests", 0, readingOf({ [rate]: 0.05 }), 30)).toEqual({ ...NO_TALLY, known: 30 });
    expect(tallyOf("requests", 0, readingOf({ [share]: 0.1 }), 30)).toEqual({ ...NO_TALLY, unknown: 30 });
  });
});

describe("planned downtime", () => {
  const step = (name: string, from: number | null, until: number | null, back = false) => ({
    ...{ name, phase: back ? ("rollback" as const) : ("forward" as const) },
    startedAt: from === null ? null : at(from),
    finishedAt: until === null ? null : at(until),
  });
  const closed = (steps: ReturnType<typeof step>[], finished: number | null = null, now = 100_000) => {
    const found = closedByDeployment(steps, {
      finishedAt: finished === null ? null : at(finished),
      now: at(now),
    });
    return (
      found && [
        ...[found.from, found.until].map((moment) => (moment.getTime() - BASE) / 1_000),
        found.asPlanned,
      ]
    );
  };
  const quiesce = step("quiesce", 60, 90);
  it("of a deployment is from the closing until the door is open", () => {
    expect(closed([quiesce, step("open", 400, 420)], 900)).toEqual([60, 420, true]);
    expect(closed([step("quiesce", 60, null), step("open", null, null)], null, 100)).toEqual([60, 100, true]);
    expect(closed([step("notify", 1, 2), step("rollout", 3, 90)], 900)).toBeNull();
  });
  it("ends where nothing is planned any more: it goes back, has ended, or lasts four hours", () => {
    const back = [quiesce, step("smoke", 200, 230), step("restore_data", 230, 800, true)];
    expect(closed(back, 900)).toEqual([60, 230, false]);
    expect(closed([quiesce, step("open", null, null)], 300)).toEqual([60, 300, false]);
    expect(closed([quiesce])).toEqual([60, 60 + 4 * 3_600, false]);
  });
  it("is told by readings of its domains, also by those that look back into it", () => {
    const stretch = { from: at(60), until: at(600), domains: ["business"] as const };
    const told = (second: number, domain: "business" | "database" = "business", asPlanned = true) =>
      isPlanned([{ ...stretch, asPlanned }], { domain, at: at(second), lookBackSeconds: 120 });
    expect([59, 60, 599, 719, 720].map((second) => told(second))).toEqual([false, true, true, true, false]);
    expect([599, 600].map((second) => told(second, "business", false))).toEqual([true, false]);
    expect(told(100, "database")).toBe(false);
  });
});

describe("what is promised", () => {
  it("by default can be promised, in every tier", () => {
    for (const tier of ["tier1", "tier2", "tier3"] as const) {
      const { objectives, burn } = serviceLevelDefaults(tier);
      expect(objectives.map(termsProblem)).toEqual(objectives.map(() => null));
      expect(burnProblem(burn)).toBeNull();
    }
  });
  it("is said in one sentence, and what is left is never called more than it is", () => {
    const [first] = serviceLevelDefaults("tier1").objectives;
    expect(first && termsText(first)).toBe(
      "99.5\u00a0% of the time all of them can be done, over 28 days of plant hours; bad from 25\u00a0% on.",
    );
    expect(first && termsText({ ...first, plannedDowntime: "counts" })).toContain(
      "of plant hours, planned downtime included; bad",
    );
    expect([1, 0.999, 0.5, 0.001, 0, -0.3, null].map(leftText)).toEqual([
      ...[
        "100\u00a0%",
        "99\u00a0%",
        "50\u00a0%",
        "1\u00a0%",
        "0\u00a0%",
        "overspent by 30\u00a0%",
        "not measured",
      ],
    ]);
  });
  it("was burnt by what stood then, by its part of an hour", () => {
    const hours = [0, 1, 2].map((hour) => ({ at: at(hour * 3_600), bad: 60 * (hour + 1) }));
    expect(badDuring(hours, { from: at(1_800), until: at(7_200) })).toBe(30 + 120);
    expect(badDuring(hours, { from: at(20_000), until: at(30_000) })).toBe(0);
  });
});
