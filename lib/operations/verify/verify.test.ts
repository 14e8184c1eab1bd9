import { beforeEach, describe, expect, it } from "vitest";
import { planVerify } from "@/lib/domain/recovery/backup-plan";
import { runOperation } from "@/lib/engine/run";
import { DeployHarness, OPERATION } from "@/lib/testing/deploy-harness";
import { fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployEffects } from "../deploy/effects";
import { describeVerify, VERIFY_STEP_LIST } from "./steps";

const report = {
  ok: true,
  checks: [{ name: "row_counts", ok: true, detail: "42 of 42" }],
  rowCounts: { sale_order: 42 },
  attachments: { total: 2, present: 2, percent: 100, missing: [] },
  filesHashed: 2,
  totalSeconds: 12,
};
let on: DeployHarness;
const ends = (message: object, succeeded = true) => {
  const outcome = { succeeded, exitCode: succeeded ? 0 : 1, reason: "x", logTail: [] };
  on.cluster.job = { outcome: { ...outcome, message: JSON.stringify(message) }, lines: ["Loading."] };
};
const fails = (name: string, message: string, checks?: object[]) =>
  ends({ ok: false, error: { step: "compare", name, message }, ...(checks ? { checks } : {}) }, false);

beforeEach(async () => {
  on = await DeployHarness.begin();
  const { clusterId, environment } = on.records.subject;
  on.recovery.verification = {
    ...{ clusterId, environment, release: "2026.11.1", operationId: OPERATION, backupId: "b" },
    ...{ databaseSnapshotId: "aaaaaaaa", filestoreSnapshotId: "bbbbbbbb" },
    expected: { rowCounts: { sale_order: 42 }, dumpSha256: "c", attachmentsPresent: 2 },
  };
  ends(report);
});

async function run(ledger: FakeLedger, steps = VERIFY_STEP_LIST): Promise<string> {
  const { records, registry, erp, signals, observations, recovery } = on;
  const clusters = fakeClusters(on.cluster);
  const evaluateGates = async () => on.answer;
  const effects: DeployEffects = {
    ...{ records, clusters, registry, erp, signals, observations, evaluateGates, recovery },
  };
  return runOperation({
    operationId: OPERATION,
    workerId: "worker",
    ledger,
    steps,
    effects,
    signal: new AbortController().signal,
    describe: (facts) => describeVerify(effects, OPERATION, facts),
    onBug: (error) => void on.bugs.push(error),
  });
}

const keys = () =>
  [...on.cluster.live.values()].filter(({ kind, metadata }) => {
    return kind === "Secret" || (kind === "NetworkPolicy" && metadata.name.startsWith("op-"));
  });

describe("a verification", () => {
  it("proves the backup by one Job that is told what was recorded, and leaves no key", async () => {
    const ledger = new FakeLedger(planVerify());
    await run(ledger);
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(/^Proven: loaded and compared in 12 s.*two files hashed/);
    expect(on.recovery.proofs).toMatchObject([{ passed: true, seconds: 12, result: { filesHashed: 2 } }]);
    expect(on.created("Job")).toEqual(["create Job op-3f9a1c2b-verify"]);
    const job = JSON.stringify([...on.cluster.live.values()].find(({ kind }) => kind === "Job"));
    expect(job).toContain("sale_order");
    expect(keys()).toEqual([]);
  });

  it.each(["verification_failed", "repository_damaged", "snapshot_missing"])(
    "disproves the backup when the toolbox says %s",
    async (name) => {
      fails(name, "41 sale orders instead of 42.", [{ name: "row_counts", ok: false, detail: "41 of 42" }]);
      const ledger = new FakeLedger(planVerify());
      await run(ledger);
      expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
      expect(ledger.ended?.sentence).toContain("Not proven: 41 sale orders instead of 42");
      expect(on.recovery.proofs).toMatchObject([{ passed: false, result: { checks: [{ ok: false }] } }]);
      expect(on.recovery.proofs[0]?.sentence).toMatch(/^Disproved: /);
      expect(keys()).toEqual([]);
    },
  );

  it.each(["not_enough_disk", "repository_unreachable", "wrong_repository_key"])(
    "says nothing about the backup when the reading fails with %s",
    async (name) => {
      fails(name, "It cannot be read now.");
      const ledger = new FakeLedger(planVerify());
      await run(ledger);
      expect(ledger.ended?.state).toBe("failed");
      expect(on.recovery.proofs).toMatchObject([{ passed: null }]);
      expect(on.recovery.proofs[0]?.sentence).toMatch(/^Could not be read: It cannot be read now/);
      expect(keys()).toEqual([]);
    },
  );

  it("says nothing about the backup when the Job left no report", async () => {
    const outcome = { succeeded: false, exitCode: 137, message: "", reason: "OOMKilled", logTail: [] };
    on.cluster.job = { outcome, lines: [] };
    const ledger = new FakeLedger(planVerify());
    await run(ledger);
    expect(ledger.ended?.sentence).toContain("OOMKilled, exit code 137");
    expect(on.recovery.proofs).toEqual([]);
    expect(keys()).toEqual([]);
  });

  it("is refused without a place for backups, before any Job", async () => {
    on.recovery.store = null;
    const ledger = new FakeLedger(planVerify());
    await run(ledger);
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(on.created("Job")).toEqual([]);
  });

  it.each(planVerify().map(({ name }) => name))(
    "killed in %s makes one Job and leaves no key",
    async (name) => {
      const ledger = new FakeLedger(planVerify());
      const dying = VERIFY_STEP_LIST.map((step) => ({
        ...step,
        perform: async (effects: DeployEffects, ctx: Parameters<typeof step.perform>[1]) => {
          const outcome = await step.perform(effects, ctx);
          if (step.name !== name) return outcome;
          ledger.lapse();
          await ledger.take(OPERATION, "thief");
          ledger.lapse();
          return outcome;
        },
      }));
      expect(await run(ledger, dying)).toBe("lost_lease");
      await run(ledger);
      expect(ledger.ended?.state).toBe("succeeded");
      expect(on.created("Job")).toHaveLength(1);
      expect(on.recovery.proofs).toHaveLength(1);
      expect(keys()).toEqual([]);
    },
  );
});
