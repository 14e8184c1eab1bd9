import "server-only";
import type { Database } from "../client";

const MAX_ENVIRONMENTS = 1_000;

export type ArchivedEnvironment = {
  id: string;
  namespace: string;
  databaseCluster: string;
  recoverableFrom: Date | null;
  recoverableUntil: Date | null;
};

/** Environments of a cluster whose database has a server of its own that archives its log; at most 1000. */
export async function archivedEnvironments(db: Database, clusterId: string): Promise<ArchivedEnvironment[]> {
  const rows = await db.prisma.environment.findMany({
    where: { clusterId, databaseCluster: { not: null } },
    select: {
      ...{ id: true, namespace: true, databaseCluster: true },
      ...{ recoverableFrom: true, recoverableUntil: true },
    },
    orderBy: { id: "asc" },
    take: MAX_ENVIRONMENTS,
  });
  return rows.flatMap(({ databaseCluster, ...row }) =>
    databaseCluster === null ? [] : [{ ...row, databaseCluster }],
  );
}

/** Writes which seconds can be brought back, as last observed. It grows all the time: nobody is told. */
export async function writeRecoverable(
  db: Database,
  environmentId: string,
  { from, until }: { from: Date | null; until: Date | null },
): Promise<void> {
  await db.prisma.environment.updateMany({
    where: { id: environmentId },
    data: { recoverableFrom: from, recoverableUntil: until },
  });
}
