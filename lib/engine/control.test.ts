import { describe, expect, it } from "vitest";
import { argumentsFor, creating, type EngineWorld, planned, world } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import type { RunArguments } from "./arguments";
import { runOperation } from "./run";
import { done, type Step } from "./step";

const BACK = ["back"] as const;

/** Does its deed, then goes on until it is told to stop. `onUnderWay` is called while it runs. */
function endless(name: string, onUnderWay: () => void, seen: { aborted: boolean }): Step<EngineWorld> {
  return creating(name, {
    perform: async (effects, ctx) => {
      await effects.call(() => effects.effects.set(name, (effects.effects.get(name) ?? 0) + 1));
      return new Promise((_resolve, reject) => {
        ctx.signal.addEventListener("abort", () => {
          seen.aborted = true;
          reject(ctx.signal.reason);
        });
        onUnderWay();
      });
    },
  });
}

function controlled() {
  let check = () => undefined as unknown;
  const onControl: NonNullable<RunArguments<EngineWorld>["onControl"]> = (asked) => {
    check = asked;
    return () => {
      check = () => undefined;
    };
  };
  return { onControl, check: () => check() };
}

describe("a pause", () => {
  it("stops the step under way at once, writes nothing more, and lets the lease go", async () => {
    const ledger = new FakeLedger(planned(["a", "b"], BACK));
    const effects = world();
    const seen = { aborted: false };
    const { onControl, check } = controlled();
    const pause = () => {
      ledger.pause();
      check();
    };
    const began = performance.now();
    const steps = [endless("a", pause, seen), creating("b"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, effects, { onControl }))).toBe("lost_lease");
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(seen.aborted).toBe(true);
    expect(ledger.state).toBe("paused");
    expect(ledger.leased).toBe(false);
    expect(ledger.writes.at(-1)).toBe("let go");
    expect(ledger.writes.filter((write) => write.startsWith("finish a"))).toEqual([]);
    expect(effects.effects.has("b")).toBe(false);
  });

  it("is noticed by the next heartbeat when nobody says so", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    const seen = { aborted: false };
    const steps = [endless("a", () => ledger.pause(), seen)];
    const args = argumentsFor(ledger, steps, world(), { leaseMs: 60 });
    expect(await runOperation(args)).toBe("lost_lease");
    expect(seen.aborted).toBe(true);
  });

  it("keeps a result that comes too late out of the ledger, and the resumed run finds the effect once", async () => {
    const ledger = new FakeLedger(planned(["a", "b"], BACK));
    const effects = world();
    const late = creating("a", {
      perform: async (on) => {
        await on.call(() => on.effects.set("a", (on.effects.get("a") ?? 0) + 1));
        ledger.pause();
        return done("made");
      },
    });
    const steps = [late, creating("b"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("lost_lease");
    expect(ledger.stateOf("a")).toBe("running");
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("held_elsewhere");
    ledger.resume();
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("finished");
    expect(ledger.ended?.state).toBe("succeeded");
    expect(Object.fromEntries(effects.effects)).toEqual({ a: 1, b: 1 });
    expect(ledger.writes.filter((write) => write.startsWith("finish a"))).toHaveLength(1);
  });

  it("does not hand a resumed operation to another worker while the first still holds on", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    await ledger.take("operation", "first");
    ledger.pause();
    ledger.resume();
    expect(await ledger.take("operation", "second")).toBeNull();
    ledger.lapse();
    expect(await ledger.take("operation", "second")).not.toBeNull();
  });
});

describe("an abort", () => {
  it("can tell from the version when the first thing is touched, also by a later worker", async () => {
    const ledger = new FakeLedger(planned(["look", "a", "b"], BACK));
    const dying = creating("a", {
      perform: async () => {
        ledger.lapse();
        await ledger.take("operation", "thief");
        ledger.lapse();
        return done("too late");
      },
    });
    const look = creating("look", { touches: false });
    await runOperation(argumentsFor(ledger, [look, dying, creating("b"), creating("back")], world()));
    const steps = [look, creating("a"), creating("b"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, world()))).toBe("finished");
    expect(ledger.firstTouches).toEqual(["a"]);
  });

  it("of what touched something goes back, once the worker at it has let go", async () => {
    const ledger = new FakeLedger(planned(["a", "b"], BACK));
    const effects = world();
    const { onControl, check } = controlled();
    const seen = { aborted: false };
    const abort = () => {
      ledger.abort(true, "aborted by Ana: wrong hour");
      check();
    };
    const steps = [endless("a", abort, seen), creating("b"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, effects, { onControl }))).toBe("lost_lease");
    expect(effects.effects.has("back")).toBe(false);
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("finished");
    expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { kind: "aborted", step: "a" } });
    expect(ledger.steps.map(({ state }) => state)).toEqual(["failed", "skipped", "done"]);
    expect(Object.fromEntries(effects.effects)).toEqual({ a: 1, back: 1 });
  });

  it("of what touched nothing is over: no worker takes it, nothing goes back", async () => {
    const ledger = new FakeLedger(planned(["look", "act"], BACK));
    const effects = world();
    const { onControl, check } = controlled();
    const abort = () => {
      ledger.abort(false, "aborted by Ana: wrong hour");
      check();
    };
    const look = { ...endless("look", abort, { aborted: false }), touches: false };
    const steps = [look, creating("act"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, effects, { onControl }))).toBe("lost_lease");
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("held_elsewhere");
    expect(ledger.state).toBe("cancelled");
    expect([...effects.effects.keys()]).toEqual(["look"]);
    expect(ledger.steps.map(({ state }) => state)).toEqual(["failed", "skipped", "skipped"]);
  });
});
