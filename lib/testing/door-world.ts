import { randomUUID } from "node:crypto";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import type { Context } from "@/lib/usecases/context";
import { liftQuarantine, quarantineRelease } from "@/lib/usecases/evidence/quarantine";
import { liftHold } from "@/lib/usecases/hold/lift";
import { placeHold } from "@/lib/usecases/hold/place";
import { requestRestore } from "@/lib/usecases/restore/request";
import { storeEvent } from "./calendar-rows";
import { at } from "./change-world";
import { makeRollbackWorld } from "./rollback-world";
import { makeTrainWorld } from "./train-world";

const HOUR_MS = 3_600_000;
/** Longer than any approval counts. */
const LAPSED_MS = 1_000 * 24 * HOUR_MS;

/** What may come up between the decision and the start. */
export const OBSTACLES = ["quarantine", "hold", "freeze", "no approval"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** A door somebody stands before: everything is ready, and pressing it begins an operation. */
export type Ready = {
  environmentId: string;
  /** The release that would run. */
  releaseId: string;
  /** The change whose approvals count; missing where none is asked for. */
  changeId?: string;
  press(): Promise<unknown>;
  /** Pressed by somebody whose act no approval covers, where the press itself is one. */
  pressUnapproved?(): Promise<unknown>;
  /** Whether it has opened; where nothing else is said, an operation is under way on the environment. */
  opened?(): Promise<boolean>;
};

/** Worlds in which every door can be stood before, and obstacles put up and taken away again. */
export async function makeDoorWorld() {
  const trains = await makeTrainWorld();
  const rollbacks = await makeRollbackWorld();
  const { prisma } = trains.db;
  const chief = await trains.person("release_manager", "fleet");

  const environmentOf = (id: string) => prisma.environment.findUniqueOrThrow({ where: { id } });

  /** Puts it in the way; answers how it is taken away again. */
  async function block(obstacle: Obstacle, ready: Ready): Promise<() => Promise<unknown>> {
    const { environmentId, releaseId, changeId } = ready;
    if (obstacle === "quarantine") {
      const reason = "Its invoices are numbered twice";
      await quarantineRelease(at(chief), { releaseId, reason });
      return () => liftQuarantine(at(chief), { releaseId, reason: "It was another release." });
    }
    if (obstacle === "hold") {
      const until = new Date(Date.now() + HOUR_MS).toISOString();
      const reason = "Network works in the hall";
      const hold = await placeHold(at(chief), { level: "environment", environmentId, reason, until });
      return () => liftHold(at(chief), { holdId: hold.id, reason: "The works are done." });
    }
    if (obstacle === "freeze") {
      const { id, tenantId, stage } = await environmentOf(environmentId);
      const { id: eventId } = await storeEvent(trains.db, {
        environment: { id, tenantId, stage: stage === "production" ? "production" : "staging" },
        from: new Date(Date.now() - HOUR_MS),
        until: new Date(Date.now() + HOUR_MS),
        createdById: chief.actor.id,
      });
      return () => prisma.calendarEvent.delete({ where: { id: eventId } });
    }
    if (changeId === undefined) return async () => undefined;
    const given = await prisma.changeDecision.findMany({
      where: { changeId, kind: "approved", voidedAt: null },
    });
    const givenAt = (id: string, time: Date) =>
      prisma.changeDecision.update({ where: { id }, data: { at: time } });
    for (const { id } of given) await givenAt(id, new Date(Date.now() - LAPSED_MS));
    return () => Promise.all(given.map(({ id, at: time }) => givenAt(id, time)));
  }

  const underWay = async (environmentId: string): Promise<boolean> =>
    (await prisma.operation.count({
      where: { environmentId, state: { in: [...ACTIVE_OPERATION_STATES] } },
    })) > 0;

  /** A good backup of an environment, with the operation that took it. */
  async function backedUp(environmentId: string, releaseId: string): Promise<string> {
    const { tenantId, clusterId } = await environmentOf(environmentId);
    const operation = await prisma.operation.create({
      data: {
        ...{ kind: "backup", state: "succeeded", tenantId, environmentId, clusterId },
        ...{ deadlineAt: new Date(), correlationId: randomUUID() },
      },
    });
    const snapshot = randomUUID().replaceAll("-", "");
    const backup = await prisma.backup.create({
      data: {
        ...{ tenantId, environmentId, operationId: operation.id, cause: "manual", state: "good", releaseId },
        ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot, rowCounts: { sale_order: 42 } },
        takenAt: new Date(Date.now() - HOUR_MS),
      },
    });
    return backup.id;
  }

  /** A restore of a staging environment that has been made, and can be taken back. */
  async function restored(by: Context) {
    const { id: releaseId } = await trains.release();
    const { id: environmentId } = await trains.environment("staging", releaseId);
    const wish = { environmentId, backupId: await backedUp(environmentId, releaseId) };
    const restore = await requestRestore(by, { ...wish, reason: "Orders were deleted by mistake" });
    const operationId = restore.operation?.id ?? "";
    const sentence = "Every figure is met.";
    const result = { lines: [], flagged: 0, explained: 0, sameEnvironment: true, balanced: true, sentence };
    const where = { operationId_name: { operationId, name: "reconcile" } };
    await prisma.operationStep.update({ where, data: { result } });
    await trains.endCar(operationId, "succeeded");
    return { environmentId, releaseId, restoreId: restore.id };
  }

  async function close() {
    await rollbacks.close();
    await trains.close();
  }
  return { trains, rollbacks, chief, block, environmentOf, underWay, backedUp, restored, close };
}

export type DoorWorld = Awaited<ReturnType<typeof makeDoorWorld>>;
