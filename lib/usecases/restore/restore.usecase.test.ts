import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { approveRestore } from "./approve";
import { getRestore } from "./get";
import { countLoss } from "./loss";
import { getRestoreOptions } from "./options";
import { rejectRestore } from "./reject";
import { requestRestore } from "./request";
import { undoRestore } from "./undo";

let world: World;
let support: Context;
let manager: Context;
let releaseId: string;
const reason = "Orders were deleted by mistake";
const comment = "I looked at the deleted orders";

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  manager = await world.person("release_manager");
  releaseId = (await world.release()).id;
});
afterAll(() => world.close());

type Stage = Parameters<World["environment"]>[0];
type Over = { state?: "good" | "damaged"; releaseId?: string; tenantId?: string };

async function place(stage: Stage) {
  const { id } = await world.environment(stage, releaseId);
  return world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
}

/** An operation that ended, as backups have one. */
async function backup(environment: Awaited<ReturnType<typeof place>>, over: Over = {}) {
  const { id: environmentId, tenantId, clusterId } = environment;
  const operation = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, environmentId, clusterId },
      ...{ deadlineAt: new Date(), correlationId: randomUUID() },
    },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  return world.db.prisma.backup.create({
    data: {
      ...{ tenantId, environmentId, operationId: operation.id, cause: "manual", state: over.state ?? "good" },
      ...{ releaseId: over.releaseId ?? releaseId, takenAt: new Date(Date.now() - 3_600_000) },
      ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot, rowCounts: { sale_order: 42 } },
    },
  });
}

const audits = async (targetId: string) =>
  (await world.db.prisma.auditEntry.findMany({ where: { targetId }, orderBy: { sequence: "asc" } })).map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );
const end = (operationId: string, state: "succeeded" | "rolled_back" | "failed") =>
  world.db.transaction(async (tx) => {
    for (const next of ["running", state] as const)
      await tx.operation.update({ where: { id: operationId }, data: { state: next } });
    const failure = null;
    await recordOutcome(tx, {
      operationId,
      end: { state, touched: true, failure, needsAttention: false, sentence: "It ended." },
      now: new Date(),
    });
  });

describe("requestRestore", () => {
  it("starts at once outside production, neutralised, with the loss as it was told, and is audited", async () => {
    const [production, staging] = [await place("production"), await place("staging")];
    const point = await backup(production);
    const options = await getRestoreOptions(support, {
      environmentId: staging.id,
      sourceEnvironmentId: production.id,
    });
    expect(options).toMatchObject({ neutralise: true, secondPerson: false, confirmation: null });
    expect(options.points.find(({ id }) => id === point.id)?.possible).toEqual({
      allowed: true,
      reason: null,
    });
    const asked = await requestRestore(support, { environmentId: staging.id, backupId: point.id, reason });
    expect(asked).toMatchObject({ state: "running", neutralise: true });
    expect(asked.lossSentence).toBe(
      "three sales orders; and everything else that stands there, which is replaced by another environment's data",
    );
    const steps = await world.db.prisma.operationStep.findMany({
      where: { operationId: asked.operation?.id ?? "" },
    });
    expect(steps.find(({ name }) => name === "restore_beside")?.parameters).toMatchObject({
      repositoryOf: production.namespace,
      neutralizeAs: `https://${staging.hostname}`,
    });
    expect(world.told.rung).toContain(`operation.run ${asked.operation?.id}`);
    expect(await audits(asked.id)).toEqual(["restore.request done"]);
    const again = requestRestore(support, { environmentId: staging.id, backupId: point.id, reason });
    expect((await problemOf(again)).message).toContain("works on");
  });

  it("neutralises what one production environment brings into another, and nothing of its own", async () => {
    const [from, to] = [await place("production"), await place("production")];
    const neutralise = async (target: { id: string }) => {
      const asked = { environmentId: target.id, sourceEnvironmentId: from.id };
      return (await getRestoreOptions(support, asked)).neutralise;
    };
    expect([await neutralise(to), await neutralise(from)]).toEqual([true, false]);
  });

  it("waits for whoever is forgetting the backup, and refuses it then", async () => {
    const staging = await place("staging");
    const { id } = await backup(staging);
    let asked: Promise<string> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM backup WHERE id = ${id}::uuid FOR UPDATE`;
      const given = { environmentId: staging.id, backupId: id, reason };
      asked = problemOf(requestRestore(support, given)).then(({ code }) => code);
      const first = await Promise.race([asked, pause(1_500, "waits")]);
      expect(first).toBe("waits");
      await tx.backup.update({ where: { id }, data: { state: "forgotten" } });
    });
    expect(await asked).toBe("conflict");
    expect(await world.db.prisma.restore.count({ where: { backupId: id } })).toBe(0);
  });

  it("of two at once one wins", async () => {
    const staging = await place("staging");
    const point = await backup(staging);
    const press = () => requestRestore(support, { environmentId: staging.id, backupId: point.id, reason });
    const ends = await Promise.allSettled([press(), press()]);
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("refuses damage nobody confirmed, wants the name in production, and hides what is not one's own", async () => {
    const production = await place("production");
    const damaged = await backup(production, { state: "damaged" });
    const wish = { environmentId: production.id, backupId: damaged.id, reason };
    expect((await problemOf(requestRestore(support, wish))).message).toContain("Attachments are missing");
    const unnamed = requestRestore(support, { ...wish, acceptsDamage: true });
    expect((await problemOf(unnamed)).message).toContain(`Type ${production.name} exactly`);
    const stranger = await makeWorld();
    try {
      const other = await stranger.person("support");
      expect((await problemOf(requestRestore(other, wish))).code).toBe("not_found");
      const theirs = await stranger.environment("staging", releaseId);
      const across = requestRestore(other, { ...wish, environmentId: theirs.id, acceptsDamage: true });
      expect((await problemOf(across)).code).toBe("not_found");
    } finally {
      await stranger.close();
    }
    const plantIt = await world.person("plant_it");
    expect((await problemOf(requestRestore(plantIt, wish))).code).toBe("forbidden");
  });

  it("counts what was written since, and says when nobody knows", async () => {
    const staging = await place("staging");
    const query = { environmentId: staging.id, since: new Date(0).toISOString() };
    expect(await countLoss(support, query)).toEqual({ known: true, counts: [{ name: "orders", count: 3 }] });
    const silent = async () => {
      throw new Error("no answer");
    };
    const ports = { ...support.ports, erp: { countSince: silent } };
    expect(await countLoss({ ...support, ports }, query)).toEqual({ known: false, counts: [] });
  });
});

describe("a restore of production", () => {
  async function asked() {
    const production = await place("production");
    const point = await backup(production);
    const wish = { environmentId: production.id, backupId: point.id, reason, confirmation: production.name };
    return { production, restore: await requestRestore(manager, wish) };
  }

  it("waits for a second person, who is not the one who asked", async () => {
    const { production, restore } = await asked();
    expect(restore).toMatchObject({ state: "requested", operation: null, neutralise: false });
    const decision = { restoreId: restore.id, version: restore.version, comment };
    expect((await problemOf(approveRestore(manager, decision))).message).toContain("a second person decides");
    expect((await problemOf(approveRestore(support, decision))).code).toBe("forbidden");
    const second = await world.person("platform_engineer");
    const released = await approveRestore(second, decision);
    expect(released).toMatchObject({ state: "running", approver: { id: second.actor.id } });
    expect((await problemOf(approveRestore(second, decision))).code).toBe("conflict");
    expect(await audits(restore.id)).toEqual([
      "restore.request done",
      ...["restore.approve refused", "restore.approve refused"],
      ...["restore.approve done", "restore.approve refused"],
    ]);
    const row = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: production.id } });
    expect(row.state).toBe("changing");
  });

  it("can be refused, and is over then", async () => {
    const { restore } = await asked();
    const second = await world.person("platform_engineer");
    const decision = { restoreId: restore.id, version: restore.version, comment };
    expect(await rejectRestore(second, decision)).toMatchObject({ state: "rejected", decision: comment });
    expect((await problemOf(approveRestore(second, decision))).code).toBe("conflict");
  });
});

describe("the end", () => {
  const sentence = "Every figure is met.";
  async function restored() {
    const staging = await place("staging");
    const point = await backup(staging);
    const begun = await requestRestore(support, { environmentId: staging.id, backupId: point.id, reason });
    const operationId = begun.operation?.id ?? "";
    const result = { lines: [], flagged: 0, explained: 0, sameEnvironment: true, balanced: true, sentence };
    await world.db.prisma.operationStep.update({
      where: { operationId_name: { operationId, name: "reconcile" } },
      data: { result },
    });
    await end(operationId, "succeeded");
    return getRestore({ ...support, now: new Date() }, { restoreId: begun.id });
  }

  it("keeps what was compared, and what was before for a day, in which it is taken back once", async () => {
    const restore = await restored();
    expect(restore.reconciliation).toMatchObject({ sentence, balanced: true });
    expect(restore).toMatchObject({ state: "succeeded", can: { undo: { allowed: true } } });
    expect(Date.parse(restore.keptUntil ?? "") - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const wish = { restoreId: restore.id, version: restore.version, reason };
    const undoing = await undoRestore({ ...support, now: new Date() }, wish);
    expect(undoing).toMatchObject({ state: "undoing", undoOperation: { state: "queued" } });
    expect((await problemOf(undoRestore(support, wish))).code).toBe("conflict");
    await end(undoing.undoOperation?.id ?? "", "succeeded");
    expect((await getRestore(support, { restoreId: restore.id })).state).toBe("undone");
    expect(await audits(restore.id)).toEqual([
      ...["restore.request done", "restore.succeeded done"],
      ...["restore.undo done", "restore.undo refused", "restore.undone done"],
    ]);
  });

  /** The data were exchanged, and the operation stopped after that. */
  async function exchangedThenStopped(operationId: string) {
    const where = { operationId_name: { operationId, name: "swap" } };
    for (const state of ["running", "done"] as const)
      await world.db.prisma.operationStep.update({ where, data: { state } });
    await end(operationId, "failed");
  }
  const hoursKept = ({ keptUntil }: { keptUntil: string | null }) =>
    Math.round((Date.parse(keptUntil ?? "") - Date.now()) / 3_600_000);

  it("keeps the data from before for a week when the exchange stands although it did not end well", async () => {
    const staging = await place("staging");
    const point = await backup(staging);
    const begun = await requestRestore(support, { environmentId: staging.id, backupId: point.id, reason });
    await exchangedThenStopped(begun.operation?.id ?? "");
    const failed = await getRestore({ ...support, now: new Date() }, { restoreId: begun.id });
    expect([failed.state, hoursKept(failed)]).toEqual(["failed", 168]);
    expect(failed.can.undo.reason).toContain("taken before it instead");
  });

  it("an undo whose exchange stands is one; one that exchanged nothing leaves end and time as they were", async () => {
    const restore = await restored();
    const press = async () => {
      const { version } = await getRestore(support, { restoreId: restore.id });
      const wish = { restoreId: restore.id, version, reason };
      return undoRestore({ ...support, now: new Date() }, wish);
    };
    await end((await press()).undoOperation?.id ?? "", "rolled_back");
    expect((await audits(restore.id)).at(-1)).toBe("restore.not_undone done");
    const still = await getRestore({ ...support, now: new Date() }, { restoreId: restore.id });
    expect(still).toMatchObject({
      state: "succeeded",
      finishedAt: restore.finishedAt,
      keptUntil: restore.keptUntil,
    });
    await exchangedThenStopped((await press()).undoOperation?.id ?? "");
    const undone = await getRestore({ ...support, now: new Date() }, { restoreId: restore.id });
    expect([undone.state, hoursKept(undone)]).toEqual(["undone", 168]);
  });

  it("is not taken back once another release runs on the data", async () => {
    const restore = await restored();
    const { id: newer } = await world.release({ base: "19.0.1.0.7" });
    await world.db.prisma.environment.update({
      where: { id: restore.target.id },
      data: { releaseId: newer },
    });
    const seen = await getRestore({ ...support, now: new Date() }, { restoreId: restore.id });
    expect(seen.can.undo.reason).toContain("the kept data are of the release before it");
  });
});
