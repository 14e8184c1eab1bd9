import { beforeEach, describe, expect, it } from "vitest";
import { planVerify } from "@/lib/domain/recovery/backup-plan";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { ReadingHarness } from "@/lib/testing/reading-harness";

const report = {
  ok: true,
  checks: [{ name: "row_counts", ok: true, detail: "42 of 42" }],
  rowCounts: { sale_order: 42 },
  attachments: { total: 2, present: 2, percent: 100, missing: [] },
  filesHashed: 2,
  totalSeconds: 12,
};
let at: ReadingHarness;
beforeEach(async () => {
  at = await ReadingHarness.begin("verify", "Loading.");
  at.on.recovery.verification = {
    ...{ ...at.place, backupId: "b", databaseSnapshotId: "aaaaaaaa", filestoreSnapshotId: "bbbbbbbb" },
    expected: { rowCounts: { sale_order: 42 }, dumpSha256: "c", attachmentsPresent: 2 },
  };
  at.ends(report);
});

describe("a verification", () => {
  it("proves the backup by one Job that is told what was recorded, and leaves no key", async () => {
    const ledger = new FakeLedger(planVerify());
    await at.run(ledger);
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(/^Proven: loaded and compared in 12 s.*two files hashed/);
    expect(at.on.recovery.proofs).toMatchObject([{ passed: true, seconds: 12, result: { filesHashed: 2 } }]);
    expect(at.on.created("Job")).toEqual(["create Job op-3f9a1c2b-verify"]);
    const job = JSON.stringify([...at.on.cluster.live.values()].find(({ kind }) => kind === "Job"));
    expect(job).toContain("sale_order");
    expect(at.keys()).toEqual([]);
  });

  it.each(["verification_failed", "repository_damaged", "snapshot_missing"])(
    "disproves the backup when the toolbox says %s",
    async (name) => {
      const checks = [{ name: "row_counts", ok: false, detail: "41 of 42" }];
      at.fails(name, "41 sale orders instead of 42.", { checks });
      const ledger = new FakeLedger(planVerify());
      await at.run(ledger);
      expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
      expect(ledger.ended?.sentence).toContain("Not proven: 41 sale orders instead of 42");
      expect(at.on.recovery.proofs).toMatchObject([{ passed: false, result: { checks: [{ ok: false }] } }]);
      expect(at.on.recovery.proofs[0]?.sentence).toMatch(/^Disproved: /);
      expect(at.keys()).toEqual([]);
    },
  );

  it.each(["not_enough_disk", "repository_unreachable", "wrong_repository_key"])(
    "says nothing about the backup when the reading fails with %s",
    async (name) => {
      at.fails(name, "It cannot be read now.");
      const ledger = new FakeLedger(planVerify());
      await at.run(ledger);
      expect(ledger.ended?.state).toBe("failed");
      expect(at.on.recovery.proofs).toMatchObject([{ passed: null }]);
      expect(at.on.recovery.proofs[0]?.sentence).toMatch(/^Could not be read: It cannot be read now/);
      expect(at.keys()).toEqual([]);
    },
  );

  it("says nothing about the backup when the Job left no report", async () => {
    const outcome = { succeeded: false, exitCode: 137, message: "", reason: "OOMKilled", logTail: [] };
    at.on.cluster.job = { outcome, lines: [] };
    const ledger = new FakeLedger(planVerify());
    await at.run(ledger);
    expect(ledger.ended?.sentence).toContain("OOMKilled, exit code 137");
    expect(at.on.recovery.proofs).toEqual([]);
    expect(at.keys()).toEqual([]);
  });

  it("is refused without a place for backups, before any Job", async () => {
    at.on.recovery.store = null;
    const ledger = new FakeLedger(planVerify());
    await at.run(ledger);
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(at.on.created("Job")).toEqual([]);
  });

  it.each(planVerify().map(({ name }) => name))(
    "killed in %s makes one Job and leaves no key",
    async (name) => {
      const ledger = new FakeLedger(planVerify());
      expect(await at.run(ledger, at.dyingIn(name, ledger))).toBe("lost_lease");
      await at.run(ledger);
      expect(ledger.ended?.state).toBe("succeeded");
      expect(at.on.created("Job")).toHaveLength(1);
      expect(at.on.recovery.proofs).toHaveLength(1);
      expect(at.keys()).toEqual([]);
    },
  );
});
