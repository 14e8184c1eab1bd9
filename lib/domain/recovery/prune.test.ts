import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choosePruned, heldBecause, type StoredBackup } from "./prune";

const NOW = new Date("2026-11-24T12:00:00Z");
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const stored = (days: number, over: Partial<StoredBackup> = {}): StoredBackup => ({
  ...{ id: `b${days}`, operationId: `o${days}`, takenAt: ago(days), state: "good", proof: "unproven" },
  ...{ cause: "scheduled", keptUntil: null, restoreOpen: false, undoableUntil: null, drill: null },
  ...{ beingRead: false, scratchMaking: false, openChange: null, wayBack: false, hold: null, ...over },
});
const NONE = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
const rules = (keep: Partial<typeof NONE>) => ({ keep: { ...NONE, ...keep }, timeZone: "Europe/Berlin" });
const ids = (backups: readonly StoredBackup[]) => backups.map(({ id }) => id);

describe("what is never forgotten", () => {
  it.each<[string, Partial<StoredBackup>, string | null]>([
    ["kept by a person", { keptUntil: ago(-1) }, "a person keeps it"],
    ["no longer kept", { keptUntil: ago(1) }, null],
    ["asked for by a restore", { restoreOpen: true }, "a restore needs it"],
    ["of a restore that can be undone", { undoableUntil: ago(-0.1) }, "can still be taken back"],
    ["of a restore that cannot any more", { undoableUntil: ago(0.1) }, null],
    ["of a running drill", { drill: "running" }, "a drill uses it"],
    ["of a drill of last month", { drill: ago(30) }, "a drill of the last 90 days"],
    ["of a drill of last year", { drill: ago(300) }, null],
    ["being read", { beingRead: true }, "being read back"],
    ["a scratch copy", { scratchMaking: true }, "a scratch copy of it is being made"],
    ["a checkpoint within its limit", { cause: "checkpoint", takenAt: ago(29) }, "before a deployment"],
    ["a checkpoint beyond it", { cause: "checkpoint", takenAt: ago(31) }, null],
    ["the state before a restore", { cause: "before_restore", takenAt: ago(2) }, "before a restore"],
    ["an old checkpoint of an open change", { cause: "checkpoint", openChange: "CHG-7" }, "CHG-7, which"],
    ["the old checkpoint of what runs", { cause: "checkpoint", wayBack: true }, "can go back to it"],
    ["under a hold", { hold: { by: "Ada", until: ago(-1) } }, "the hold of Ada stands"],
    ["after a hold", { hold: { by: "Ada", until: ago(0.1) } }, null],
    ["by schedule", {}, null],
  ])("%s", (_name, over, because) => {
    const said = heldBecause(stored(40, over), NOW);
    if (because === null) expect(said).toBeNull();
    else expect(said).toContain(because);
  });
});

describe("what is forgotten", () => {
  it("is what no rule keeps and nothing refers to, the oldest first", () => {
    const backups = [
      stored(0),
      stored(1),
      stored(2),
      stored(3, { keptUntil: ago(-9) }),
      stored(4),
      stored(9),
    ];
    const choice = choosePruned(backups, rules({ last: 2 }), NOW);
    expect(ids(choice.forget)).toEqual(["b9", "b4", "b2"]);
    expect(choice.held).toMatchObject([{ backup: { id: "b3" }, because: "a person keeps it" }]);
    expect(choice).toMatchObject({ stays: 3, more: 0, oldest: ago(3) });
  });

  it("is never the newest that was proven", () => {
    const backups = [stored(0), stored(1), stored(5, { proof: "proven" }), stored(6, { proof: "proven" })];
    expect(ids(choosePruned(backups, rules({ last: 1 }), NOW).forget)).toEqual(["b6", "b1"]);
  });

  it("a damaged one takes no good one's place, and stays two weeks to be looked at", () => {
    const bad = [stored(0, { state: "damaged" }), stored(20, { proof: "disproved" })];
    const choice = choosePruned([...bad, stored(1), stored(2)], rules({ last: 1 }), NOW);
    expect(ids(choice.forget)).toEqual(["b20", "b2"]);
  });

  it("is nothing of the newest, where every backup is damaged", () => {
    const backups = [20, 30, 40].map((days) => stored(days, { state: "damaged" }));
    expect(ids(choosePruned(backups, rules({ last: 2 }), NOW).forget)).toEqual(["b40"]);
  });

  it("is never what something refers to, whatever the rules and the backups", () => {
    const backup = fc.record({
      days: fc.integer({ min: 0, max: 900 }),
      state: fc.constantFrom("good" as const, "damaged" as const),
      proof: fc.constantFrom("unproven" as const, "proven" as const, "disproved" as const),
      cause: fc.constantFrom("scheduled" as const, "checkpoint" as const),
      restoreOpen: fc.boolean(),
      drill: fc.constantFrom(null, "running" as const),
      openChange: fc.constantFrom(null, "CHG-7"),
      wayBack: fc.boolean(),
    });
    const rule = fc.record({ last: fc.nat(5), daily: fc.nat(5), monthly: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(backup, { maxLength: 40 }), rule, (given, counts) => {
        const backups = given.map(({ days, ...over }, index) => stored(days, { ...over, id: `x${index}` }));
        const { forget, more, stays, held } = choosePruned(backups, rules(counts), NOW);
        expect(forget.filter((one) => heldBecause(one, NOW) !== null)).toEqual([]);
        expect(forget.length + more + stays).toBe(backups.length);
        expect(held.length).toBeLessThanOrEqual(stays);
        if (backups.length > 0) expect(stays).toBeGreaterThan(0);
      }),
    );
  });
});
