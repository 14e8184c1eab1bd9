import { beforeEach, describe, expect, it } from "vitest";
import type { Step } from "@/lib/engine/step";
import { DeployHarness, JOB, NEW_IMAGE, OLD_IMAGE } from "@/lib/testing/deploy-harness";
import type { DeployEffects } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

let on: DeployHarness;
beforeEach(async () => {
  on = await DeployHarness.begin();
});

/** The fault is in the new release only: with the old image the checks pass again. */
const heal = (step: Step<DeployEffects>): Step<DeployEffects>["perform"] => {
  return (effects, ctx) => {
    on.erp.failing.clear();
    return step.perform(effects, ctx);
  };
};

describe("a failure goes back by itself", () => {
  const badJob = {
    outcome: { succeeded: false, exitCode: 255, message: "", reason: "BackoffLimitExceeded", logTail: [] },
    lines: ["2026-11-21 10:00:00,123 7 ERROR nw odoo.modules.migration: column confirmed_badge exists"],
  };

  it("from a failed module update, without having touched the old pods", async () => {
    on.cluster.job = badJob;
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("exit 255: column confirmed_badge exists");
    expect(on.cluster.changes).toEqual([`create Job ${JOB}`]);
    expect(ledger.stateOf("rollout")).toBe("skipped");
    expect(ledger.stateOf("restore_smoke")).toBe("done");
  });

  it("from an update that ends 0 and lies", async () => {
    const lines = ["2026-11-21 10:00:00,123 7 WARNING nw odoo.modules: invalid module names, ignored: x"];
    on.cluster.job = { ...on.cluster.job, lines };
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain("invalid module names");
  });

  it("from an update that lies only after more lines than are kept", async () => {
    const quiet = Array<string>(6_000).fill("2026-11-21 10:00:00,123 7 INFO nw odoo.modules: loading");
    const lie =
      "2026-11-21 10:00:09,123 7 INFO nw odoo.modules: module label_zebra: not installable, skipped";
    on.cluster.job = { ...on.cluster.job, lines: [...quiet, lie, ...quiet] };
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain("label_zebra: not installable");
  });

  it("from a crash loop, and the story has the pod's last lines", async () => {
    const logTail = ["ValueError: bad default"];
    on.cluster.badImages.set(NEW_IMAGE, {
      reason: "CrashLoopBackOff",
      detail: "exit 1: ValueError",
      logTail,
    });
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toMatch(
      /^Rolled back to 2026\.11\.1: web pods crash-looped \(exit 1: ValueError\) right after the rollout began; the old pods kept serving\.$/,
    );
    expect(on.liveWeb()).toContain(OLD_IMAGE);
    expect(ledger.story.map(({ text }) => text)).toContain("ValueError: bad default");
  });

  it("from a failing business check, with the failed run kept", async () => {
    on.erp.failing.set("work_order", "KeyError: confirmed_badge");
    const steps = DEPLOY_STEP_LIST.map((step) =>
      step.name === "restore_smoke" ? { ...step, perform: heal(step) } : step,
    );
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain(
      "the business check “Confirm a work order” failed (KeyError: confirmed_badge)",
    );
    expect(on.liveWeb()).toContain(OLD_IMAGE);
    expect(on.records.smokes.get("smoke")?.passed).toBe(false);
    expect(on.records.smokes.get("restore_smoke")?.passed).toBe(true);
  });

  it("and calls a person when the old release does not work either", async () => {
    on.erp.failing.set("invoice", "no journal");
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("Going back to 2026.11.1 failed");
    expect(ledger.stateOf("restore_record")).toBe("skipped");
  });

  it("and calls a person at a first deployment, where nothing earlier exists", async () => {
    on.records.subject = { ...on.records.subject, previousRelease: null, previousManifest: null };
    on.erp.failing.set("invoice", "no journal");
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.stateOf("stop_here")).toBe("failed");
  });

  it("ends an update that still runs before it puts the old release back", async () => {
    on.cluster.waits.job = async () => {
      throw new Error("broken in the middle");
    };
    const { ledger } = await on.deploy();
    expect(on.bugs).toHaveLength(1);
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(on.cluster.changes).toContain(`remove Job ${JOB}`);
  });

  it("removes what only the new release brought", async () => {
    const { objects } = on.records.subject.previousManifest ?? { objects: [] };
    const fewer = objects.filter(({ kind }) => kind !== "PodDisruptionBudget");
    on.records.subject = { ...on.records.subject, previousManifest: { id: "m1", objects: fewer } };
    on.cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "", logTail: [] });
    await on.deploy();
    expect(on.cluster.changes.some((change) => change.startsWith("remove PodDisruptionBudget"))).toBe(true);
  });
});
