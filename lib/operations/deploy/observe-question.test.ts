import { beforeEach, describe, expect, it } from "vitest";
import { observationDefaults } from "@/lib/domain/health/observation";
import type { SignalName } from "@/lib/domain/health/signal";
import { movedQuestion } from "@/lib/domain/operation/question";
import type { Json } from "@/lib/domain/operation/run";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext, StepDone, StepParked } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import { DeployHarness, OPERATION } from "@/lib/testing/deploy-harness";
import type { DeployEffects } from "./effects";
import { observe } from "./observe-step";

const START = Date.parse("2026-11-21T10:00:00Z");
const settings = { ...observationDefaults("production"), answerSeconds: 600 };
const BASELINE_SECONDS = 1_800;
const at = (seconds: number) => new Date(START + seconds * 1_000);

let on: DeployHarness;
let effects: DeployEffects;
let told: string[];
let baseline: Json;
/** What the step noted down when it parked last, as its row keeps it. */
let memo: Json | null;
let answer: StepContext["answer"];

beforeEach(async () => {
  on = await DeployHarness.begin();
  effects = on.effects();
  [told, memo, answer] = [[], null, null];
  baseline = {
    from: at(-BASELINE_SECONDS).toISOString(),
    to: at(0).toISOString(),
    readings: {
      error_ratio: { value: 0.002, samples: 900 },
      latency_p95: { value: 0.4, samples: 900 },
      restarts: { value: 0, samples: 180 },
    },
  };
  reads({ error_ratio: 0.002, latency_p95: 0.4, restarts: 0 }, 900);
});

function reads(values: Partial<Record<SignalName, number>>, samples: number) {
  for (const [name, value] of Object.entries(values)) on.signals.tell(name as SignalName, { value, samples });
}
/** A fresh worker asks the step: it knows nothing but what is in the rows. */
async function look(now: number, soak = 60): Promise<StepDone | StepParked> {
  const outcome = await observe.perform(effects, {
    operationId: OPERATION,
    step: "observe",
    parameters: { seconds: soak, settings },
    startedAt: at(0),
    now: () => at(now),
    answer,
    memo,
    signal: new AbortController().signal,
    results: new Map([["baseline", baseline]]),
    tell: (text) => void told.push(text),
  });
  memo = outcome.kind === "parked" ? outcome.memo : null;
  return outcome;
}
const failure = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof FailedCheck)) throw new Error(`no failed check: ${JSON.stringify(error)}`);
  return error.message;
};
const question = () => (memo as { question: Json } | null)?.question;

describe("while a question waits", () => {
  beforeEach(async () => {
    reads({ error_ratio: 0.012 }, 400);
    expect(await look(62)).toMatchObject({ waitFor: "person", until: at(122) });
  });

  it("the release is looked at every minute; question, deadline and story stay the same", async () => {
    const [asked, lines, calls] = [question(), told.length, on.signals.calls.length];
    expect(asked).toMatchObject({ since: at(62).toISOString(), until: at(662).toISOString() });
    for (const seconds of [122, 182, 242]) {
      expect(await look(seconds)).toMatchObject({ waitFor: "person", until: at(seconds + 60) });
      expect(question()).toEqual(asked);
    }
    expect(on.signals.calls.length).toBeGreaterThanOrEqual(calls + 6);
    expect([told.length, on.observations.rows.length, on.erp.runs]).toEqual([lines, 1, 1]);
    expect(await look(640)).toMatchObject({ waitFor: "person", until: at(662) });
    expect(await failure(look(662))).toContain("nobody answered within 10 min");
  });
  it("it goes back by itself once it is beyond a trigger", async () => {
    reads({ error_ratio: 0.31 }, 800);
    const found = "failed requests 31\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%)";
    expect(await failure(look(122))).toBe(found);
    expect(told.at(-1)).toContain("nobody has to answer any more");
    expect(on.observations.rows.at(-1)).toMatchObject({ verdict: "trigger", final: true });
    expect(await failure(look(130))).toBe(found);
  });
  it("a blip does not end it: the look a minute later decides, not a worker woken in between", async () => {
    reads({ restarts: 4 }, 30);
    expect(await look(122)).toMatchObject({ waitFor: "person" });
    expect(told.at(-1)).toContain("While the question waits: Restarts 4");
    expect(await look(140)).toMatchObject({ waitFor: "person" });
    expect(await failure(look(182))).toContain("restarts 4");
  });
  it("the time it waits until is the one noted down: a pause has moved it", async () => {
    memo = movedQuestion(memo, 4 * 3_600_000);
    expect(await look(700)).toMatchObject({ waitFor: "person" });
    expect(await failure(look(662 + 4 * 3_600))).toContain("nobody answered within 10 min");
  });
  it("metrics that do not answer change nothing", async () => {
    const asked = question();
    on.signals.trouble.push(new TransientFailure("503."));
    expect(await look(122)).toMatchObject({ waitFor: "person", until: at(182) });
    expect(question()).toEqual(asked);
  });
  it("an answer is taken at the next look, without another one", async () => {
    await look(122);
    const calls = on.signals.calls.length;
    answer = { person: "Mira Albrecht", reason: "Known noise", at: at(130) };
    expect(await look(131)).toMatchObject({ kind: "done" });
    expect(on.signals.calls).toHaveLength(calls);
  });
});

describe("a long soak", () => {
  /** Half of the requests fail from `fault` on; 20 come in a second. */
  const failsFrom = (fault: number) =>
    on.signals.tell("error_ratio", ({ from, to }) => {
      const seconds = (to.getTime() - from.getTime()) / 1_000;
      const bad = Math.max(0, to.getTime() - Math.max(from.getTime(), at(fault).getTime())) / 1_000;
      return { value: (0.5 * bad) / seconds, samples: Math.round(20 * seconds) };
    });
  async function foundAfter(fault: number): Promise<number> {
    failsFrom(fault);
    for (let seconds = 15; seconds <= 900; seconds += 15) {
      const failed = await look(seconds, 900).then(
        () => false,
        (error: unknown) => error instanceof FailedCheck,
      );
      if (failed) return seconds - fault;
    }
    return Number.POSITIVE_INFINITY;
  }

  it.each([0, 300, 700, 870])("finds a fault that begins after %i s within 30 s", async (fault) => {
    expect(await foundAfter(fault)).toBeLessThanOrEqual(30);
  });
  it("ends well when nothing is wrong at any time", async () => {
    expect(await foundAfter(10_000)).toBe(Number.POSITIVE_INFINITY);
    expect(on.observations.rows.at(-1)).toMatchObject({ verdict: "good", final: true });
  });
  it("counts restarts over equal lengths of time", async () => {
    baseline = {
      from: at(-BASELINE_SECONDS).toISOString(),
      to: at(0).toISOString(),
      readings: { restarts: { value: 18, samples: 180 } },
    };
    reads({ restarts: 6 }, 30);
    await look(120, 900);
    const [kept] = on.observations.rows;
    const restarts = kept?.comparisons.find(({ signal }) => signal === "restarts");
    expect(restarts).toMatchObject({ now: 6, verdict: "trigger" });
    expect(restarts?.before).toBeCloseTo(1.2);
  });
});
