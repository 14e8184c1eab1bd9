import { beforeEach, describe, expect, it } from "vitest";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import type { StepContext } from "@/lib/engine/step";
import { DeployHarness, JOB, NEW_IMAGE, OLD_IMAGE, OPERATION } from "@/lib/testing/deploy-harness";
import { FakeData } from "@/lib/testing/fake-data";
import type { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployEffects, DeployStep } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

let on: DeployHarness;
let data: FakeData;
beforeEach(async () => {
  on = await begin();
  data = new FakeData(on.cluster);
});

async function begin(): Promise<DeployHarness> {
  const harness = await DeployHarness.begin();
  harness.strategy = "recreate";
  harness.checkpoint = true;
  const { environment, clusterId, previousRelease } = harness.records.subject;
  const release = previousRelease?.name ?? "";
  harness.recovery.backup = {
    ...{ environment, clusterId, release, backupId: "b1", operationId: OPERATION, cause: "checkpoint" },
  };
  return harness;
}

const doorIsClosed = () =>
  isClosedDoor(on.cluster.live.get("traefik.io/v1alpha1|IngressRoute|northwind-production|web") ?? null);
const badUpdate = () => {
  const logTail = ["CRITICAL nw odoo.modules.loading: column confirmed_badge exists"];
  const outcome = { succeeded: false, exitCode: 255, message: "", reason: "BackoffLimitExceeded", logTail };
  on.cluster.job = { outcome, lines: logTail };
};
/** The fault is in the new release only. */
const healing = (steps: readonly DeployStep[]) =>
  steps.map((step) =>
    step.name !== "restore_release"
      ? step
      : {
          ...step,
          perform: (effects: DeployEffects, ctx: StepContext) => {
            on.erp.failing.clear();
            on.erp.warm = async () => ({ requests: 3, worstStatus: 200 });
            return step.perform(effects, ctx);
          },
        },
  );

/** How each step after the checkpoint can fail before anybody is let in. */
const FAULTS: readonly [string, () => void][] = [
  ["migrate", badUpdate],
  [
    "rollout",
    () => on.cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "exit 1", logTail: [] }),
  ],
  ["smoke", () => void on.erp.failing.set("invoice", "no journal")],
  [
    "open",
    () => {
      on.erp.warm = async () => ({ requests: 1, worstStatus: 500 });
    },
  ],
];

/** Does the deed and dies before it can be written down, as often as the step is asked. */
const dyingIn = (name: string, ledger: FakeLedger, steps: readonly DeployStep[]) =>
  steps.map((step) => {
    if (step.name !== name) return step;
    const perform = async (effects: DeployEffects, ctx: StepContext) => {
      const outcome = await step.perform(effects, ctx).catch(() => null);
      ledger.lapse();
      await ledger.take(OPERATION, "thief");
      ledger.lapse();
      if (outcome === null) throw new Error("dead");
      return outcome;
    };
    return { ...step, perform };
  });

/** The worker is killed right after its n-th change to the cluster in this step. */
function killedAfter(n: number, ledger: FakeLedger, steps: readonly DeployStep[]): readonly DeployStep[] {
  return steps.map((step) => {
    if (step.name !== "restore_data") return step;
    const perform = async (effects: DeployEffects, ctx: StepContext) => {
      const before = on.cluster.changes.length + data.deeds.length;
      const { apply, remove, read } = on.cluster.objects;
      const guard = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
        return async (...args: A): Promise<R> => {
          if (on.cluster.changes.length + data.deeds.length - before >= n) throw new Error("killed");
          return call(...args);
        };
      };
      Object.assign(on.cluster.objects, { apply: guard(apply), remove: guard(remove), read: guard(read) });
      const outcome = await step.perform(effects, ctx).catch(() => null);
      Object.assign(on.cluster.objects, { apply, remove, read });
      if (outcome !== null) return outcome;
      ledger.lapse();
      await ledger.take(OPERATION, "thief");
      ledger.lapse();
      throw new Error("killed");
    };
    return { ...step, perform };
  });
}

describe("the checkpoint", () => {
  it("is taken behind the closed door, before the update, and is the restore point", async () => {
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(data.deeds).toEqual(["backup", "migrate"]);
    expect([data.saved, data.living]).toEqual(["before", "updated"]);
    const step = ledger.steps.find(({ name }) => name === "checkpoint");
    expect(step?.result).toMatchObject({ backupId: "b1", takenAt: "2026-11-21T10:00:00.000Z" });
    expect(step?.sentence).toContain("It is the restore point of op-3f9a1c2b.");
    expect(on.recovery.finished).toMatchObject([{ state: "good" }]);
  });

  it.each([
    [
      "files are missing",
      () => {
        data.missing = 1;
      },
      "the checkpoint is not complete: Damaged: one attachment has no file",
    ],
    [
      "the Job fails",
      () => void data.faults.set("backup", "The repository is locked."),
      "The repository is locked",
    ],
  ])("that fails because %s reopens on what ran, and nothing is updated", async (_why, breaks, words) => {
    breaks();
    const before = on.standing();
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain(words);
    expect(data.deeds).toEqual(["backup"]);
    expect(on.standing()).toEqual(before);
    expect(doorIsClosed()).toBe(false);
    expect(on.recovery.finished.map(({ state }) => state)).not.toContain("good");
  });

  it("without a place for it closes nothing", async () => {
    on.recovery.store = null;
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false });
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(on.cluster.changes).toEqual([]);
  });

  it("of a worker that died is found again", async () => {
    const ledger = on.newLedger();
    await on.deploy(ledger, dyingIn("checkpoint", ledger, DEPLOY_STEP_LIST));
    await on.deploy(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(data.deeds).toEqual(["backup", "migrate"]);
  });
});

describe("a schema change that fails behind the door", () => {
  it.each(FAULTS)(
    "in %s gets its data back, once, before the previous release returns",
    async (name, breaks) => {
      const before = on.standing();
      breaks();
      const { ledger } = await on.deploy(on.newLedger(), healing(DEPLOY_STEP_LIST));
      expect(ledger.stateOf(name)).toBe("failed");
      expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(ledger.ended?.sentence).toContain("those of the checkpoint, nothing was lost");
      expect(data.living).toBe("before");
      expect(data.deeds).toEqual(["backup", "migrate", "restore", "swap", "drop"]);
      expect(new Set(on.created("Job")).size).toBe(on.created("Job").length);
      expect(data.podsAtSwap).toEqual([]);
      expect(data.beside.size).toBe(0);
      expect(on.standing()).toEqual(before);
      expect(on.liveWeb()).toContain(OLD_IMAGE);
      expect(doorIsClosed()).toBe(false);
    },
  );

  it.each(FAULTS)("in %s survives a worker's death in each step back", async (_name, breaks) => {
    const back = on.newLedger().steps.filter(({ phase }) => phase === "rollback");
    for (const step of back) {
      on = await begin();
      data = new FakeData(on.cluster);
      const before = on.standing();
      breaks();
      const ledger = on.newLedger();
      const steps = healing(DEPLOY_STEP_LIST);
      await on.deploy(ledger, dyingIn(step.name, ledger, steps)).catch(() => undefined);
      await on.deploy(ledger, steps);
      expect(ledger.ended, step.name).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(data.deeds).toEqual(["backup", "migrate", "restore", "swap", "drop"]);
      expect(data.living).toBe("before");
      expect(on.standing()).toEqual(before);
    }
  });

  it.each(FAULTS)("in %s survives a kill between any two effects of the restore", async (_name, breaks) => {
    for (let kill = 1; kill <= 16; kill += 1) {
      on = await begin();
      data = new FakeData(on.cluster);
      const before = on.standing();
      breaks();
      const ledger = on.newLedger();
      const steps = healing(DEPLOY_STEP_LIST);
      await on.deploy(ledger, killedAfter(kill, ledger, steps)).catch(() => undefined);
      if (ledger.ended === null) await on.deploy(ledger, steps);
      expect(ledger.ended, `kill ${kill}`).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(data.deeds).toEqual(["backup", "migrate", "restore", "swap", "drop"]);
      expect([data.living, data.beside.size]).toEqual(["before", 0]);
      expect(on.standing()).toEqual(before);
    }
  });

  it("before the update's Job exists has nothing to restore, though the data were saved", async () => {
    const steps = DEPLOY_STEP_LIST.map((step) =>
      step.name === "migrate" ? { ...step, perform: async () => Promise.reject(new Error("broken")) } : step,
    );
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(data.deeds).toEqual(["backup"]);
    const step = ledger.steps.find(({ name }) => name === "restore_data");
    expect(step?.sentence).toContain("the update of the modules never began");
  });

  it("while the checkpoint is taken ends its Job and has nothing to restore", async () => {
    on.cluster.trouble.push({ call: "job", error: new Error("broken before the update") });
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(on.cluster.changes).not.toContain(`create Job ${JOB}`);
    expect(on.cluster.changes).toContain("remove Job op-3f9a1c2b-backup");
    expect(data.deeds).not.toContain("restore");
    expect(ledger.steps.find(({ name }) => name === "restore_data")?.sentence).toContain(
      "nothing to restore",
    );
  });

  it("keeps the door closed when the data cannot be brought back", async () => {
    badUpdate();
    data.faults.set("restore", "Bytes of the repository have changed.");
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("Bytes of the repository have changed");
    expect(ledger.ended?.sentence).toContain("The door is closed");
    expect(data.living).toBe("half-updated");
    expect(doorIsClosed()).toBe(true);
  });

  it("says what stays when the half-updated data cannot be removed", async () => {
    badUpdate();
    data.faults.set("drop", "Somebody is connected.");
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.story.map(({ text }) => text).join(" ")).toContain(
      "could not be removed: Somebody is connected",
    );
  });
});

describe("once the door has opened", () => {
  it("nothing is restored by itself: a person must look, and people work on", async () => {
    const ledger = on.newLedger();
    const steps = DEPLOY_STEP_LIST.map((step) =>
      step.name === "record" ? { ...step, perform: async () => Promise.reject(new Error("broken")) } : step,
    );
    await on.deploy(ledger, steps);
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("the door has opened since the update");
    expect(ledger.ended?.sentence).toContain("The door is open");
    expect(data.living).toBe("updated");
    expect(data.deeds).toEqual(["backup", "migrate"]);
    expect(on.liveWeb()).toContain(NEW_IMAGE);
  });
});
