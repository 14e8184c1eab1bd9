import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { planBackup } from "@/lib/domain/recovery/backup-plan";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { ReadingHarness } from "@/lib/testing/reading-harness";

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
let at: ReadingHarness;
beforeEach(async () => {
  at = await ReadingHarness.begin("backup", "Dumping.");
  at.on.recovery.backup = { ...at.place, backupId: "b", cause: "manual" };
  at.ends(report);
});
const jobs = () => at.on.created("Job");

describe("a backup", () => {
  it("runs one Job, records what it holds, and leaves no key behind", async () => {
    const ledger = new FakeLedger(planBackup());
    await at.run(ledger);
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: false, needsAttention: false });
    expect(jobs()).toHaveLength(1);
    expect(at.on.recovery.finished).toMatchObject([{ state: "good", contents: { dumpBytes: 1_000 } }]);
    expect(at.keys()).toEqual([]);
    expect(JSON.stringify([...at.on.cluster.live.values()])).not.toContain("open sesame");
  });

  it("is told what its data belong to and run as", async () => {
    const seen: Record<string, string>[] = [];
    const { objects } = at.on.cluster;
    const apply = objects.apply.bind(objects);
    objects.apply = async (applied, options) => {
      for (const { kind, data } of applied) if (kind === "Secret") seen.push(data as Record<string, string>);
      return apply(applied, options);
    };
    await at.run(new FakeLedger(planBackup()));
    const packed = Buffer.from(seen[0]?.["CONFIGURATION"] ?? "", "base64").toString();
    const told: unknown = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString());
    expect(told).toEqual({ format: 1, release: "2026.11.1" });
  });

  it("fails with the toolbox's own sentence and touches nothing", async () => {
    const error = { step: "repository", name: "wrong_repository_key", message: "The key does not open it." };
    at.ends({ ok: false, error }, false);
    const ledger = new FakeLedger(planBackup());
    await at.run(ledger);
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toContain("The key does not open it (wrong_repository_key)");
    expect(at.on.recovery.finished).toMatchObject([{ state: "failed" }]);
    expect(at.keys()).toEqual([]);
  });

  it("is refused without a place for it, before any Job", async () => {
    at.on.recovery.store = null;
    const ledger = new FakeLedger(planBackup());
    await at.run(ledger);
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(jobs()).toEqual([]);
  });

  it.each(planBackup().map(({ name }) => name))("killed in %s makes one Job all the same", async (name) => {
    const ledger = new FakeLedger(planBackup());
    expect(await at.run(ledger, at.dyingIn(name, ledger))).toBe("lost_lease");
    await at.run(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(jobs()).toHaveLength(1);
    expect(at.on.recovery.finished).toHaveLength(1);
  });
});
