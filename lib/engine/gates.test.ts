import { describe, expect, it } from "vitest";
import { argumentsFor, creating, failing, planned, world } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { FailedCheck } from "./failure";
import { runOperation } from "./run";
import { done, park, type WaitFor } from "./step";

const HELD = "Held back. Ada holds Northwind until Friday: stocktaking.";
const closed = () => ({ open: false as const, until: new Date(Date.now() + 30_000), reason: HELD });

/** Waits once, then goes on. */
function waiting(name: string, waitFor: WaitFor) {
  let waited = false;
  return creating(name, {
    touches: false,
    isDone: async () => null,
    perform: async () => {
      if (waited) return done("waited");
      waited = true;
      return park(new Date(), `waits for ${waitFor}`, waitFor);
    },
  });
}

const setUp = (waitFor: WaitFor, watched = waiting("watch", waitFor)) => {
  const ledger = new FakeLedger(planned(["a", "watch", "b"], ["back"]));
  const effects = world();
  const steps = [creating("a"), watched, creating("b"), creating("back")];
  return { ledger, effects, run: () => runOperation(argumentsFor(ledger, steps, effects)) };
};

describe("an operation that goes on after a wait", () => {
  it("touches nothing while a hold stands, says so once, and goes on when it is lifted", async () => {
    const { ledger, effects, run } = setUp("time");
    expect(await run()).toBe("parked");
    ledger.gates = closed();
    expect(await run()).toBe("parked");
    expect(await run()).toBe("parked");
    expect(ledger).toMatchObject({ state: "parked", waitFor: "gate", waited: HELD });
    expect(ledger.stateOf("watch")).toBe("done");
    expect(effects.effects.has("b")).toBe(false);
    expect(ledger.story.filter(({ text }) => text === HELD)).toHaveLength(1);
    ledger.gates = { open: true };
    expect(await run()).toBe("finished");
    expect(ledger.ended?.state).toBe("succeeded");
    expect(Object.fromEntries(effects.effects)).toEqual({ a: 1, b: 1 });
  });

  it("asks again when the worker that took it up died before it asked", async () => {
    const { ledger, effects, run } = setUp("person");
    await run();
    ledger.gates = closed();
    await ledger.take("operation", "dies at once");
    ledger.lapse();
    expect(await run()).toBe("parked");
    expect(effects.effects.has("b")).toBe(false);
  });

  it("goes back under a hold when what it watches triggers", async () => {
    let asked = 0;
    const watched = failing("watch", () => new FailedCheck("errors doubled"));
    const { ledger, effects, run } = setUp("time", {
      ...watched,
      touches: false,
      perform: async (...args) => {
        asked += 1;
        return asked === 1 ? park(new Date(), "soaks") : watched.perform(...args);
      },
    });
    await run();
    ledger.gates = closed();
    expect(await run()).toBe("finished");
    expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { reason: "errors doubled" } });
    expect(effects.effects.get("back")).toBe(1);
  });

  it("is not asked when only the cluster was waited for: what runs already runs on", async () => {
    const { ledger, run } = setUp("kubernetes");
    await run();
    ledger.gates = closed();
    expect(await run()).toBe("finished");
    expect(ledger.ended?.state).toBe("succeeded");
  });

  it("is asked after a pause too", async () => {
    const { ledger, effects, run } = setUp("kubernetes");
    await run();
    ledger.pause();
    ledger.resume();
    ledger.gates = closed();
    expect(await run()).toBe("parked");
    expect(effects.effects.has("b")).toBe(false);
  });
});

describe("a step that parks", () => {
  it("finds what it noted down, and its limit is used up by the cluster's work only", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    const memos: unknown[] = [];
    const steps = [
      creating("a", {
        isDone: async () => null,
        perform: async (_, ctx) => {
          memos.push(ctx.memo);
          if (memos.length > 2) return done("made");
          return park(new Date(), "waits", memos.length === 1 ? "kubernetes" : "time", {
            seen: memos.length,
          });
        },
      }),
    ];
    let ms = 0;
    const clock = {
      now: () => new Date(),
      monotonicMs: () => {
        ms += 10;
        return ms;
      },
      sleep: async () => undefined,
      random: () => 0.5,
    };
    const run = () => runOperation(argumentsFor(ledger, steps, world(), { clock }));
    await run();
    expect(ledger.steps[0]?.spentMs).toBeGreaterThan(0);
    await run();
    expect(ledger.steps[0]?.spentMs).toBe(0);
    await run();
    expect(memos).toEqual([null, { seen: 1 }, { seen: 2 }]);
    expect(ledger.story.filter(({ text }) => text === "waits")).toHaveLength(1);
  });
});
