import { describe, expect, it } from "vitest";
import { argumentsFor, creating, planned } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { systemClock } from "./clock";
import { runOperation } from "./run";
import { done } from "./step";

/** Runs one step; answers whether its signal, asked before any timer could run, let it act. */
async function actsAfter(standstillMs: number): Promise<{ acted: boolean; result: string }> {
  let now = 0;
  let acted = false;
  const step = creating("a", {
    perform: async (_world, { signal }) => {
      now += standstillMs;
      signal.throwIfAborted();
      if (signal.aborted) throw new Error("two answers to one question");
      acted = true;
      return done("made");
    },
  });
  const ledger = new FakeLedger(planned(["a"], []));
  const clock = { ...systemClock, monotonicMs: () => now };
  const world = { effects: new Map<string, number>(), call: async <T>(work: () => T) => work() };
  const result = await runOperation(argumentsFor(ledger, [step], world, { clock, leaseMs: 9_000 }));
  return { acted, result };
}

describe("a step's signal", () => {
  it("says at once that the process stood still for longer than its lease", async () => {
    expect(await actsAfter(9_001)).toEqual({ acted: false, result: "lost_lease" });
  });

  it("lets the step act while the lease is fresh", async () => {
    expect(await actsAfter(8_999)).toEqual({ acted: true, result: "finished" });
  });
});
