import { expect, it } from "vitest";
import { DEPLOY_STEPS, deployStepTouches } from "@/lib/domain/operation/deploy-steps";
import { DEPLOY_STEP_LIST } from "./steps";

it("what the plan says of touching the world is what the steps say of themselves", () => {
  const known: Readonly<Record<string, { phase: string }>> = DEPLOY_STEPS;
  for (const step of DEPLOY_STEP_LIST) {
    const forward = known[step.name]?.phase === "forward";
    expect(deployStepTouches(step.name), step.name).toBe(forward && step.touches);
  }
  expect(deployStepTouches("constructor")).toBe(false);
});
