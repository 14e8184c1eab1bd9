import { randomUUID } from "node:crypto";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import type { Context } from "@/lib/usecases/context";
import { recordOutcome } from "@/lib/usecases/operation/record-outcome";
import { rollBack } from "@/lib/usecases/rollback/roll-back";
import { queueDeploy } from "./operation-rows";
import { makeTenant, makeWorld } from "./world";

export type TestRelease = { id: string; name: string };
type Ask = Parameters<typeof rollBack>[1];

export const at = (ctx: Context): Context => ({ ...ctx, now: new Date() });

/** A world in which `begin` brings an environment from one release to the next, so that it can go back. */
export async function makeRollbackWorld() {
  const world = await makeWorld();
  const { prisma } = world.db;
  // Modules are one namespace of the whole database: this one is the suite's own.
  const stock = `stock_${randomUUID().slice(0, 8)}`;
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  const [manager, developer, plantIt, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("developer"),
    world.person("plant_it"),
    world.person("release_manager", { tenantId: other.id }),
  ]);

  /** A deployment that waits for a worker. */
  async function deployed(environmentId: string, release: TestRelease, previous: TestRelease | null) {
    return queueDeploy(world, {
      environmentId,
      releaseId: release.id,
      previousReleaseId: previous?.id ?? null,
    });
  }

  /** Ends an operation as a worker does. */
  async function ended(operationId: string, state: "succeeded" | "failed", sentence = "Done.") {
    const end = { state, needsAttention: state === "failed", touched: true, failure: null, sentence };
    await prisma.operation.update({ where: { id: operationId }, data: { state: "running" } });
    await world.db.transaction(async (tx) => {
      await tx.operation.update({ where: { id: operationId }, data: { state, sentence } });
      await recordOutcome(tx, { operationId, end, now: new Date() });
    });
  }

  async function begin(stage: "staging" | "production" = "staging") {
    const before = await world.release({ base: "19.0.1.0.0", [stock]: "1.0" });
    const running = await world.release({ base: "19.0.1.0.0", [stock]: "1.1" });
    const { id } = await world.environment(stage, before.id);
    await ended(await deployed(id, running, before), "succeeded");
    return { environmentId: id, before, running };
  }

  /** A change moved the schema; its deployment saved a checkpoint, and the door has opened since. */
  async function beginWithData(stage: "staging" | "production" = "staging") {
    const before = await world.release({ base: "19.0.1.0.0", [stock]: "1.0" });
    const running = await world.release({ base: "19.0.1.0.0", [stock]: "2.0" }, [stock]);
    const { id: environmentId } = await world.environment(stage, before.id);
    const operationId = await deployed(environmentId, running, before);
    const { tenantId } = world;
    const { id: changeId } = await prisma.change.create({
      data: {
        ...{ tenantId, environmentId, releaseId: running.id, title: "t", reason: "r" },
        ...{ requesterId: developer.actor.id, rollbackPlan: "", contentHash: "h", state: "in_progress" },
      },
    });
    await prisma.operation.update({ where: { id: operationId }, data: { changeId } });
    const snapshot = randomUUID().replaceAll("-", "");
    const { id: backupId } = await prisma.backup.create({
      data: {
        ...{ tenantId, environmentId, operationId, cause: "checkpoint", state: "good" },
        ...{ releaseId: before.id, takenAt: new Date(Date.now() - 60_000), rowCounts: { sale_order: 42 } },
        ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot },
      },
    });
    await ended(operationId, "succeeded");
    return { environmentId, before, running, changeId, backupId };
  }

  const environmentOf = (id: string) => prisma.environment.findUniqueOrThrow({ where: { id } });
  const press = async (
    environmentId: string,
    asked: Partial<Ask> & { targetReleaseId: string },
    ctx = manager,
  ) => {
    const { version } = await environmentOf(environmentId);
    const reason = "Labels print wrong since noon";
    return rollBack(at(ctx), { environmentId, version, reason, ...asked });
  };

  async function close() {
    const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
    await prisma.operation.updateMany({ where: left, data: { state: "failed" } });
    await world.close();
  }
  const people = { manager, developer, plantIt, stranger };
  return { ...world, ...people, stock, deployed, ended, begin, beginWithData, environmentOf, press, close };
}

export type RollbackWorld = Awaited<ReturnType<typeof makeRollbackWorld>>;
