import { beforeEach, describe, expect, it } from "vitest";
import { next } from "@/lib/testing/deploy-harness";
import { breaking, dyingIn, faultsOf, killedAfter } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

const KEPT = "nw_before_3f9a1c2b";
let at: RestoreHarness;
/** What stands while the newer release runs, and what stands when the earlier one runs as it ran before. */
let before: string[];
let earlier: string[];

async function begin(): Promise<void> {
  const other = await RestoreHarness.begin("restore_rollback");
  await other.on.putLive(other.on.records.subject.keptManifest?.objects ?? []);
  earlier = other.on.standing();
  at = await RestoreHarness.begin("restore_rollback");
  before = at.on.standing();
}
beforeEach(begin);

const FAULTS = faultsOf(() => at);
const wentBack = (label: string) => {
  expect([at.data.living, at.data.beside], label).toEqual(["from the backup", [KEPT]]);
  expect(at.on.standing(), label).toEqual(earlier);
  expect(at.on.liveWeb(), label).toContain(next.digest);
  expect([at.isShut(), at.keys(), at.jobs()], label).toEqual([false, [], ["backup", "restore", "swap"]]);
};

describe("a rollback with its data", () => {
  it("exchanges the data once behind the closed door and starts the earlier release on them", async () => {
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("runs the earlier release on the data of its checkpoint");
    expect(at.data.podsAtExchange).toEqual([0]);
    wentBack("once");
    expect(at.jobs()).not.toContain("migrate");
    expect(ledger.steps.find(({ name }) => name === "record")?.result).toMatchObject({
      after: next.name,
    });
    expect(at.on.bugs).toEqual([]);
  });

  it.each([
    "safety_backup",
    "restore_beside",
    "quiesce",
    "swap",
    "rollout",
    "smoke",
    "reconcile",
    "open",
    "record",
  ])("survives a worker's death in %s with every deed done once", async (name) => {
    const ledger = at.newLedger();
    await at.run(ledger, dyingIn(name, ledger, RESTORE_STEP_LIST)).catch(() => undefined);
    await at.run(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    wentBack(name);
  });

  it.each(["quiesce", "swap", "rollout", "open"])(
    "survives a kill between any two effects of %s",
    async (name) => {
      for (let n = 1; n <= 14; n += 1) {
        await begin();
        const ledger = at.newLedger();
        await at.run(ledger, killedAfter({ name, n, at }, ledger, RESTORE_STEP_LIST)).catch(() => undefined);
        if (ledger.ended === null) await at.run(ledger);
        expect(ledger.ended?.state, `kill ${n}`).toBe("succeeded");
        wentBack(`kill ${n}`);
      }
    },
  );

  it.each(FAULTS)(
    "that fails in %s (exchanged: %s) leaves release and data as they were",
    async (name, _, breaks) => {
      const ledger = await at.run(at.newLedger(), breaks());
      expect(ledger.stateOf(name)).toBe("failed");
      expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(ledger.ended?.sentence).toContain(
        name === "restore_beside" ? "nothing was exchanged" : "runs on the release and the data from before",
      );
      expect([at.data.living, at.data.beside, at.isShut()]).toEqual(["before", [], false]);
      expect(at.on.standing()).toEqual(before);
    },
  );

  it.each(FAULTS)(
    "that fails in %s (exchanged: %s) survives a kill on the way back",
    async (_, exchanged, breaks) => {
      for (const name of ["swap_back", "start_again", "restore_open"])
        for (let n = 1; n <= 10; n += 3) {
          await begin();
          const steps = breaks();
          const ledger = at.newLedger();
          await at.run(ledger, killedAfter({ name, n, at }, ledger, steps)).catch(() => undefined);
          if (ledger.ended === null) await at.run(ledger, steps);
          const label = `${name}, kill ${n}, exchanged ${exchanged}`;
          expect(ledger.ended, label).toMatchObject({ state: "rolled_back" });
          expect([at.data.living, at.data.beside, at.isShut()], label).toEqual(["before", [], false]);
          expect(at.on.standing(), label).toEqual(before);
        }
    },
  );

  it("after the door has opened keeps what people wrote, and calls a person", async () => {
    const ledger = await at.run(at.newLedger(), breaking("record", RESTORE_STEP_LIST));
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(at.data.living).toBe("from the backup");
    expect(at.on.standing()).toEqual(earlier);
  });
});
