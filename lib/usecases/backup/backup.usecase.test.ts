import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSeal } from "@/lib/adapters/seal";
import { createRecoveryRecords } from "@/lib/data/ledger/recovery-rows";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { getRecovery } from "./board";
import { getBackup } from "./get";
import { listBackups } from "./list";
import { setBackupStore } from "./set-store";
import { takeBackup } from "./take";
import { verifyBackup } from "./verify";

const seal = createSeal(Buffer.alloc(32, 3).toString("base64"));
let world: World;
let support: Context;
let plantIt: Context;
let stranger: Context;
let environmentId: string;
let platform: Context;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeWorld();
  [support, plantIt, platform, stranger] = await Promise.all([
    world.person("support"),
    world.person("plant_it"),
    world.person("platform_engineer"),
    other.person("support"),
  ]);
  await other.close();
  platform = { ...platform, ports: { ...platform.ports, seal } };
  const release = await world.release();
  environmentId = (await world.environment("staging", release.id)).id;
});
afterAll(() => world.close());

const records = () => createRecoveryRecords({ db: world.db, channel: world.ports.channel, seal });
const ended = (operationId: string) =>
  world.db.transaction(async (tx) => {
    await tx.operation.update({ where: { id: operationId }, data: { state: "running" } });
    await tx.operation.update({
      where: { id: operationId },
      data: { state: "failed", finishedAt: new Date() },
    });
    const end = {
      state: "failed",
      needsAttention: false,
      touched: false,
      failure: null,
      sentence: "Not so.",
    } as const;
    await recordOutcome(tx, { operationId, end, now: new Date() });
  });

describe("backups", () => {
  it("need a place, which the platform sets with a key that nobody sees", async () => {
    const refused = await problemOf(takeBackup(support, { environmentId }));
    expect(refused).toMatchObject({ code: "conflict" });
    expect(refused.message).toContain("no place for backups");
    const wish = { tenantId: world.tenantId, repository: "/backups/one" };
    expect((await problemOf(setBackupStore(support, wish))).code).toBe("forbidden");
    const s3 = await problemOf(setBackupStore(platform, { ...wish, repository: "s3:https://host/bucket" }));
    expect(s3.message).toContain("access key");
    expect(JSON.stringify(await setBackupStore(platform, wish))).not.toContain("assword");
    const opened = await records().openStore(world.tenantId, "plant");
    expect(opened?.repository).toBe("/backups/one/plant");
    expect(opened?.variables["RESTIC_PASSWORD"]).toHaveLength(43);
  });

  it("are taken by support, once at a time, and hidden from strangers", async () => {
    expect((await problemOf(takeBackup(plantIt, { environmentId }))).code).toBe("forbidden");
    expect((await problemOf(takeBackup(stranger, { environmentId }))).code).toBe("not_found");
    const operation = await takeBackup(support, { environmentId });
    expect(operation).toMatchObject({ kind: "backup", state: "queued" });
    expect((await problemOf(takeBackup(support, { environmentId }))).code).toBe("conflict");
    const environment = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
    expect(environment.state).toBe("ready");
    const { items, can } = await listBackups(support, { environmentId });
    expect(items).toMatchObject([{ state: "running", cause: "manual" }]);
    expect(operation.about).toEqual({ kind: "backup", id: items[0]?.id, number: null });
    expect(can.take.allowed).toBe(false);
    await ended(operation.id);
    const after = await listBackups(support, { environmentId });
    expect(after.items).toMatchObject([{ state: "failed", sentence: "Not so." }]);
    expect(after.can.take.allowed).toBe(true);
  });

  it("are read back only when they are there, and a proof is kept", async () => {
    const operation = await takeBackup(support, { environmentId });
    const contents = {
      ...{
        databaseSnapshotId: "aaaaaaaa",
        filestoreSnapshotId: "bbbbbbbb",
        takenAt: new Date().toISOString(),
      },
      ...{ walPosition: "0/1", dumpBytes: 9e9, filestoreBytes: 5, addedBytes: 1, dumpSha256: "c" },
      ...{
        attachmentsTotal: 1,
        attachmentsPresent: 1,
        attachmentsMissing: [],
        rowCounts: { sale_order: 42 },
      },
      ...{ postgresVersion: "17", seconds: 2 },
    };
    const judged = { state: "good" as const, sentence: "Complete.", shrunken: false, contents };
    await records().finishBackup(operation.id, judged);
    await ended(operation.id);
    const [backup] = (await listBackups(support, { environmentId })).items;
    expect(backup).toMatchObject({ state: "good", proof: "unproven", dumpBytes: 9e9 });
    const backupId = backup?.id ?? "";
    const proof = await verifyBackup(support, { backupId });
    expect((await records().verificationOf(proof.id))?.expected.rowCounts).toEqual({ sale_order: 42 });
    await records().finishVerification(proof.id, {
      passed: true,
      sentence: "Proven.",
      result: {},
      seconds: 3,
    });
    await ended(proof.id);
    const detail = await getBackup(plantIt, { backupId });
    expect(detail).toMatchObject({ proof: "proven", verifications: [{ passed: true, running: false }] });
    expect(detail.can.verify.allowed).toBe(false);
    expect((await problemOf(getBackup(stranger, { backupId }))).code).toBe("not_found");
    const board = await getRecovery(plantIt, {});
    const row = board.items.find(({ environment }) => environment.id === environmentId);
    expect(row).toMatchObject({ verdict: "good", lastGood: { id: backupId } });
    const later = new Date(support.now.getTime() + 1_000);
    const again = await verifyBackup({ ...support, now: later }, { backupId });
    const asked = await records().verificationOf(again.id);
    expect(asked?.erp).toMatchObject({ ofBackup: true, release: { name: expect.any(String) } });
    const { releaseId } = await world.db.prisma.backup.findUniqueOrThrow({ where: { id: backupId } });
    const quarantine = { releaseId: releaseId ?? "", reason: "It leaks.", placedByName: "Ada" };
    const { id: placedById } = await world.db.prisma.user.findFirstOrThrow({ select: { id: true } });
    await world.db.prisma.releaseQuarantine.create({ data: { ...quarantine, placedById } });
    const refused = await records().verificationOf(again.id);
    expect(refused?.erp).toMatchObject({ release: null, obstacle: expect.stringContaining("(It leaks)") });
    const sentence = "Not proven: read back whole, but the ERP did not answer on it: no.";
    const proofs = { passed: null, unproves: true, sentence, result: {}, seconds: 3 };
    await records().finishVerification(again.id, proofs);
    await ended(again.id);
    expect(await getBackup(plantIt, { backupId })).toMatchObject({
      proof: "unproven",
      verifications: [{ passed: null, sentence }, { passed: true }],
    });
  });
});
