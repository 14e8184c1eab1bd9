import { expect, it } from "vitest";
import { RefusedFailure } from "@/lib/ports/failure";
import { healing, replaced } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";

function removeJob(at: RestoreHarness, name: string): void {
  for (const key of at.on.cluster.live.keys())
    if (key.includes("|Job|") && key.endsWith(`-${name}`)) at.on.cluster.live.delete(key);
}

it.each(["of which the step's result tells", "of which nothing tells any more"])(
  "long after its exchange, %s, has the data from before back",
  async (what) => {
    const at = await RestoreHarness.begin();
    const before = at.on.standing();
    const told = what.includes("result");
    const ledger = at.newLedger();
    // The cluster removes an ended Job after a day; a wait for a person may take a week.
    const fails = told ? "rollout" : "swap";
    const steps = replaced(
      fails,
      (step) => async (effects, ctx) => {
        if (!told) await step.perform(effects, ctx);
        removeJob(at, "swap");
        throw new RefusedFailure("a person took too long");
      },
      healing(() => at),
    );
    await at.run(ledger, steps);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    const back = ledger.steps.find(({ name }) => name === "swap_back");
    expect(back?.sentence).toContain("The data from before live again");
    expect([at.data.living, at.isShut()]).toEqual(["before", false]);
    expect([back?.result, at.data.beside]).toEqual([{ copyLeft: false }, []]);
    expect(at.on.standing()).toEqual(before);
  },
);
