import { beforeEach, describe, expect, it } from "vitest";
import { observationDefaults } from "@/lib/domain/health/observation";
import type { SignalName } from "@/lib/domain/health/signal";
import type { Json } from "@/lib/domain/operation/run";
import type { StepDone, StepParked } from "@/lib/engine/step";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { DeployHarness, OPERATION } from "@/lib/testing/deploy-harness";
import { baseline } from "./baseline-step";
import type { DeployEffects, DeployStep } from "./effects";
import { canaryWatch } from "./watch-step";

const START = Date.parse("2026-11-21T10:00:00Z");
const at = (seconds: number) => new Date(START + seconds * 1_000);
const settings = { ...observationDefaults("production"), answerSeconds: 600 };
const REASON = "Held back. Calendar: the stock count closes stock until Monday.";

let on: DeployHarness;
let effects: DeployEffects;
let told: string[];
let memo: Json | null;

beforeEach(async () => {
  on = await DeployHarness.begin();
  effects = on.effects();
  [told, memo] = [[], null];
  reads({ error_ratio: 0.002, latency_p95: 0.4, restarts: 0 }, 900);
});

function reads(values: Partial<Record<SignalName, number>>, samples: number) {
  for (const [name, value] of Object.entries(values))
    for (const track of ["stable", "canary", "all"] as const)
      on.signals.tell(name as SignalName, { value, samples }, track);
}
const canaryReads = (value: number) => on.signals.tell("error_ratio", { value, samples: 900 }, "canary");
const closed = (seconds: number) => {
  on.resume = { open: false, until: at(seconds), reason: REASON };
};
/** A fresh worker asks the step: it knows nothing but what is in the rows. */
async function look(now: number, step: DeployStep = canaryWatch): Promise<StepDone | StepParked> {
  const outcome = await step.perform(effects, {
    operationId: OPERATION,
    step: step.name,
    parameters: { seconds: 60, settings },
    startedAt: at(0),
    now: () => at(now),
    answer: null,
    memo,
    signal: new AbortController().signal,
    results: new Map(),
    tell: (text) => void told.push(text),
  });
  memo = outcome.kind === "parked" ? outcome.memo : null;
  return outcome;
}

describe("a canary that a gate keeps from going on", () => {
  beforeEach(async () => {
    closed(90);
    expect(await look(60)).toMatchObject({
      ...{ kind: "parked", waitFor: "gate", until: at(90) },
      reason: `${REASON} Its visitors keep the new release meanwhile; it is watched on.`,
    });
  });

  it("is watched on, without another line or row, and goes on when the gate opens", async () => {
    const rows = on.observations.rows.length;
    for (const seconds of [90, 120, 150, 7_200, 200_000]) {
      closed(seconds + 3_600);
      const calls = on.signals.calls.length;
      expect(await look(seconds)).toMatchObject({ waitFor: "gate", until: at(seconds + 30) });
      expect(on.signals.calls.length).toBeGreaterThan(calls);
    }
    expect([told.length, on.observations.rows.length]).toEqual([0, rows]);
    on.resume = { open: true };
    expect(await look(200_010)).toMatchObject({ kind: "done" });
  });
  it("goes back when it fails its visitors, hours later too", async () => {
    closed(4_000);
    await look(3_600);
    canaryReads(0.31);
    await expect(look(3_640)).rejects.toThrow(/^failed requests 31/);
    expect(told.at(-1)).toContain("While it was held back it became worse");
    expect(on.observations.rows.at(-1)).toMatchObject({ verdict: "trigger", final: true });
    // Whoever goes on after a worker that died here finds the same.
    await expect(look(3_650)).rejects.toThrow(/^failed requests 31/);
  });
  it("is held by metrics that do not answer no longer than by the gate", async () => {
    on.signals.trouble.push(new TransientFailure("503."));
    expect(await look(90)).toMatchObject({ waitFor: "gate" });
    on.resume = { open: true };
    expect(await look(120)).toMatchObject({ kind: "done" });
  });
});

it("a baseline of metrics that refuse to answer is none, and nobody waits for it", async () => {
  on.signals.trouble.push(new RefusedFailure("403."), new RefusedFailure("403."));
  expect(await look(5, baseline)).toMatchObject({ kind: "done", result: { readings: {} } });
  expect(told.at(-1)).toContain("the metrics refuse to answer (403)");
});
