import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { recordOutcome } from "../operation/record-outcome";
import { approveRestore } from "./approve";
import { getRestore } from "./get";
import { getRestoreOptions } from "./options";
import { requestRestore } from "./request";
import { undoRestore } from "./undo";

let world: World;
const reason = "The database was dropped by mistake";
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** A backup of an environment that has ended, good or with the toolbox's sentence. */
async function backup(environmentId: string, minutes: number, failed?: string) {
  const { tenantId, clusterId } = world;
  const ended = { state: "succeeded", deadlineAt: new Date(), correlationId: randomUUID() } as const;
  const operation = await world.db.prisma.operation.create({
    data: { kind: "backup", tenantId, environmentId, clusterId, ...ended },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  const at = new Date(Date.now() - minutes * 60_000);
  const good = {
    state: "good",
    takenAt: at,
    databaseSnapshotId: snapshot,
    filestoreSnapshotId: snapshot,
  } as const;
  const how = failed === undefined ? good : ({ state: "failed", sentence: failed } as const);
  return world.db.prisma.backup.create({
    data: {
      ...{ tenantId, environmentId, operationId: operation.id, cause: "scheduled", createdAt: at },
      ...how,
    },
  });
}

it("says what is replaced without a backup before it is released and afterwards, and refuses an undo to nothing", async () => {
  const { id: environmentId } = await world.environment("production", (await world.release()).id);
  const { name } = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
  const manager = await world.person("release_manager");
  const point = await backup(environmentId, 60);
  expect(await getRestoreOptions(manager, { environmentId })).toMatchObject({ unsaved: null });
  await backup(environmentId, 10, "Failed: The database does not exist (database_missing).");
  const expected = `The last backup of ${name} failed: its database does not exist any more.`;
  const { unsaved } = await getRestoreOptions(manager, { environmentId });
  expect(unsaved).toContain(expected);
  const wish = { environmentId, backupId: point.id, reason, confirmation: name };
  const asked = await requestRestore(manager, wish);
  expect(asked.unsaved).toBe(unsaved);
  const engineer = await world.person("platform_engineer");
  const comment = "I looked at the server: it is gone";
  const begun = await approveRestore(engineer, { restoreId: asked.id, version: asked.version, comment });
  const operationId = begun.operation?.id ?? "";
  expect((await getRestore(manager, { restoreId: asked.id })).unsaved).toBeNull();
  const said = "What stood here could not be backed up first: it is gone. There is no undo.";
  for (const [step, result] of [
    ["safety_backup", { backupId: null, unsaved: said }],
    ["swap", { keptDatabase: null, before: {}, after: {} }],
  ] as const)
    for (const state of ["running", "done"] as const)
      await world.db.prisma.operationStep.update({
        where: { operationId_name: { operationId, name: step } },
        data: { state, result },
      });
  await world.db.transaction(async (tx) => {
    for (const state of ["running", "succeeded"] as const)
      await tx.operation.update({ where: { id: operationId }, data: { state } });
    const done = { state: "succeeded", touched: true, failure: null, needsAttention: false } as const;
    await recordOutcome(tx, { operationId, end: { ...done, sentence: "Done." }, now: new Date() });
  });
  const restore = await getRestore(manager, { restoreId: asked.id });
  expect(restore).toMatchObject({ state: "succeeded", unsaved: said, keptUntil: null });
  expect(restore.can.undo).toMatchObject({
    allowed: false,
    reason: expect.stringContaining("nothing was kept"),
  });
  const undo = undoRestore(manager, { restoreId: restore.id, version: restore.version, reason });
  expect((await problemOf(undo)).message).toContain("nothing was kept");
});
