import { beforeEach, describe, expect, it } from "vitest";
import { DeployHarness, JOB, NEW_IMAGE, OLD_IMAGE, OPERATION } from "@/lib/testing/deploy-harness";
import type { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployEffects } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

let on: DeployHarness;
beforeEach(async () => {
  on = await DeployHarness.begin();
});

describe("a deployment resumed by another worker", () => {
  const names = DEPLOY_STEP_LIST.map(({ name }) => name);
  const forward = names.filter((name) => !name.startsWith("restore") && name !== "stop_here");
  const backward = names.filter((name) => name.startsWith("restore"));

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

  it.each(forward)(
    "after it died in %s changes the cluster no further than an undisturbed one",
    async (name) => {
      const ledger = on.newLedger();
      const { result } = await on.deploy(ledger, dyingIn(name, ledger));
      expect(result).toBe("lost_lease");
      await on.deploy(ledger);
      expect(ledger.ended?.state).toBe("succeeded");
      expect(new Set(on.cluster.changes).size).toBe(on.cluster.changes.length);
      expect(on.created("Job")).toEqual([`create Job ${JOB}`]);
      expect(on.records.smokes.get("smoke")?.saved).toBe(1);
      expect(on.records.manifests.size).toBe(1);
    },
  );

  it.each(["rollout", ...backward])("after it died in %s goes back all the same", async (name) => {
    on.cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "exit 1", logTail: [] });
    const ledger = on.newLedger();
    await on.deploy(ledger, dyingIn(name, ledger)).catch(() => undefined);
    await on.deploy(ledger);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(on.liveWeb()).toContain(OLD_IMAGE);
    expect(ledger.writes.filter((write) => write === "rollback")).toHaveLength(1);
  });
});
