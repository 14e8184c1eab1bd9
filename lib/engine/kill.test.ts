import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  argumentsFor,
  creating,
  type EngineWorld,
  failing,
  Mortal,
  planned,
} from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { FailedCheck } from "./failure";
import { runOperation } from "./run";

const NAMES = ["a", "b", "c", "d", "e"] as const;
/** Many hundred runs, on a machine that may have other work. */
const PROPERTY_MS = 30_000;
const BACK = ["back-1", "back-2", "back-3"] as const;
const scenario = fc.record({
  forward: fc.integer({ min: 1, max: NAMES.length }),
  failsAt: fc.option(fc.integer({ min: 0, max: NAMES.length - 1 }), { nil: null }),
  backFailsAt: fc.option(fc.integer({ min: 0, max: BACK.length - 1 }), { nil: null }),
  kills: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom("before", "after")), {
    maxLength: 8,
  }),
});

async function live(
  { forward, failsAt, backFailsAt }: { forward: number; failsAt: number | null; backFailsAt: number | null },
  kills: readonly (readonly [number, "before" | "after"])[],
) {
  const names = NAMES.slice(0, forward);
  const fail = (name: string) => failing(name, () => new FailedCheck(`${name} did not hold`));
  const ledger = new FakeLedger(planned(names, BACK));
  const unwritten: string[] = [];
  const steps = [
    ...names.map((name, index) => (index === failsAt ? fail(name) : creating(name))),
    ...BACK.map((name, index) => (index === backFailsAt ? fail(name) : creating(name))),
  ].map(({ perform, ...step }) => ({
    ...step,
    perform: (...args: Parameters<typeof perform>) => {
      if (ledger.stateOf(step.name) !== "running") unwritten.push(step.name);
      return perform(...args);
    },
  }));
  const effects = new Map<string, number>();
  for (const [contacts, dying] of kills) {
    const mortal = new Mortal(contacts, dying);
    const own: EngineWorld = { effects, call: (work) => mortal.contact(work) };
    const run = runOperation(argumentsFor(mortal.ledger(ledger), steps, own));
    const result = await run.catch(() => "killed" as const);
    if (!mortal.dead) expect(["finished", "held_elsewhere"]).toContain(result);
    ledger.lapse();
  }
  await runOperation(argumentsFor(ledger, steps, { effects, call: async (work) => work() }));
  const states = ledger.steps.map(({ name, state }) => `${name} ${state}`);
  const { ended, writes } = ledger;
  return { ended, effects: Object.fromEntries(effects), states, writes, unwritten };
}

describe("a runner that is killed", () => {
  it(
    "leaves every effect exactly once and the same end, wherever and however often it dies",
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async ({ kills, ...plan }) => {
          const undisturbed = await live(plan, []);
          const disturbed = await live(plan, kills);
          expect(disturbed.ended).toEqual(undisturbed.ended);
          expect(disturbed.states).toEqual(undisturbed.states);
          expect(disturbed.effects).toEqual(undisturbed.effects);
          expect(Math.max(0, ...Object.values(disturbed.effects))).toBeLessThanOrEqual(1);
          expect(disturbed.unwritten).toEqual([]);
          const once = disturbed.writes.filter((name) => name === "rollback" || name.includes("end "));
          expect(new Set(once).size).toBe(once.length);
        }),
        { numRuns: 400 },
      );
    },
    PROPERTY_MS,
  );

  it("is really killed in that test: an effect that does not look first is found twice", async () => {
    const careless = creating("a", { isDone: async () => null });
    const ledger = new FakeLedger(planned(["a"], []));
    const effects = new Map<string, number>();
    const mortal = new Mortal(2, "after");
    const own: EngineWorld = { effects, call: (work) => mortal.contact(work) };
    await runOperation(argumentsFor(mortal.ledger(ledger), [careless], own)).catch(() => undefined);
    ledger.lapse();
    await runOperation(argumentsFor(ledger, [careless], { effects, call: async (work) => work() }));
    expect(effects.get("a")).toBe(2);
  });
});
