import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEALTH_SIGNALS, isSignalId, SIGNAL_IDS, SLOTS, signalsFor } from "./catalog";
import type { SignalState } from "./domains";
import { HYSTERESIS, judge, nextTurnMs, type Reading, readingsStale, type SignalVerdict } from "./verdict";

const LIMITS = { warn: 10, bad: 20 };
const START = Date.parse("2026-11-21T10:00:00Z");
const at = (turn: number) => new Date(START + turn * 30_000);
type Rule = { better: "lower" | "higher"; limits: { warn: number; bad: number } | null };
const LOWER: Rule = { better: "lower", limits: LIMITS };

/** Judges turn after turn, each with the last readings and what was judged before. */
function course(values: readonly (number | null)[], rule: Rule = LOWER, first: SignalState | null = null) {
  let previous: SignalVerdict | null =
    first === null ? null : { state: first, since: at(-1), value: null, threshold: null, suspect: false };
  const readings: Reading[] = [];
  return values.map((value, turn) => {
    readings.push({ at: at(turn), value });
    previous = judge({ ...rule, readings, previous });
    return previous;
  });
}
const states = (values: readonly (number | null)[], rule = LOWER, first: SignalState | null = null) =>
  course(values, rule, first).map(({ state }) => state);

describe("how a signal is judged", () => {
  it.each<[string, (number | null)[], SignalState[]]>([
    ["a good one is good at once", [1], ["good"]],
    ["one reading beyond is no news", [1, 25, 1], ["good", "good", "good"]],
    ["two of three are", [1, 25, 1, 25], ["good", "good", "good", "bad"]],
    ["in a row within two turns", [1, 25, 25], ["good", "good", "bad"]],
    ["warns where it is not bad", [1, 12, 25, 25], ["good", "good", "warn", "bad"]],
    ["a bad start is unknown until it is sure", [25, 25], ["unknown", "bad"]],
    ["better after three in a row", [25, 25, 1, 1, 1], ["unknown", "bad", "bad", "bad", "good"]],
    [
      "better step by step",
      [25, 25, 12, 12, 12, 1, 1, 1],
      ["unknown", "bad", "bad", "bad", "warn", "warn", "warn", "good"],
    ],
    ["one turn of silence keeps it", [1, null, 1], ["good", "good", "good"]],
    ["two do not", [1, null, null], ["good", "good", "unknown"]],
    ["silence is no recovery", [25, 25, null, null, 1], ["unknown", "bad", "bad", "unknown", "good"]],
    ["NaN and infinity are silence", [1, Number.NaN, Number.POSITIVE_INFINITY], ["good", "good", "unknown"]],
    ["never anything", [null, null], ["unknown", "unknown"]],
  ])("%s", (_name, values, expected) => {
    expect(states(values)).toEqual(expected);
  });

  it("says since the first reading beyond, with value and limit", () => {
    const [, , last] = course([1, 22, 25]);
    expect(last).toEqual({ state: "bad", since: at(1), value: 25, threshold: 20, suspect: false });
    const kept = course([1, 22, 25, 30, 40]).at(-1);
    expect(kept).toMatchObject({ since: at(1), value: 40 });
  });

  it("hurts since it began while it is on its way to be well again", () => {
    const [, , broken, , , , eased] = course([1, 25, 25, 12, 12, 12, 12]);
    expect(broken).toMatchObject({ state: "bad", since: at(1) });
    expect(eased).toMatchObject({ state: "warn", since: at(1) });
    expect(course([1, 25, 25, 12, 12, 12, 1, 1, 1]).at(-1)).toMatchObject({ state: "good", since: at(8) });
  });

  it("is suspect while a reading stands beyond a limit that is not decided, and only then", () => {
    const suspects = (values: readonly (number | null)[], first: SignalState | null = null) =>
      course(values, LOWER, first).map(({ suspect }) => suspect);
    expect(suspects([1, 12, 12])).toEqual([false, true, false]);
    // Warned already: whether it breaks is another question.
    expect(suspects([12, 12, 25, 25])).toEqual([true, false, true, false]);
    expect(suspects([1, 12, 1, 1])).toEqual([false, true, false, false]);
    expect(suspects([25, null, 9, 1, 1], "bad")).toEqual([false, false, false, false, false]);
  });

  it("has the next turn soon, but where turns are so long that the last two tell how long", () => {
    expect([nextTurnMs(30_000, true), nextTurnMs(30_000, false)]).toEqual([10_000, 30_000]);
    expect(nextTurnMs(120_000, true)).toBe(120_000);
  });

  it("knows what is better when higher, and what is shown only", () => {
    const higher: Rule = { better: "higher", limits: { warn: 10, bad: 5 } };
    expect(states([20, 8, 4, 4, 20, 20, 20], higher)).toEqual([
      "good",
      "good",
      "warn",
      "bad",
      "bad",
      "bad",
      "good",
    ]);
    expect(states([1e9, 1e9], { better: "lower", limits: null })).toEqual(["good", "good"]);
  });
});

const value = fc.oneof(
  fc.double({ min: 0, max: 40, noNaN: true }),
  fc.constant(null),
  fc.constant(Number.NaN),
);
const values = fc.array(value, { minLength: 1, maxLength: 40 });

describe("always", () => {
  it("within its band nothing changes, whatever it was", () => {
    const band = fc.double({ min: 10 * HYSTERESIS.release, max: 9.99, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(band, { minLength: 1, maxLength: 30 }),
        fc.constantFrom("good", "warn" as const),
        (inside, was) => {
          expect(new Set(states(inside, LOWER, was))).toEqual(new Set([was]));
        },
      ),
    );
  });

  it("is good only with a reading inside its limits among the newest two", () => {
    fc.assert(
      fc.property(values, (list) => {
        states(list).forEach((state, turn) => {
          if (state !== "good") return;
          const newest = list.slice(Math.max(0, turn - 1), turn + 1);
          expect(newest.some((one) => one !== null && Number.isFinite(one))).toBe(true);
        });
      }),
    );
  });

  it("leaves unknown only by something measured in that turn", () => {
    fc.assert(
      fc.property(values, (list) => {
        const seen = states(list);
        seen.forEach((state, turn) => {
          const before = turn === 0 ? "unknown" : seen[turn - 1];
          if (before === "unknown" && state !== "unknown") expect(Number.isFinite(list[turn])).toBe(true);
        });
      }),
    );
  });

  it("never worsens by one reading, and moves its since only with its state", () => {
    fc.assert(
      fc.property(values, (list) => {
        const rank = { unknown: 0, good: 0, warn: 1, bad: 2 } as const;
        const seen = course(list);
        seen.forEach((verdict, turn) => {
          const before = seen[turn - 1];
          if (before !== undefined && before.state === verdict.state)
            expect(verdict.since).toEqual(before.since);
          const worse = rank[verdict.state] > rank[before?.state ?? "unknown"];
          if (!worse) return;
          const beyond = list
            .slice(Math.max(0, turn - 2), turn + 1)
            .filter((one) => one !== null && one >= LIMITS.warn);
          expect(beyond.length).toBeGreaterThanOrEqual(HYSTERESIS.worseAfter);
        });
      }),
    );
  });
});

describe("the catalogue", () => {
  it("gives every signal a slot of its own and limits in order", () => {
    const slots = SIGNAL_IDS.map((id) => HEALTH_SIGNALS[id].slot);
    expect(new Set(slots).size).toBe(slots.length);
    expect(Math.max(...slots)).toBe(SLOTS - 1);
    for (const id of SIGNAL_IDS) {
      const { limits, better } = HEALTH_SIGNALS[id];
      for (const { warn, bad } of Object.values(limits ?? {})) {
        expect(better === "lower" ? warn <= bad : warn >= bad, id).toBe(true);
      }
    }
    expect(isSignalId("toString")).toBe(false);
  });
  it("promises continuity and mails of production only", () => {
    expect(signalsFor("staging")).not.toContain("backup_age");
    expect(signalsFor("production")).toEqual(SIGNAL_IDS);
  });
});

it("calls readings stale that missed two turns and a half", () => {
  const now = at(100);
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  expect(readingsStale([], now)).toBe(true);
  expect(readingsStale([ago(80)], now)).toBe(false);
  expect(readingsStale([ago(91), ago(121)], now)).toBe(true);
  expect(readingsStale([ago(200), ago(320)], now)).toBe(false);
  expect(readingsStale([ago(301), ago(421)], now)).toBe(true);
  // A pause of the readers does not make what was read before it young.
  expect(readingsStale([ago(800), ago(90_000)], now)).toBe(true);
});
