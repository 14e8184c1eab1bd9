import { beforeEach, describe, expect, it } from "vitest";
import { planBackup } from "@/lib/domain/recovery/backup-plan";
import { runOperation } from "@/lib/engine/run";
import { DeployHarness, OPERATION } from "@/lib/testing/deploy-harness";
import { fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployEffects } from "../deploy/effects";
import { BACKUP_STEP_LIST, describeBackup } from "./steps";

const report = {
  ok: true,
  repeated: false,
  databaseSnapshotId: "aaaaaaaa",
  filestoreSnapshotId: "bbbbbbbb",
  dumpBytes: 1_000,
  dumpSha256: "c",
  filestoreBytes: 500,
  addedBytes: 20,
  attachments: { total: 2, present: 2, percent: 100, missing: [] },
  walPosition: "0/1",
  serverTime: "2026-11-24T09:00:00Z",
  rowCounts: { sale_order: 42 },
  postgresVersion: "17.2",
  seconds: { dump: 1.5 },
};
let on: DeployHarness;
const ends = (message: object, succeeded = true) => {
  const outcome = { succeeded, exitCode: succeeded ? 0 : 1, reason: "x", logTail: [] };
  on.cluster.job = { outcome: { ...outcome, message: JSON.stringify(message) }, lines: ["Dumping."] };
};

beforeEach(async () => {
  on = await DeployHarness.begin();
  const { clusterId, environment } = on.records.subject;
  const place = { clusterId, environment, release: "2026.11.1", operationId: OPERATION };
  on.recovery.backup = { ...place, backupId: "b", cause: "manual" };
  ends(report);
});

async function run(ledger: FakeLedger, steps = BACKUP_STEP_LIST) {
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
    describe: (facts) => describeBackup(effects, OPERATION, facts),
    onBug: (error) => void on.bugs.push(error),
  });
}

const jobs = () => on.created("Job");
const secrets = () => [...on.cluster.live.values()].filter(({ kind }) => kind === "Secret");

describe("a backup", () => {
  it("runs one Job, records what it holds, and leaves no key behind", async () => {
    const ledger = new FakeLedger(planBackup());
    await run(ledger);
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: false, needsAttention: false });
    expect(jobs()).toHaveLength(1);
    expect(on.recovery.finished).toMatchObject([{ state: "good", contents: { dumpBytes: 1_000 } }]);
    expect(secrets()).toEqual([]);
    expect(JSON.stringify([...on.cluster.live.values()])).not.toContain("open sesame");
  });

  it("fails with the toolbox's own sentence and touches nothing", async () => {
    const error = { step: "repository", name: "wrong_repository_key", message: "The key does not open it." };
    ends({ ok: false, error }, false);
    const ledger = new FakeLedger(planBackup());
    await run(ledger);
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toContain("The key does not open it (wrong_repository_key)");
    expect(on.recovery.finished).toMatchObject([{ state: "failed" }]);
    expect(secrets()).toEqual([]);
  });

  it("is refused without a place for it, before any Job", async () => {
    on.recovery.store = null;
    const ledger = new FakeLedger(planBackup());
    await run(ledger);
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(jobs()).toEqual([]);
  });

  it.each(planBackup().map(({ name }) => name))("killed in %s makes one Job all the same", async (name) => {
    const ledger = new FakeLedger(planBackup());
    const dying = BACKUP_STEP_LIST.map((step) => ({
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
    expect(jobs()).toHaveLength(1);
    expect(on.recovery.finished).toHaveLength(1);
  });
});
