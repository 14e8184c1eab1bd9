import { describe, expect, it } from "vitest";
import { DEPLOY_STEPS, deployStepText, planDeploy } from "./deploy";
import { planLimitMs } from "./plan";

const MODULES = [
  { install: [], update: [] },
  { install: ["queue_job_watch"], update: [] },
  { install: [], update: ["stock_barcode_nw"] },
  { install: ["queue_job_watch"], update: ["stock_barcode_nw"] },
] as const;
const inputs = [true, false].flatMap((hasPreviousRelease) =>
  MODULES.map((modules) => ({ hasPreviousRelease, modules })),
);

describe("planDeploy", () => {
  it.each(inputs)("orders the steps for %j", (input) => {
    const plan = planDeploy(input);
    const forward = plan.filter(({ phase }) => phase === "forward").map(({ name }) => name);
    const migrates = input.modules.install.length + input.modules.update.length > 0;
    const middle = migrates ? ["migrate"] : [];
    expect(forward).toEqual(["gates", "preflight", "render", ...middle, "rollout", "smoke", "record"]);
    const rollback = plan.filter(({ phase }) => phase === "rollback").map(({ name }) => name);
    const back = ["restore_release", "restore_rollout", "restore_smoke", "restore_record"];
    expect(rollback).toEqual(input.hasPreviousRelease ? back : ["stop_here"]);
    expect(plan.map(({ name }) => name)).toEqual([...forward, ...rollback]);
  });

  it.each(inputs)("names each step once, with words and a limit, for %j", (input) => {
    const plan = planDeploy(input);
    expect(new Set(plan.map(({ name }) => name)).size).toBe(plan.length);
    for (const step of plan) {
      expect(step.title).not.toBe("");
      expect(step.ifItFails).not.toBe("");
      expect(step.timeoutMs).toBeGreaterThanOrEqual(60_000);
    }
  });

  it("promises to go back only where there is something to go back to", () => {
    const first = planDeploy({ hasPreviousRelease: false, modules: MODULES[0] });
    expect(first.filter(({ ifItFails }) => ifItFails.includes("goes back"))).toEqual([]);
    const later = planDeploy({ hasPreviousRelease: true, modules: MODULES[0] });
    expect(later.find(({ name }) => name === "rollout")?.ifItFails).toContain("goes back");
  });

  it("covers every known step in some plan", () => {
    const planned = new Set(inputs.flatMap((input) => planDeploy(input).map(({ name }) => name)));
    expect([...planned].sort()).toEqual(Object.keys(DEPLOY_STEPS).sort());
  });

  it("allows more time than all steps together", () => {
    for (const input of inputs) {
      const plan = planDeploy(input);
      const sum = plan.reduce((total, { timeoutMs }) => total + timeoutMs, 0);
      expect(planLimitMs(plan)).toBeGreaterThan(sum);
    }
  });

  it("keeps the name of a step it does not know", () => {
    expect(deployStepText("toString")).toEqual({ title: "toString", ifItFails: "" });
    expect(deployStepText("smoke").title).toBe("Run the business checks");
  });
});
