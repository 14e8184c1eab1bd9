import "server-only";
import { z } from "zod";
import { changeNumber } from "@/lib/domain/change/number";
import {
  heldBecause,
  OPEN_WITH_CHECKPOINT,
  type PrunePoints,
  type StoredBackup,
} from "@/lib/domain/recovery/prune";
import type { Tx } from "../client";
import type { Prisma } from "../generated/client";
import { asTransient } from "./outage";
import { type TellingDependencies, tellingTransaction } from "./telling";

/** More than any policy keeps of one environment. */
const MOST = 5_000;

const include = {
  restores: {
    where: { state: { in: ["requested", "running", "undoing", "succeeded"] } },
    select: { state: true, keptUntil: true },
  },
  drills: { orderBy: { createdAt: "desc" }, take: 1, select: { state: true, createdAt: true } },
  scratchCopies: { where: { state: "making" }, take: 1, select: { id: true } },
  verifications: { where: { seconds: null }, take: 1, select: { id: true } },
  operation: { select: { change: { select: { number: true, state: true } } } },
} satisfies Prisma.BackupInclude;
type Row = Prisma.BackupGetPayload<{ include: typeof include }>;

type Around = Pick<StoredBackup, "hold"> & { broughtBy: string | null };

function storedOf(row: Row, { hold, broughtBy }: Around): StoredBackup[] {
  const { id, operationId, takenAt, state, proof, cause, keptUntil } = row;
  if (takenAt === null || (state !== "good" && state !== "damaged")) return [];
  const undoable = row.restores.flatMap((one) => (one.state === "succeeded" ? (one.keptUntil ?? []) : []));
  const [drill] = row.drills;
  const change = cause === "checkpoint" ? row.operation.change : null;
  const open = change !== null && OPEN_WITH_CHECKPOINT.some((state) => state === change.state);
  return [
    {
      ...{ id, operationId, takenAt, state, proof, cause, keptUntil },
      restoreOpen: row.restores.some((one) => one.state !== "succeeded"),
      undoableUntil: undoable.length === 0 ? null : new Date(Math.max(...undoable.map(Number))),
      drill: drill === undefined ? null : drill.state === "running" ? "running" : drill.createdAt,
      scratchMaking: row.scratchCopies.length > 0,
      beingRead: row.verifications.length > 0,
      openChange: open ? changeNumber(change.number) : null,
      wayBack: cause === "checkpoint" && operationId === broughtBy,
      hold,
    },
  ];
}

/** An environment's backups whose data lie in the store, with what refers to them. */
export async function storedBackups(
  db: Tx,
  where: { environmentId: string; id?: { in: string[] } },
): Promise<StoredBackup[]> {
  const rows = await db.backup.findMany({
    where: { ...where, state: { in: ["good", "damaged"] } },
    include,
    orderBy: [{ takenAt: "desc" }, { id: "desc" }],
    take: MOST,
  });
  const { environmentId } = where;
  const around = {
    hold: await holdOver(db, environmentId),
    broughtBy: await deploymentOfRunning(db, environmentId),
  };
  return rows.flatMap((row) => storedOf(row, around));
}

/** The hold over an environment that ends last: its own, its tenant's or the fleet's. Null when none stands. */
async function holdOver(db: Tx, environmentId: string): Promise<StoredBackup["hold"]> {
  const { tenantId } = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { tenantId: true },
  });
  const hold = await db.hold.findFirst({
    where: {
      ...{ liftedAt: null, expiresAt: { gt: new Date() } },
      OR: [{ level: "fleet" }, { level: "tenant", tenantId }, { level: "environment", environmentId }],
    },
    orderBy: { expiresAt: "desc" },
    select: { expiresAt: true, placedBy: { select: { name: true } } },
  });
  return hold === null ? null : { by: hold.placedBy.name, until: hold.expiresAt };
}

/** The deployment that brought what runs: a way back with its data leads to what it saved. */
async function deploymentOfRunning(db: Tx, environmentId: string): Promise<string | null> {
  const { releaseId } = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { releaseId: true },
  });
  if (releaseId === null) return null;
  const operation = await db.operation.findFirst({
    where: { environmentId, releaseId, kind: "deploy", state: { in: ["succeeded", "failed"] } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return operation?.id ?? null;
}

const Parameters = z.object({
  backups: z.array(z.object({ backupId: z.uuid(), operationId: z.uuid() })).max(500),
  failed: z.array(z.uuid()).max(100),
});

/** What the plan of a pruning names; null when the operation is none. */
async function pointsOf(db: Tx, operationId: string): Promise<PrunePoints | null> {
  const step = await db.operationStep.findFirst({ where: { operationId, name: "forget" } });
  const parsed = Parameters.safeParse(step?.parameters);
  return parsed.success ? parsed.data : null;
}

/**
 * Marks as forgotten what the operation shall remove, before anything is removed: from then on nothing new can refer to
 * it. What is referred to by now is left out. Answers the operations whose restore points are to go; asked again, the same.
 */
async function beginForgetting(deps: TellingDependencies, operationId: string): Promise<string[]> {
  return deps.db.transaction(async (tx) => {
    const points = await pointsOf(tx, operationId);
    const ids = (points?.backups ?? []).map(({ backupId }) => backupId);
    if (points === null) return [];
    const { environmentId } = await tx.operation.findUniqueOrThrow({ where: { id: operationId } });
    await tx.$queryRaw`SELECT id FROM backup WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    const now = new Date();
    const stored = await storedBackups(tx, { environmentId, id: { in: ids } });
    const free = stored.filter((backup) => heldBecause(backup, now) === null).map(({ id }) => id);
    await tx.backup.updateMany({
      where: { id: { in: free }, state: { in: ["good", "damaged"] } },
      data: { state: "forgotten", version: { increment: 1 } },
    });
    const gone = await tx.backup.findMany({
      where: { id: { in: ids }, environmentId, state: "forgotten" },
      select: { operationId: true },
    });
    return [...gone.map((one) => one.operationId), ...points.failed];
  });
}

/** The store has let go of them: their snapshots are named no longer. */
async function finishForgetting(deps: TellingDependencies, operationId: string): Promise<void> {
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const points = await pointsOf(tx, operationId);
    const ids = (points?.backups ?? []).map(({ backupId }) => backupId);
    await tx.backup.updateMany({
      where: { id: { in: ids }, state: "forgotten" },
      data: { databaseSnapshotId: null, filestoreSnapshotId: null, version: { increment: 1 } },
    });
    const { tenantId, environmentId } = await tx.operation.findUniqueOrThrow({ where: { id: operationId } });
    const subject = { kind: "environment" as const, id: environmentId };
    await announce({ type: "backup.ended", tenantId, environmentId, subject });
  });
}

/** The part of the recovery records that forgets. An outage is a TransientFailure. */
export const createPruneRecords = (deps: TellingDependencies) => ({
  beginForgetting: (operationId: string) => asTransient(() => beginForgetting(deps, operationId)),
  finishForgetting: (operationId: string) => asTransient(() => finishForgetting(deps, operationId)),
});
