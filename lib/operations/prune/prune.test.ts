import { beforeEach, describe, expect, it } from "vitest";
import { planPrune } from "@/lib/domain/recovery/backup-plan";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { ReadingHarness } from "@/lib/testing/reading-harness";

const GONE = "0190aaaa-0000-7000-8000-000000000001";
const plan = planPrune({ backups: [{ backupId: "b", operationId: GONE }], failed: [] });
const report = { ok: true, kept: 6, forgottenCount: 1, missing: 0, brokenOff: 0, freedBytes: 12_400_000 };
let at: ReadingHarness;
beforeEach(async () => {
  at = await ReadingHarness.begin("prune", "Removed 1 restore points.");
  at.on.recovery.place = at.place;
  at.on.recovery.forgettable = [GONE];
  at.ends(report);
});
const job = () => JSON.stringify([...at.on.cluster.live.values()].find(({ kind }) => kind === "Job"));

describe("a pruning", () => {
  it("marks first, then removes exactly those restore points, and says what was freed", async () => {
    const ledger = new FakeLedger(plan);
    await at.run(ledger);
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: false, needsAttention: false });
    expect(at.on.recovery.forgetting).toEqual(["begun", "finished"]);
    expect(at.on.created("Job")).toEqual(["create Job op-3f9a1c2b-forget"]);
    expect(job()).toContain(`"forget","--points=${GONE}","--prune"`);
    expect(ledger.steps.find(({ name }) => name === "forget")).toMatchObject({
      sentence: "One backup was forgotten, 12.4 MB freed; six restore points stay in the store.",
      result: { forgotten: 1, freedBytes: 12_400_000, kept: 6 },
    });
    expect(at.keys()).toEqual([]);
  });

  it("makes no Job when something refers to each of them by now", async () => {
    at.on.recovery.forgettable = [];
    const ledger = new FakeLedger(plan);
    await at.run(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(at.on.created("Job")).toEqual([]);
  });

  it("that the store refuses fails in its words; what is marked stays named for the next", async () => {
    at.fails("repository_locked", "Another process holds the repository's lock.");
    const ledger = new FakeLedger(plan);
    await at.run(ledger);
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toContain("holds the repository's lock");
    expect(at.on.recovery.forgetting).toEqual(["begun"]);
    expect(at.keys()).toEqual([]);
  });

  it.each(plan.map(({ name }) => name))("killed in %s makes one Job all the same", async (name) => {
    const ledger = new FakeLedger(plan);
    expect(await at.run(ledger, at.dyingIn(name, ledger))).toBe("lost_lease");
    await at.run(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(at.on.created("Job")).toHaveLength(1);
    expect(at.on.recovery.forgetting).toContain("finished");
    expect(at.keys()).toEqual([]);
  });
});
