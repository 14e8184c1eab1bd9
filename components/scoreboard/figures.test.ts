import { describe, expect, test } from "vitest";
import type { Scoreboard } from "@/lib/contracts/api/resources/scoreboard";
import { figuresOf, scoreboardCsv } from "./figures";

const counts = {
  ...{ kept: 9, lost: 1, leadSeconds: 7_200.4, restoreSeconds: null, unrestored: 1 },
  ...{ gateRefusals: 3, triggers: 1, environments: 4, backedUp: 4, drilled: 1 },
};
const nothing = { kept: 0, lost: 0, leadSeconds: null, restoreSeconds: null };
const board: Scoreboard = {
  ...{ from: "2026-08-01T00:00:00.000Z", to: "2026-08-31T00:00:00.000Z", days: 30 },
  total: counts,
  before: nothing,
  tenants: [{ tenant: { id: "0", name: '=cmd|"x"' }, counts }],
  more: 0,
  weeks: [],
};

describe("the board in short", () => {
  test("says rates of what was deployed, and of what is covered", () => {
    const values = Object.fromEntries(figuresOf(board).map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      "Deployments per week": "2.3",
      "Change failure rate": "10\u00a0%",
      "Lead time": "2 h",
      "Time to restore": "–",
      Prevented: "4",
      "Backed up in time": "100\u00a0%",
      "Recovery drilled": "25\u00a0%",
    });
  });

  test("claims nothing where nothing was deployed", () => {
    const figures = figuresOf({ ...board, total: { ...counts, ...nothing, environments: 0, backedUp: 0 } });
    expect(figures.find(({ name }) => name === "Change failure rate")?.value).toBe("–");
    expect(figures.find(({ name }) => name === "Backed up in time")?.value).toBe("–");
  });
});

describe("the board as CSV", () => {
  test("keeps a name that a spreadsheet would run from running", () => {
    const [head, first] = scoreboardCsv(board).split("\r\n");
    expect(head?.split(",")).toHaveLength(12);
    expect(first).toBe(`"'=cmd|""x""",9,1,0.1000,7200,,1,3,1,4,4,1`);
  });
});
