import { describe, expect, it } from "vitest";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import {
  argumentsFor,
  creating,
  type EngineWorld,
  failing,
  noWait,
  planned,
  world,
} from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { FailedCheck } from "./failure";
import { runOperation } from "./run";
import { done, park, type Step } from "./step";

describe("lease and fence", () => {
  it("runs once when two workers are rung", async () => {
    const ledger = new FakeLedger(planned(["a", "b"], []));
    const effects = world();
    const steps = [creating("a"), creating("b")];
    const results = await Promise.all([
      runOperation(argumentsFor(ledger, steps, effects)),
      runOperation(argumentsFor(ledger, steps, effects, { workerId: "other" })),
    ]);
    expect(results.sort()).toEqual(["finished", "held_elsewhere"]);
    expect(Object.fromEntries(effects.effects)).toEqual({ a: 1, b: 1 });
  });

  it("writes nothing once its fence is stale", async () => {
    const ledger = new FakeLedger(planned(["a", "b"], ["back"]));
    let writesAtTakeover = 0;
    const stolen = creating("a", {
      perform: async () => {
        ledger.lapse();
        await ledger.take("operation", "thief");
        writesAtTakeover = ledger.writes.length;
        return done("too late");
      },
    });
    const steps = [stolen, creating("b"), creating("back")];
    expect(await runOperation(argumentsFor(ledger, steps, world()))).toBe("lost_lease");
    expect(ledger.writes).toHaveLength(writesAtTakeover);
    expect(ledger.stateOf("a")).toBe("running");
  });

  it("aborts the step under way when the heartbeat finds the lease gone", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    let aborted = false;
    const slow = creating("a", {
      perform: (_, ctx) =>
        new Promise((_resolve, reject) => {
          ledger.lapse();
          void ledger.take("operation", "thief");
          ctx.signal.addEventListener("abort", () => {
            aborted = true;
            reject(ctx.signal.reason);
          });
        }),
    });
    const args = argumentsFor(ledger, [slow], world(), { leaseMs: 60 });
    expect(await runOperation(args)).toBe("lost_lease");
    expect(aborted).toBe(true);
  });
});

describe("failures", () => {
  it("retries what is transient, visibly, then goes on", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    let asked = 0;
    const flaky = creating("a", {
      perform: async () => {
        asked += 1;
        if (asked < 4) throw new TransientFailure("The API server answers 503.");
        return done("made");
      },
    });
    expect(await runOperation(argumentsFor(ledger, [flaky], world()))).toBe("finished");
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.steps[0]?.attempts).toBe(4);
    expect(ledger.story.filter(({ kind }) => kind === "retry")).toHaveLength(3);
  });

  it("stops retrying at the step's limit and says what it last heard", async () => {
    const ledger = new FakeLedger(planned(["a"], ["back"], 80));
    const flaky = creating("a", {
      perform: async () => {
        throw new TransientFailure("The API server answers 503.");
      },
    });
    const slowly = { ...noWait, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 20)) };
    await runOperation(argumentsFor(ledger, [flaky, creating("back")], world(), { clock: slowly }));
    expect(ledger.ended?.failure?.kind).toBe("timed_out");
    expect(ledger.ended?.failure?.reason).toContain("The API server answers 503.");
    expect(ledger.steps[0]?.attempts).toBeLessThan(12);
    expect(ledger.ended?.state).toBe("rolled_back");
  });

  it("does not wait for a step that ignores its limit", async () => {
    const ledger = new FakeLedger(planned(["a"], [], 30));
    const deaf = creating("a", { touches: false, perform: () => new Promise(() => undefined) });
    await runOperation(argumentsFor(ledger, [deaf], world()));
    expect(ledger.ended).toMatchObject({ state: "failed", failure: { kind: "timed_out" } });
  }, 10_000);

  it("refuses without touching anything before the first touching step", async () => {
    const ledger = new FakeLedger(planned(["look", "act"], ["back"]));
    const look: Step<EngineWorld> = { ...failing("look", () => new RefusedFailure("No.")), touches: false };
    const effects = world();
    await runOperation(argumentsFor(ledger, [look, creating("act"), creating("back")], effects));
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.stateOf("act")).toBe("skipped");
    expect(ledger.stateOf("back")).toBe("skipped");
    expect(effects.effects.has("back")).toBe(false);
  });

  it("enters the rollback once and marks what was still to come as skipped", async () => {
    const ledger = new FakeLedger(planned(["a", "b", "c"], ["back"]));
    const bad = failing("b", () => new FailedCheck("b did not hold"));
    await runOperation(argumentsFor(ledger, [creating("a"), bad, creating("c"), creating("back")], world()));
    expect(ledger.writes.filter((name) => name === "rollback")).toHaveLength(1);
    expect(ledger.steps.map(({ state }) => state)).toEqual(["done", "failed", "skipped", "done"]);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
  });

  it("asks for a person when the rollback fails too", async () => {
    const ledger = new FakeLedger(planned(["a"], ["back"]));
    const steps = [
      failing("a", () => new FailedCheck("bad")),
      failing("back", () => new FailedCheck("worse")),
    ];
    await runOperation(argumentsFor(ledger, steps, world()));
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true, failure: { reason: "bad" } });
  });

  it("reports a bug once, with its step", async () => {
    const ledger = new FakeLedger(planned(["a"], []));
    const bugs: string[] = [];
    const onBug = (error: unknown, step: string) => void bugs.push(`${step}: ${String(error)}`);
    const steps = [failing("a", () => new TypeError("x is undefined"))];
    await runOperation(argumentsFor(ledger, steps, world(), { onBug }));
    expect(bugs).toEqual(["a: TypeError: x is undefined"]);
    expect(ledger.ended?.failure?.kind).toBe("broken");
    expect(ledger.ended?.failure?.reason).not.toContain("x is undefined");
  });
});

describe("what is written", () => {
  it("is one commit between two steps, and one for the last with the operation's own end", async () => {
    const ledger = new FakeLedger(planned(["look", "a", "b"], []));
    const steps = [creating("look", { touches: false }), creating("a"), creating("b")];
    await runOperation(argumentsFor(ledger, steps, world()));
    const between = ["finish look, begin a", "finish a, begin b"];
    expect(ledger.writes).toEqual(["take", "begin look", ...between, "finish b, end succeeded"]);
    expect(ledger.firstTouches).toEqual(["a"]);
    expect(ledger.steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  it("begins nothing that the gates are to be asked about first", async () => {
    const ledger = new FakeLedger(planned(["look", "a", "b"], []));
    ledger.state = "parked";
    const steps = [creating("look", { touches: false }), creating("a"), creating("b")];
    await runOperation(argumentsFor(ledger, steps, world()));
    const written = ["begin look", "finish look", "begin a", "finish a, begin b"];
    expect(ledger.writes).toEqual(["take", ...written, "finish b, end succeeded"]);
  });
});

describe("waiting and stopping", () => {
  it("parks without holding a worker and goes on when taken again", async () => {
    const ledger = new FakeLedger(planned(["soak", "b"], []));
    let waited = false;
    const soak = creating("soak", {
      perform: async () => {
        if (waited) return done("soaked");
        waited = true;
        return park(new Date("2026-11-21T10:00:00Z"), "Watching for ten minutes.");
      },
    });
    const steps = [soak, creating("b")];
    expect(await runOperation(argumentsFor(ledger, steps, world()))).toBe("parked");
    expect(ledger.parkedUntil?.toISOString()).toBe("2026-11-21T10:00:00.000Z");
    expect(await runOperation(argumentsFor(ledger, steps, world()))).toBe("finished");
    expect(ledger.ended?.state).toBe("succeeded");
  });

  it("lets the step under way end, begins no other, and gives the lease back", async () => {
    const stopping = new AbortController();
    const ledger = new FakeLedger(planned(["a", "b"], []));
    const effects = world();
    const first = creating("a", {
      perform: async () => {
        stopping.abort();
        return done("made");
      },
    });
    const args = argumentsFor(ledger, [first, creating("b")], effects, { signal: stopping.signal });
    expect(await runOperation(args)).toBe("given_back");
    expect(ledger.steps.map(({ state }) => state)).toEqual(["done", "pending"]);
    expect(await runOperation(argumentsFor(ledger, [first, creating("b")], effects))).toBe("finished");
  });

  it("told to stop while it writes, leaves the step that began with it to whoever goes on", async () => {
    const stopping = new AbortController();
    const ledger = new FakeLedger(planned(["a", "b"], []));
    const finish = ledger.finishStep.bind(ledger);
    ledger.finishStep = (...args) => {
      stopping.abort();
      return finish(...args);
    };
    const effects = world();
    const steps = [creating("a"), creating("b")];
    const args = argumentsFor(ledger, steps, effects, { signal: stopping.signal });
    expect(await runOperation(args)).toBe("given_back");
    expect(ledger.steps.map(({ state }) => state)).toEqual(["done", "running"]);
    expect(effects.effects.has("b")).toBe(false);
    expect(await runOperation(argumentsFor(ledger, steps, effects))).toBe("finished");
    expect(Object.fromEntries(effects.effects)).toEqual({ a: 1, b: 1 });
  });

  it("waits for the step only as long as a stopping worker may", async () => {
    const stopping = new AbortController();
    const ledger = new FakeLedger(planned(["a"], []));
    const endless = creating("a", {
      perform: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          stopping.abort();
        }),
    });
    const extra = { signal: stopping.signal, safePointMs: 20 };
    expect(await runOperation(argumentsFor(ledger, [endless], world(), extra))).toBe("given_back");
    expect(ledger.state).toBe("running");
    expect(ledger.leased).toBe(false);
  });
});
