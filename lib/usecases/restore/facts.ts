import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { operationShortId, READING_KINDS } from "@/lib/domain/operation/name";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { type RestoreFacts, restoreRefusal } from "@/lib/domain/recovery/restore";
import { releaseSelect } from "../change/facts";
import { schemaVersionsOf } from "../release/schema-versions";

export const targetInclude = {
  tenant: { select: { id: true, name: true, slug: true } },
  release: { select: releaseSelect },
  operations: {
    // A copy that runs is waited for.
    where: { state: { in: [...ACTIVE_OPERATION_STATES] }, kind: { notIn: [...READING_KINDS] } },
    select: { id: true },
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude;
export type TargetRow = Prisma.EnvironmentGetPayload<{ include: typeof targetInclude }>;

export const pointInclude = {
  environment: {
    select: { id: true, name: true, tenantId: true, stage: true, timeZone: true, namespace: true },
  },
  release: { select: releaseSelect },
} satisfies Prisma.BackupInclude;
export type PointRow = Prisma.BackupGetPayload<{ include: typeof pointInclude }>;

/** Everything that decides whether a backup can be brought back there. */
export function restoreFacts(
  target: TargetRow,
  point: PointRow,
  known: { schemaVersions: RestoreFacts["schemaVersions"]; acceptsDamage: boolean },
): RestoreFacts {
  const [active] = target.operations;
  const { environment: source } = point;
  return {
    ...known,
    backup: {
      state: point.state,
      proof: point.proof,
      takenAt: point.takenAt,
      release: point.release,
      complete: point.databaseSnapshotId !== null && point.filestoreSnapshotId !== null,
    },
    source,
    target: {
      id: target.id,
      name: target.name,
      tenantId: target.tenantId,
      stage: target.stage,
      release: target.release,
      activeOperation: active === undefined ? null : operationShortId(active.id),
    },
  };
}

/** Schema changes that any known release says of the modules of these. */
export const versionsFor = (db: Tx, target: TargetRow, points: readonly PointRow[]) => {
  const releases = [target.release, ...points.map(({ release }) => release)].filter((one) => one !== null);
  return schemaVersionsOf(db, [...new Map(releases.map((one) => [one.id, one])).values()]);
};

/** The first reason against it as it stands now; null when it can be brought back. */
export async function refusalNow(
  db: Tx,
  target: TargetRow,
  point: PointRow,
  acceptsDamage: boolean,
): Promise<string | null> {
  // Whoever is forgetting it now is waited for; whoever comes later finds what this transaction has written of it.
  const [kept] = await db.$queryRaw<Pick<PointRow, "state">[]>`
    SELECT state::text AS state FROM backup WHERE id = ${point.id}::uuid FOR KEY SHARE`;
  const now = { ...point, state: kept?.state ?? "forgotten" };
  const schemaVersions = await versionsFor(db, target, [now]);
  return restoreRefusal(restoreFacts(target, now, { schemaVersions, acceptsDamage }));
}
