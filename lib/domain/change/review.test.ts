import { describe, expect, it } from "vitest";
import { mentionedIn } from "./mention";
import { causesProblem, closeRefusal, debtRefusal, reviewProblem, reviewRefusal } from "./review";
import { CHANGE_STATES } from "./state";

const ground = {
  state: "succeeded",
  emergency: true,
  personId: "eva",
  authorIds: ["jana"],
  approverIds: ["mira"],
  starterId: "kai",
} as const;

describe("a review", () => {
  it("is written once, after the end", () => {
    const open = CHANGE_STATES.filter((state) => reviewRefusal({ ...ground, state }) === null);
    expect(open).toEqual(["succeeded", "rolled_back", "failed"]);
  });
  it("of an emergency is somebody's who had no part in it; of another change anybody's", () => {
    expect(reviewRefusal({ ...ground, personId: "jana" })).toContain("You wrote");
    expect(reviewRefusal({ ...ground, personId: "mira" })).toContain("You approved");
    expect(reviewRefusal({ ...ground, personId: "kai" })).toContain("You started");
    for (const personId of ["jana", "mira", "kai"])
      expect(reviewRefusal({ ...ground, personId, emergency: false })).toBeNull();
  });
  it("leaves what an emergency owes to somebody who did not write it", () => {
    expect(debtRefusal("jana", ground.authorIds)).toContain("somebody else settles");
    expect(debtRefusal("mira", ground.authorIds)).toBeNull();
  });
  it("leads to the end of the change once nothing is open", () => {
    expect(closeRefusal("reviewed", { actions: 0, debts: 0 })).toBeNull();
    expect(closeRefusal("reviewed", { actions: 2, debts: 0 })).toBe("2 actions are not done yet.");
    expect(closeRefusal("reviewed", { actions: 0, debts: 1 })).toContain("owes");
    expect(closeRefusal("succeeded", { actions: 0, debts: 0 })).toContain("once it is reviewed");
  });
  it("does not say both that nothing went wrong and what did", () => {
    expect(causesProblem("as_planned", ["none"])).toBeNull();
    expect(causesProblem("with_trouble", ["none", "human_error"])).toContain("not both");
    expect(causesProblem("did_harm", ["none"])).toContain("name it");
  });
  it("goes with how the change ended, and says something of an emergency", () => {
    const said = { wentWell: "", wentBadly: "The labels were empty.", causeText: "" };
    const plain = { outcome: "as_planned", causes: ["none"], ...said } as const;
    const silent = { ...plain, wentBadly: " " };
    const ended = (state: "succeeded" | "rolled_back", emergency: boolean) => ({ state, emergency });
    expect(reviewProblem(ended("succeeded", true), plain)).toBeNull();
    expect(reviewProblem(ended("succeeded", false), silent)).toBeNull();
    expect(reviewProblem(ended("succeeded", true), silent)?.path).toBe("wentBadly");
    expect(reviewProblem(ended("rolled_back", false), plain)?.path).toBe("outcome");
    expect(reviewProblem(ended("rolled_back", false), { ...plain, outcome: "with_trouble" })?.path).toBe(
      "causes",
    );
  });
});

describe("mentions", () => {
  const people = ["Eva Brunner", "Eva Brunner-Klein", "Jana Petersen"].map((name) => ({ id: name, name }));
  const names = (text: string) => mentionedIn(text, people).map(({ id }) => id);
  it("are whole names behind @, each once, the longest first", () => {
    expect(names("@Jana Petersen, see @eva brunner-klein. @Jana Petersen!")).toEqual([
      "Eva Brunner-Klein",
      "Jana Petersen",
    ]);
    expect(names("@Eva Brunner knows")).toEqual(["Eva Brunner"]);
    expect(names("@Eva Brunnert, Jana Petersen, mail@jana.example")).toEqual([]);
  });
});
