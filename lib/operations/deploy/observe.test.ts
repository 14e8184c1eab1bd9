import { beforeEach, describe, expect, it } from "vitest";
import { observationDefaults } from "@/lib/domain/health/observation";
import type { SignalName } from "@/lib/domain/health/signal";
import type { Json } from "@/lib/domain/operation/run";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext, StepDone, StepParked } from "@/lib/engine/step";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { DeployHarness, OPERATION } from "@/lib/testing/deploy-harness";
import { baseline } from "./baseline-step";
import type { DeployEffects, DeployStep } from "./effects";
import { observe } from "./observe-step";
import { canaryWatch } from "./watch-step";

const START = Date.parse("2026-11-21T10:00:00Z");
const settings = { ...observationDefaults("production"), answerSeconds: 600 };
const SOAK = 60;

let on: DeployHarness;
let effects: DeployEffects;
/** Seconds since the step began. */
let elapsed: number;
let told: string[];
let results: Map<string, Json>;
let answer: StepContext["answer"];
/** As a plan says it that changed the schema. */
let asks: boolean;

beforeEach(async () => {
  on = await DeployHarness.begin();
  effects = on.effects();
  [elapsed, told, results, answer, asks] = [0, [], new Map(), null, false];
  reads({ error_ratio: 0.002, latency_p95: 0.4, restarts: 0 }, 900);
  await measureBefore();
});

const at = (seconds: number) => new Date(START + seconds * 1_000);
const context = (step: DeployStep, over: Partial<typeof settings> = {}): StepContext => ({
  operationId: OPERATION,
  step: step.name,
  parameters: { seconds: SOAK, settings: { ...settings, ...over }, asks },
  startedAt: at(0),
  now: () => at(elapsed),
  answer,
  signal: new AbortController().signal,
  results,
  tell: (text) => void told.push(text),
});
function reads(values: Partial<Record<SignalName, number>>, samples: number, track?: "stable" | "canary") {
  for (const [name, value] of Object.entries(values))
    on.signals.tell(name as SignalName, { value, samples }, track);
}
async function measureBefore() {
  const done = await baseline.perform(effects, context(baseline));
  if (done.kind === "done") results.set("baseline", done.result);
  return done;
}
/** A fresh worker asks the step again, as the engine does: it knows nothing but what is in the rows. */
const look = (step: DeployStep, seconds: number, over = {}): Promise<StepDone | StepParked> => {
  elapsed = seconds;
  return step.perform(effects, context(step, over));
};
const failure = async (promise: Promise<unknown>): Promise<FailedCheck> => {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof FailedCheck)) throw new Error(`no failed check: ${JSON.stringify(error)}`);
  return error;
};
const verdicts = () => on.observations.rows.map(({ verdict }) => verdict);

describe("baseline", () => {
  it("says what was measured and keeps it", async () => {
    const done = await measureBefore();
    expect(done).toMatchObject({
      kind: "done",
      sentence:
        "In the last 1 min: 900 requests, 0.2\u00a0% failed, 95 of 100 answered within 0.4 s. The release is compared with the same weekday and hour a week before, from Sat 14 Nov 11:00 CET.",
      result: { readings: { error_ratio: { value: 0.002, samples: 900 } } },
    });
    const { window } = on.signals.calls.findLast(({ call }) => call === "read") as { window: object };
    expect(window).toEqual({ from: at(-SOAK), to: at(0) });
  });
  it("warns when it is thin, and goes on", async () => {
    reads({ error_ratio: 0, latency_p95: 0.1 }, 12);
    const done = await measureBefore();
    expect(done).toMatchObject({ kind: "done" });
    expect(told.at(-1)).toContain("Only 12 requests in the last 1 min, 50 are needed");
  });
  it("goes on without a metrics source", async () => {
    on.signals.unavailable.add("c");
    expect(await measureBefore()).toMatchObject({ kind: "done", result: { readings: {} } });
    expect(told.at(-1)).toContain("the cluster has no metrics source");
  });
  it("waits for metrics that do not answer, then goes on without", async () => {
    const silence = new TransientFailure("503.");
    on.signals.trouble.push(silence, silence, silence);
    await expect(look(baseline, 5)).rejects.toBeInstanceOf(TransientFailure);
    expect(await look(baseline, 31)).toMatchObject({ kind: "done", result: { readings: {} } });
  });
});

describe("the same weekday and hour", () => {
  const WEEK_MS = 7 * 86_400_000;
  /** A week ago it read `then`, in the hours just before the release `now`. */
  const differs = (name: SignalName, then: number, now: number, samples = 900) =>
    on.signals.tell(name, ({ to }) => ({
      value: to.getTime() < START - WEEK_MS / 2 ? then : now,
      samples: to.getTime() < START - WEEK_MS / 2 ? samples : 900,
    }));
  it("is what a busy hour is compared with: it does not look bad beside a quiet one", async () => {
    differs("latency_p95", 1.6, 0.4);
    await measureBefore();
    reads({ latency_p95: 1.7 }, 900);
    expect(await look(observe, 60)).toMatchObject({ kind: "done" });
    expect(on.observations.rows.at(-1)?.comparisons).toContainEqual(
      expect.objectContaining({ signal: "latency_p95", before: 1.6, now: 1.7, verdict: "good" }),
    );
  });
  it("is no yardstick when it ran worse than now: a bad week lets no bad release pass", async () => {
    differs("error_ratio", 0.4, 0.002);
    expect(await measureBefore()).toMatchObject({
      sentence: expect.stringContaining("compared with this time, since a week before it ran worse."),
    });
    reads({ error_ratio: 0.31 }, 900);
    expect((await failure(look(observe, 20))).message).toContain("before 0.2\u00a0%");
  });
  it("is no yardstick when too little came then, or nothing is known of it", async () => {
    differs("latency_p95", 0.4, 0.4, 3);
    differs("error_ratio", 0, 0.002, 3);
    expect(await measureBefore()).toMatchObject({
      sentence: expect.stringContaining("since a week before came only 3 requests."),
    });
    expect(results.get("baseline")).toMatchObject({ against: "before", compared: { seconds: SOAK } });
  });
});

describe("observe", () => {
  it("looks every round without a worker, ends with the business checks and keeps the courses", async () => {
    expect(await look(observe, 0)).toMatchObject({ reason: "Watched for 1 min from now on." });
    expect(on.observations.rows).toEqual([]);
    const first = await look(observe, 5);
    expect(first).toMatchObject({ kind: "parked", until: at(15), waitFor: "time" });
    expect((first as StepParked).reason).toMatch(/^Watched for 5 s of 1 min: Failed requests 0\.2\u00a0%/);
    expect(await look(observe, 55)).toMatchObject({ kind: "parked", until: at(60) });
    expect(await look(observe, 60)).toMatchObject({ kind: "done" });
    expect(verdicts()).toEqual(["good", "good", "good"]);
    expect(on.erp.runs).toBe(1);
    expect(on.observations.rows.map(({ courses }) => courses !== null)).toEqual([false, false, true]);
    const errors = on.observations.rows.at(-1)?.courses?.find(({ signal }) => signal === "error_ratio");
    expect(errors?.points.length).toBeGreaterThan(10);
  });
  it("a worker that dies after the last look does not look again", async () => {
    await look(observe, 60);
    expect(await look(observe, 75)).toMatchObject({ kind: "done" });
    expect(on.observations.rows).toHaveLength(1);
    expect(on.erp.runs).toBe(1);
  });
  it("goes back at once when many requests fail", async () => {
    reads({ error_ratio: 0.31 }, 100);
    const failed = await failure(look(observe, 20));
    expect(failed.message).toBe("failed requests 31\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%)");
    expect(JSON.stringify(failed.facts)).toContain('"verdict":"trigger"');
    expect(on.observations.rows.at(-1)).toMatchObject({ verdict: "trigger", final: true });
    expect((await failure(look(observe, 25))).message).toBe(failed.message);
    expect(on.observations.rows).toHaveLength(1);
  });
  it("does not go back for a blip: the next look decides", async () => {
    reads({ error_ratio: 0.31 }, 60);
    expect(await look(observe, 20)).toMatchObject({ kind: "parked", until: at(30) });
    expect(told.at(-1)).toContain("Seen once: the next look decides.");
    reads({ error_ratio: 0.004 }, 80);
    expect(await look(observe, 30)).toMatchObject({ kind: "parked" });
    expect(verdicts()).toEqual(["trigger", "good"]);
  });
  it("goes back when the second look in a row agrees, also past the end", async () => {
    reads({ restarts: 4 }, 30);
    expect(await look(observe, 60)).toMatchObject({ kind: "parked", until: at(70) });
    expect((await failure(look(observe, 70))).message).toContain("restarts 4 (before 0, trigger at 3)");
  });
  it("a worker that dies after a look does not make two looks out of one", async () => {
    reads({ error_ratio: 0.31 }, 60);
    await look(observe, 20);
    expect(await look(observe, 22)).toMatchObject({ kind: "parked" });
    await failure(look(observe, 30));
  });
  it("goes back when a business check fails at the end", async () => {
    on.erp.failing.set("work_order", "NotNullViolation");
    const failed = await failure(look(observe, 60));
    expect(failed.message).toBe("the business check “Confirm a work order” failed (NotNullViolation)");
    expect(on.records.smokes.get("observe")?.passed).toBe(false);
  });
  it("counts a check that is not answered as failed", async () => {
    on.erp.smoke = async () => [];
    expect((await failure(look(observe, 60))).message).toContain("“Sign in” failed (not answered)");
  });
});

describe("a question to a person", () => {
  beforeEach(() => reads({ error_ratio: 0.012 }, 400));

  it("is put at the end, until the answer's time is over", async () => {
    expect(await look(observe, 30)).toMatchObject({ kind: "parked", waitFor: "time" });
    const asked = (await look(observe, 62)) as StepParked;
    expect(asked).toMatchObject({ waitFor: "person", until: at(122) });
    expect(asked.reason).toBe(
      "Failed requests 1.2\u00a0% (before 0.2\u00a0%, warning at 1\u00a0%). A person decides: go on, or go back.",
    );
    expect(await look(observe, 640)).toMatchObject({ waitFor: "person" });
    expect(on.observations.rows).toHaveLength(2);
  });
  it("goes on with the answer", async () => {
    await look(observe, 60);
    answer = { person: "Mira Albrecht", reason: "Known noise", at: at(100) };
    const done = await look(observe, 101);
    expect(done).toMatchObject({ kind: "done", sentence: "Mira Albrecht lets it go on: Known noise" });
  });
  it("goes back when nobody answers", async () => {
    await look(observe, 60);
    const { message } = await failure(look(observe, 660));
    expect(message).toContain(
      "nobody answered within 10 min whether it may go on; failed requests 1.2\u00a0%",
    );
  });
  it("is put too when little was measured, where the policy asks", async () => {
    reads({ error_ratio: 0, latency_p95: 0 }, 10);
    expect(await look(observe, 60)).toMatchObject({ waitFor: "person" });
    on.observations.rows.length = 0;
    const goes = await look(observe, 60, { whenThin: "go_on" });
    expect(goes).toMatchObject({ kind: "done" });
    expect((goes as StepDone).sentence).toMatch(
      /^Too few requests to judge.*It goes on, as the policy says\.$/,
    );
  });
});

describe("a trigger after a schema change", () => {
  beforeEach(() => {
    asks = true;
    reads({ error_ratio: 0.31 }, 100);
  });

  it("is a question: going back would lose what was written since", async () => {
    const asked = (await look(observe, 20)) as StepParked;
    expect(asked).toMatchObject({ waitFor: "person", until: at(80) });
    expect(asked.reason).toContain("trigger at 2\u00a0%");
    expect(asked.reason).toContain("so Holdfast does not go back by itself. A person decides");
    answer = { person: "Mira Albrecht", reason: "The line runs", at: at(100) };
    expect(await look(observe, 101)).toMatchObject({ kind: "done" });
  });
  it("fails when nobody answers", async () => {
    await look(observe, 20);
    expect((await failure(look(observe, 620))).message).toContain("nobody answered within 10 min");
  });
});

describe("metrics that are not there", () => {
  it.each([
    ["do not answer", new TransientFailure("Prometheus answers 503.")],
    ["refuse to answer", new RefusedFailure("Prometheus answers 503.")],
  ])("and %s do not fail the rollout: told once, looked at again, thin at the end", async (why, trouble) => {
    for (const seconds of [10, 25, 40, 60]) {
      on.signals.trouble.push(trouble);
      const parked = await look(observe, seconds);
      expect(parked).toMatchObject({ kind: "parked" });
    }
    expect(on.observations.rows.map(({ sentence }) => sentence)).toEqual([
      `Nothing can be compared: the metrics ${why} (Prometheus answers 503).`,
      `Nothing can be compared: the metrics ${why} (Prometheus answers 503).`,
    ]);
    expect(on.observations.rows.at(-1)).toMatchObject({ verdict: "thin", final: true });
  });
  it("leave the business checks to decide", async () => {
    on.signals.unavailable.add("c");
    expect(await look(observe, 60, { whenThin: "go_on" })).toMatchObject({ kind: "done" });
    expect(on.erp.runs).toBe(1);
  });
});

describe("canary", () => {
  it("is compared with the running release in the same minutes, jobs with what was before", async () => {
    reads({ error_ratio: 0.001, latency_p95: 0.5 }, 800, "stable");
    reads({ error_ratio: 0.001, latency_p95: 0.5 }, 90, "canary");
    reads({ job_backlog: 3, failed_jobs: 0 }, 20);
    await look(canaryWatch, 30);
    const compared = on.observations.rows[0]?.comparisons ?? [];
    const one = (name: SignalName) => compared.find(({ signal }) => signal === name);
    expect(one("latency_p95")).toMatchObject({ before: 0.5, samplesBefore: 800, samplesNow: 90 });
    expect(one("job_backlog")).toMatchObject({ now: 3 });
  });
  it("is compared with the baseline when too few use the running release", async () => {
    reads({ error_ratio: 0, latency_p95: 0.4 }, 5, "stable");
    reads({ error_ratio: 0.4, latency_p95: 0.4 }, 120, "canary");
    const failed = await failure(look(canaryWatch, 30));
    expect(failed.message).toBe("failed requests 40\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%)");
  });
  it("an outage of both releases is not the canary's", async () => {
    reads({ error_ratio: 0.4, latency_p95: 0.4 }, 500, "stable");
    reads({ error_ratio: 0.4, latency_p95: 0.4 }, 120, "canary");
    expect(await look(canaryWatch, 30)).toMatchObject({ kind: "parked" });
  });
});
