import { describe, expect, it } from "vitest";
import type { RunbookStep } from "./content";
import { progressOf, runbookFor, type Tick, tickRefusal, ticksOf } from "./run";

const at = new Date("2026-11-21T10:00:00.000Z");
const step = (key: string, drillStep: string | null = null): RunbookStep => ({
  ...{ key, title: key, text: "", role: "Support", drillStep },
  who: drillStep === null ? "person" : "machine",
});
const steps = [step("look"), step("declare", "declare"), step("bring", "bring"), step("tidy", "tear_down")];
const tick = (key: string, state: Tick["state"] = "done"): Tick => ({
  ...{ step: key, state, note: "", by: "Priya", at },
});
const end = (name: string, state: "done" | "skipped" | "failed") => ({ name, state, sentence: name, at });

describe("the ticks of a run", () => {
  it("are people's own and those of the drill's finished steps, in the order of the text", () => {
    const ends = [end("bring", "done"), end("declare", "done"), end("measure", "done")];
    const ticks = ticksOf(steps, [tick("look", "skipped")], ends);
    expect(ticks.map(({ step: key, state, by }) => `${key} ${state} ${by}`)).toEqual([
      "look skipped Priya",
      "declare done Holdfast",
      "bring done Holdfast",
    ]);
  });
  it("are none for a step that failed, skipped for one that was", () => {
    const ticks = ticksOf(steps, [], [end("bring", "failed"), end("tear_down", "skipped")]);
    expect(ticks.map(({ step: key, state }) => `${key} ${state}`)).toEqual(["tidy skipped"]);
  });
  it("keep a person's where both have one, and forget those of steps the text does not have", () => {
    const ticks = ticksOf(steps, [tick("bring"), tick("gone")], [end("bring", "done")]);
    expect(ticks).toEqual([tick("bring")]);
  });
});

it("a run says how far it is and what comes next", () => {
  expect(progressOf(steps, [tick("look"), tick("bring", "skipped")])).toEqual({
    ...{ done: 1, skipped: 1, all: 4 },
    next: "declare",
  });
  expect(
    progressOf(
      steps,
      steps.map(({ key }) => tick(key)),
    ).next,
  ).toBeNull();
  expect(progressOf([], [])).toEqual({ done: 0, skipped: 0, all: 0, next: null });
});

it.each([
  ["is ticked in earnest whoever it is for", { finishedAt: null, ofDrill: false, step: steps[1] }, null],
  ["is ticked by its person in a drill", { finishedAt: null, ofDrill: true, step: steps[0] }, null],
  ["is the drill's own", { finishedAt: null, ofDrill: true, step: steps[1] }, /by the drill itself/],
  ["is no step", { finishedAt: null, ofDrill: false, step: undefined }, /no such step/],
  ["stays as it is once the run ended", { finishedAt: at, ofDrill: false, step: steps[0] }, /has ended/],
] as const)("a step %s", (_words, run, words) => {
  const refusal = tickRefusal(run);
  if (words === null) expect(refusal).toBeNull();
  else expect(refusal).toMatch(words);
});

describe("the runbook for a drill", () => {
  const row = (tenantId: string | null, scenario: string | null) => ({ tenantId, scenario });
  const where = { tenantId: "t", scenario: "ransomware" };
  it("is the tenant's own for the scenario, then everybody's, then one for any", () => {
    const best = row("t", "ransomware");
    const shared = row(null, "ransomware");
    const any = row("t", null);
    const last = row(null, null);
    expect(runbookFor([last, any, shared, best], where)).toBe(best);
    expect(runbookFor([last, any, shared], where)).toBe(shared);
    expect(runbookFor([last, any], where)).toBe(any);
    expect(runbookFor([last], where)).toBe(last);
  });
  it("is never another tenant's or another scenario's, and of equals the first", () => {
    expect(runbookFor([row("other", "ransomware"), row("t", "region_loss")], where)).toBeNull();
    const [first, second] = [row(null, "ransomware"), row(null, "ransomware")];
    expect(runbookFor([first, second], where)).toBe(first);
  });
});
