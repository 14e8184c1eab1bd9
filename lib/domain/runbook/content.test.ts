import { describe, expect, it } from "vitest";
import { DRILL_STEPS } from "../drill/plan";
import { DRILL_SCENARIOS } from "../drill/scenario";
import {
  contentProblems,
  fillTemplate,
  keyFor,
  RUNBOOK_BOUNDS,
  type RunbookContent,
  unknownPlaceholders,
} from "./content";
import { SHIPPED_RUNBOOKS } from "./shipped/runbooks";

const STEPS = Object.keys(DRILL_STEPS);
const step = {
  ...{ key: "look", title: "Look", text: "", role: "Support" },
  who: "person" as const,
  drillStep: null,
};
const sound: RunbookContent = { authority: "The lead.", steps: [step], escalation: [], messages: [] };
const message = { key: "word", title: "Word", audience: "", text: "{environment} is back." };

describe("a text", () => {
  it("is kept when every part of it can be followed", () => {
    const bring = { ...step, key: "bring", who: "machine" as const, drillStep: "bring", role: "" };
    expect(contentProblems({ ...sound, steps: [step, bring], messages: [message] }, STEPS)).toEqual([]);
  });
  const wrong: [string, Partial<RunbookContent>, string, RegExp][] = [
    ["a key twice", { steps: [step, { ...step, title: "Other" }] }, "steps.1.key", /used twice/],
    ["a key with spaces", { steps: [{ ...step, key: "a b" }] }, "steps.0.key", /small letters/],
    ["an empty key", { steps: [{ ...step, key: "" }] }, "steps.0.key", /small letters/],
    [
      "a machine step without its drill step",
      { steps: [{ ...step, who: "machine" }] },
      "steps.0.drillStep",
      /which step of the drill/,
    ],
    [
      "a drill step that does not exist",
      { steps: [{ ...step, who: "machine", drillStep: "dance" }] },
      "steps.0.drillStep",
      /no step dance/,
    ],
    [
      "a person's step that names a drill step",
      { steps: [{ ...step, drillStep: "bring" }] },
      "steps.0.drillStep",
      /names no step/,
    ],
    ["nobody's step", { steps: [{ ...step, role: " " }] }, "steps.0.role", /who does it/],
    [
      "a placeholder nothing fills",
      { messages: [{ ...message, text: "{weather}" }] },
      "messages.0.text",
      /Nothing fills \{weather\}.*\{environment\}/,
    ],
    ["a message's key twice", { messages: [message, message] }, "messages.1.key", /used twice/],
  ];
  it.each(wrong)("is refused for %s, and the place is named", (_words, change, path, words) => {
    const [problem, ...more] = contentProblems({ ...sound, ...change }, STEPS);
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(words);
    expect(more).toEqual([]);
  });
});

describe("placeholders", () => {
  it("are filled where a value is known and stay where none is", () => {
    expect(fillTemplate("{environment} by {rto}, {rto}", { environment: "Suwa" })).toBe(
      "Suwa by {rto}, {rto}",
    );
    expect(fillTemplate("{environment}{rto}", { environment: "{rto}", rto: "1 h" })).toBe("{rto}1 h");
  });
  it("that nothing fills are named once", () => {
    expect(unknownPlaceholders("{a} {tenant} {b} {a} {} {constructor}")).toEqual([
      "a",
      "b",
      "",
      "constructor",
    ]);
  });
});

it.each([
  ["Stop the line", [], "stop-the-line"],
  ["Stop the line", ["stop-the-line", "stop-the-line-2"], "stop-the-line-3"],
  ["Größe prüfen!", [], "gro-e-pru-fen"],
  ["…", ["step"], "step-2"],
  ["x".repeat(200), [], "x".repeat(RUNBOOK_BOUNDS.key - 4)],
] as const)("the key for %s beside %j is %s", (title, taken, key) => {
  expect(keyFor(title, taken)).toBe(key);
});

describe("what Holdfast ships", () => {
  it("is one sound runbook per disaster", () => {
    expect(SHIPPED_RUNBOOKS.map(({ scenario }) => scenario).toSorted()).toEqual([...DRILL_SCENARIOS].sort());
    for (const { name, content } of SHIPPED_RUNBOOKS) {
      expect(contentProblems(content, STEPS), name).toEqual([]);
      expect(content.steps.length).toBeLessThanOrEqual(RUNBOOK_BOUNDS.steps);
      expect(content.authority.length).toBeLessThanOrEqual(RUNBOOK_BOUNDS.authority);
      for (const each of content.steps) expect(each.text.length).toBeLessThanOrEqual(RUNBOOK_BOUNDS.text);
    }
  });
});
