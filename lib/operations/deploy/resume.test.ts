import { beforeEach, describe, expect, it } from "vitest";
import { observationDefaults } from "@/lib/domain/health/observation";
import { planDeploy } from "@/lib/domain/operation/deploy";
import { DEPLOY_STRATEGIES } from "@/lib/domain/operation/strategy";
import { DeployHarness, JOB, NEW_IMAGE, OLD_IMAGE, OPERATION } from "@/lib/testing/deploy-harness";
import type { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployEffects } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

let on: DeployHarness;
beforeEach(async () => {
  on = await DeployHarness.begin();
});

/** Does the deed and dies before it can be written down. */
const dyingIn = (name: string, ledger: FakeLedger) =>
  DEPLOY_STEP_LIST.map((step) =>
    step.name !== name
      ? step
      : {
          ...step,
          perform: async (effects: DeployEffects, ctx: Parameters<typeof step.perform>[1]) => {
            const outcome = await step.perform(effects, ctx).catch(() => null);
            ledger.lapse();
            await ledger.take(OPERATION, "thief");
            ledger.lapse();
            if (outcome === null) throw new Error("dead");
            return outcome;
          },
        },
  );

const cases = DEPLOY_STRATEGIES.flatMap((strategy) => {
  const plan = planDeploy({
    strategy,
    hasPreviousRelease: true,
    modules: { install: [], update: ["stock_barcode_nw"] },
    settings: observationDefaults("dev"),
  });
  return plan.map(({ name, phase }) => ({ strategy, name, phase }));
});

describe("a deployment resumed by another worker", () => {
  it.each(cases.filter(({ phase }) => phase === "forward"))(
    "after it died in $name ($strategy) ends as an undisturbed one, and does nothing twice",
    async ({ strategy, name }) => {
      on.strategy = strategy;
      const ledger = on.newLedger();
      const { result } = await on.deploy(ledger, dyingIn(name, ledger));
      expect(result).toBe("lost_lease");
      await on.deploy(ledger);
      expect(ledger.ended?.state).toBe("succeeded");
      expect(on.created("Job")).toEqual([`create Job ${JOB}`]);
      expect(on.records.smokes.get("smoke")?.saved).toBe(1);
      expect(on.records.manifests.size).toBe(1);
      const undisturbed = await DeployHarness.begin();
      undisturbed.strategy = strategy;
      await undisturbed.deploy();
      expect(on.cluster.changes).toEqual(undisturbed.cluster.changes);
      expect(on.standing()).toEqual(undisturbed.standing());
    },
  );

  it.each(cases.filter(({ name, phase }) => phase === "rollback" || name === "rollout"))(
    "after it died in $name ($strategy) goes back all the same",
    async ({ strategy, name }) => {
      on.strategy = strategy;
      on.cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "exit 1", logTail: [] });
      const before = on.standing();
      const ledger = on.newLedger();
      await on.deploy(ledger, dyingIn(name, ledger)).catch(() => undefined);
      await on.deploy(ledger);
      expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(on.liveWeb()).toContain(OLD_IMAGE);
      expect(on.standing()).toEqual(before);
      expect(ledger.writes.filter((write) => write === "rollback")).toHaveLength(1);
    },
  );
});
