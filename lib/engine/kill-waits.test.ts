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
import { done, park, type Step } from "./step";

const KINDS = ["make", "time", "person", "kubernetes", "held"] as const;
type Kind = (typeof KINDS)[number];
/** Many hundred runs, on a machine that may have other work. */
const PROPERTY_MS = 30_000;
const BACK = ["back-1", "back-2"] as const;
/** Every disturbance is over by then, and every wait. */
const ROUNDS = 60;

const plan = fc.record({
  kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 6 }),
  fails: fc.boolean(),
});
const disturbance = fc.record({
  kills: fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom("before", "after")), {
    maxLength: 8,
  }),
  pauses: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }),
  heldUntil: fc.integer({ min: 0, max: 14 }),
  answeredAt: fc.integer({ min: 0, max: 14 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;
type Disturbance = typeof disturbance extends fc.Arbitrary<infer T> ? T : never;
const CALM: Disturbance = { kills: [], pauses: [], heldUntil: 0, answeredAt: 0 };

/** A waiting step of each kind; what it waits for happens outside, whoever looks. */
function waiting(name: string, kind: Kind, outside: { round: number; held: boolean }): Step<EngineWorld> {
  const look = (count: number) => (count >= 2 ? done("over") : null);
  return creating(name, {
    touches: false,
    isDone: async () => null,
    perform: async (effects, ctx) => {
      const open = await effects.call(() => {
        if (kind === "person") return ctx.answer === null ? null : done("answered");
        if (kind === "held") return outside.held ? null : done("lifted");
        return look(outside.round);
      });
      if (open !== null) return open;
      const waitFor = kind === "held" ? "gate" : kind === "make" ? "time" : kind;
      return park(new Date(), `waits for ${kind}`, waitFor, { round: outside.round });
    },
  });
}

async function live({ kinds, fails }: Plan, disturbed: Disturbance) {
  const names = kinds.map((kind, index) => `${index}-${kind}`);
  if (fails) names.push("fails");
  const ledger = new FakeLedger(planned(names, BACK));
  const outside = { round: 0, held: false };
  const effects = new Map<string, number>();
  const slipped: string[] = [];
  const guarded = (step: Step<EngineWorld>): Step<EngineWorld> => ({
    ...step,
    perform: (own, ctx) => {
      if (ledger.gatesDue) slipped.push(step.name);
      return step.perform(own, ctx);
    },
  });
  const steps = [
    ...kinds.map((kind, index) => {
      const name = `${index}-${kind}`;
      return kind === "make" ? guarded(creating(name)) : waiting(name, kind, outside);
    }),
    guarded(failing("fails", () => new FailedCheck("it did not hold"))),
    ...BACK.map((name) => creating(name)),
  ];
  const kills = [...disturbed.kills];
  for (; outside.round < ROUNDS && ledger.ended === null; outside.round += 1) {
    outside.held = outside.round < disturbed.heldUntil;
    ledger.gates = outside.held ? { open: false, until: new Date(), reason: "held" } : { open: true };
    const mayAnswer = outside.round >= disturbed.answeredAt;
    for (const name of mayAnswer ? names : [])
      if (!ledger.answers.some(({ step }) => step === name))
        ledger.answers.push({ step: name, person: "Ada", reason: "Go on.", at: new Date() });
    const [contacts, dying] = kills.shift() ?? [10_000, "after" as const];
    const mortal = new Mortal(contacts, dying);
    const own: EngineWorld = { effects, call: (work) => mortal.contact(work) };
    await runOperation(argumentsFor(mortal.ledger(ledger), steps, own)).catch(() => "killed" as const);
    ledger.lapse();
    const takenInHand = ledger.phase === "forward" && ["running", "parked"].includes(ledger.state);
    if (disturbed.pauses.includes(outside.round) && takenInHand) {
      ledger.pause();
      ledger.resume();
    }
  }
  const states = ledger.steps.map(({ name, state }) => `${name} ${state}`);
  return {
    ended: ledger.ended,
    effects: Object.fromEntries(effects),
    states,
    writes: ledger.writes,
    slipped,
  };
}

describe("a runner that is killed, parked, paused and held back", () => {
  it(
    "leaves every effect exactly once and the same end, and touches nothing before its gates were asked",
    async () => {
      await fc.assert(
        fc.asyncProperty(plan, disturbance, async (what, how) => {
          const calm = await live(what, CALM);
          const disturbed = await live(what, how);
          expect(calm.ended).not.toBeNull();
          expect(disturbed.ended).toEqual(calm.ended);
          expect(disturbed.states).toEqual(calm.states);
          expect(disturbed.effects).toEqual(calm.effects);
          expect(Math.max(0, ...Object.values(disturbed.effects))).toBeLessThanOrEqual(1);
          expect(disturbed.slipped).toEqual([]);
          const once = disturbed.writes.filter((name) => name === "rollback" || name.includes("end "));
          expect(new Set(once).size).toBe(once.length);
        }),
        { numRuns: 500 },
      );
    },
    PROPERTY_MS,
  );

  it("really waits, is paused and is held back in that test", async () => {
    const what: Plan = { kinds: ["make", "time", "make", "person", "make"], fails: false };
    const { writes, states } = await live(what, { ...CALM, pauses: [0], heldUntil: 6, answeredAt: 9 });
    expect(writes.filter((name) => name === "park").length).toBeGreaterThanOrEqual(8);
    expect(states).toContain("4-make done");
  });
});
