import { randomUUID } from "node:crypto";
import type { World } from "./world";

/** The tenant has a place for backups. */
export async function addStore(world: World): Promise<void> {
  const sealedPassword = new Uint8Array([1]);
  const { tenantId } = world;
  await world.db.prisma.backupStore.create({ data: { tenantId, repository: "/backups/x", sealedPassword } });
}

/** A production environment with one good backup, so many hours old. */
export async function drillable(world: World, releaseId: string, hours = 2) {
  const { id } = await world.environment("production", releaseId);
  const environment = await world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
  await goodBackup(world, environment, releaseId, new Date(Date.now() - hours * 3_600_000));
  return environment;
}

type Backed = { id: string; tenantId: string; clusterId: string };

/** A good backup of an environment, with the operation that took it. */
export async function goodBackup(
  world: World,
  { id, tenantId, clusterId }: Backed,
  releaseId: string,
  takenAt: Date,
): Promise<void> {
  const operation = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, environmentId: id, clusterId },
      ...{ deadlineAt: new Date(), correlationId: randomUUID() },
    },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  await world.db.prisma.backup.create({
    data: {
      ...{
        tenantId,
        environmentId: id,
        operationId: operation.id,
        cause: "manual",
        state: "good",
        releaseId,
      },
      takenAt,
      ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot, rowCounts: { sale_order: 42 } },
      modules: [{ name: "base", version: "19.0.1.3.0", schemaChange: false }],
    },
  });
}
