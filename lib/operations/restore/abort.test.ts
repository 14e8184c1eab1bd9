import { expect, it } from "vitest";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

it.each(["gates", "preflight", "render"])("a restore aborted in %s leaves nothing behind", async (name) => {
  const at = await RestoreHarness.begin();
  const before = at.on.standing();
  const ledger = at.newLedger();
  const steps = RESTORE_STEP_LIST.map((step): (typeof RESTORE_STEP_LIST)[number] =>
    step.name !== name
      ? step
      : {
          ...step,
          perform: async (effects, ctx) => {
            const outcome = await step.perform(effects, ctx);
            ledger.abort(false, "aborted by Ada: the wrong backup");
            return outcome;
          },
        },
  );
  await at.run(ledger, steps);
  expect(ledger.state).toBe("cancelled");
  expect(await ledger.take("any", "another")).toBeNull();
  expect([at.on.cluster.changes, at.data.deeds, at.data.living]).toEqual([[], [], "before"]);
  expect(at.on.standing()).toEqual(before);
});
