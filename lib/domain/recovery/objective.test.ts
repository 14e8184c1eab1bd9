import { describe, expect, it } from "vitest";
import { STAGES } from "../catalog/stage";
import { objectiveFor, type ProcessObjective } from "./objective";

const here = { id: "here", stage: "production" } as const;
const process = (
  name: string,
  rpoSeconds: number,
  rtoSeconds: number,
  environmentId: string | null = null,
): ProcessObjective => ({ name, rpoSeconds, rtoSeconds, environmentId });

describe("what an environment inherits", () => {
  it("is the tightest of each, with the process that asks for it", () => {
    const picking = process("Picking", 300, 3_600);
    const shipping = process("Shipping", 3_600, 900);
    expect(objectiveFor(here, [picking, shipping, process("Payroll", 86_400, 86_400)])).toEqual({
      rpoSeconds: 300,
      rtoSeconds: 900,
      rpoFrom: "Picking",
      rtoFrom: "Shipping",
      from: "Picking (RPO) and Shipping (RTO)",
    });
    expect(objectiveFor(here, [process("Payroll", 9_000, 9_000), process("Picking", 1, 60)])?.from).toBe(
      "Picking",
    );
  });

  it("counts processes of the whole tenant and of this environment, not of another", () => {
    const other = process("Elsewhere", 1, 60, "there");
    expect(objectiveFor(here, [other])).toBeNull();
    expect(objectiveFor(here, [other, process("Own", 60, 120, "here")])?.from).toBe("Own");
    expect(objectiveFor(here, [process("Own", 60, 120, "here"), process("All", 30, 180)])).toMatchObject({
      rpoFrom: "All",
      rtoFrom: "Own",
    });
  });

  it("is nothing outside production, and nothing without processes", () => {
    for (const stage of STAGES) {
      const found = objectiveFor({ id: "here", stage }, [process("Own", 60, 120, "here")]);
      expect(found === null, stage).toBe(stage !== "production");
    }
    expect(objectiveFor(here, [])).toBeNull();
  });

  it("names the same process for the same rows, in whatever order they come", () => {
    const rows = [process("B", 60, 600), process("A", 60, 600), process("C", 60, 300)];
    const found = objectiveFor(here, rows);
    expect(found).toMatchObject({ rpoFrom: "C", rtoFrom: "C" });
    expect(objectiveFor(here, rows.slice(0, 2))?.from).toBe("A");
    expect(objectiveFor(here, rows.toReversed())).toEqual(found);
  });
});
