import { expect, it } from "vitest";
import type { Step } from "@/lib/engine/step";
import { DeployHarness } from "@/lib/testing/deploy-harness";
import type { DeployEffects } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

it("a rollout that is woken by its pods neither applies nor says so again", async () => {
  const on = await DeployHarness.begin();
  let changes: string[] = [];
  const steps = DEPLOY_STEP_LIST.map(
    (step): Step<DeployEffects> =>
      step.name !== "rollout"
        ? step
        : {
            ...step,
            perform: async (effects, ctx) => {
              await step.perform(effects, ctx);
              changes = [...on.cluster.changes];
              // As the engine asks it after a wait: with what the wait for the pods noted down.
              const woken = await step.perform(effects, { ...ctx, memo: { told: {}, leastReady: 2 } });
              return woken;
            },
          },
  );
  const { ledger } = await on.deploy(on.newLedger(), steps);
  expect(ledger.ended?.state).toBe("succeeded");
  expect(changes.length).toBeGreaterThan(0);
  const lines = ledger.story.map(({ text }) => text).filter((text) => text.endsWith("objects applied."));
  expect(lines).toHaveLength(1);
});
