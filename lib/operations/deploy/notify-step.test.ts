import { describe, expect, it } from "vitest";
import { DeployHarness } from "@/lib/testing/deploy-harness";

describe("the step that tells people", () => {
  it("tells them in a deployment, once though the deployment is run again", async () => {
    const harness = await DeployHarness.begin();
    const { ledger } = await harness.deploy();
    const told = ledger.steps.find(({ name }) => name === "notify");
    expect(told).toMatchObject({ state: "done", sentence: "Two people are told." });
    const again = await harness.deploy();
    const second = again.ledger.steps.find(({ name }) => name === "notify");
    expect(second?.sentence).toContain("Nobody is left to tell");
  });
});
