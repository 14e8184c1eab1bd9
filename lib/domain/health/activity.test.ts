import { describe, expect, it } from "vitest";
import { activityWords, isIdle } from "./activity";

const nothing = { jobs: 0, crons: 0, transactions: 0, longestSeconds: 0 };

describe("what still runs", () => {
  it.each(["jobs", "crons", "transactions"] as const)("is not idle while there are %s", (what) => {
    expect(isIdle({ ...nothing, [what]: 1 })).toBe(false);
  });
  it("is idle when nothing runs", () => {
    expect(isIdle(nothing)).toBe(true);
  });
  it("is said in words", () => {
    expect(activityWords(nothing)).toBe("nothing");
    expect(activityWords({ ...nothing, jobs: 2, longestSeconds: 14 })).toBe("2 jobs, the longest since 14 s");
    expect(activityWords({ jobs: 1, crons: 1, transactions: 3, longestSeconds: 75 })).toBe(
      "1 job, 1 scheduled action and 3 open transactions, the longest since 1 min 15 s",
    );
  });
});
