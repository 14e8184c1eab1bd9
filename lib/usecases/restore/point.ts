import "server-only";
import type { z } from "zod";
import type { RequestRestore } from "@/lib/contracts/api/resources/restore";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { filesFor, pointRefusal, recoverableOf } from "@/lib/domain/recovery/point-in-time";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { Problem } from "@/lib/domain/shared/problem";
import { releaseSelect } from "../change/facts";
import { type Context, grantsOf } from "../context";
import { type PointRow, pointInclude, type TargetRow } from "./facts";

/** What is brought back: a backup at its own moment, or a second for which the backup gives the files only. */
export type ChosenPoint = { point: PointRow; at: Date | null; recovery: RecoveryPoint | null };

type Wish = Pick<z.infer<typeof RequestRestore>, "backupId" | "pointInTime" | "sourceEnvironmentId">;

/** The data as of when: since then everything is lost. */
export const momentOf = ({ point, at }: ChosenPoint): Date => at ?? point.takenAt ?? point.createdAt;

/**
 * Whoever restores gets to see what comes back, so the right to read backups where it comes from is needed as well.
 * @throws Problem `invalid_input` when neither or both are named, `not_found` for what is not this person's to see
 */
export async function choosePoint(
  tx: Tx,
  ctx: Pick<Context, "actor">,
  target: TargetRow,
  wish: Wish,
): Promise<ChosenPoint> {
  const { backupId, pointInTime, sourceEnvironmentId } = wish;
  if (pointInTime !== undefined && backupId === undefined) {
    const sourceId = sourceEnvironmentId ?? target.id;
    assertReadable(ctx, { ...target, id: sourceId }, NO_SOURCE);
    return choosePointInTime(tx, target, sourceId, new Date(pointInTime));
  }
  if (backupId === undefined || pointInTime !== undefined)
    throw badPoint("Name either a backup or a second to go back to.");
  const chosen = await chooseBackup(tx, target, backupId);
  assertReadable(ctx, chosen.point.environment, NO_BACKUP);
  return chosen;
}

const NO_BACKUP = "There is no such backup, or it is not yours to see.";
const NO_SOURCE = "There is no such environment of this customer, or it is not yours to see.";

function assertReadable(
  ctx: Pick<Context, "actor">,
  { tenantId, id: environmentId }: { tenantId: string; id: string },
  unseen: string,
): void {
  const scope = { level: "environment", tenantId, environmentId } as const;
  const decision = decide(grantsOf(ctx.actor), "backup.read", scope);
  if (decision.allow) return;
  throw decision.reveal === "nothing"
    ? new Problem("not_found", unseen)
    : new Problem("forbidden", decision.reason);
}

async function chooseBackup(tx: Tx, target: TargetRow, backupId: string): Promise<ChosenPoint> {
  const point = await tx.backup.findUnique({ where: { id: backupId }, include: pointInclude });
  if (point === null || point.tenantId !== target.tenantId) throw new Problem("not_found", NO_BACKUP);
  return { point, at: null, recovery: null };
}

const badPoint = (message: string) =>
  new Problem("invalid_input", `pointInTime: ${message}`, { issues: [{ path: "pointInTime", message }] });

async function choosePointInTime(
  tx: Tx,
  target: TargetRow,
  sourceId: string,
  at: Date,
): Promise<ChosenPoint> {
  const where = { id: sourceId, tenantId: target.tenantId };
  const source = await tx.environment.findFirst({ where });
  if (source === null) throw new Problem("not_found", NO_SOURCE);
  const recovery = recoveryOf(target, source, at);
  const points = await tx.backup.findMany({
    where: { environmentId: sourceId, state: "good", proof: { not: "disproved" }, takenAt: { not: null } },
    include: pointInclude,
    orderBy: { takenAt: "desc" },
    take: 500,
  });
  const files = filesFor(points, at);
  if (files === null)
    throw badPoint(`${source.name} has no good backup, and the files are taken from one. Back it up first.`);
  const release = await releaseAt(tx, sourceId, at);
  return { point: release === null ? files : { ...files, release }, at, recovery };
}

type Source = Prisma.EnvironmentGetPayload<object>;

/** @throws Problem `invalid_input` when this second cannot be brought back there */
function recoveryOf(target: TargetRow, source: Source, at: Date): RecoveryPoint {
  const refusal = pointRefusal({ at, source: { ...source, recoverable: recoverableOf(source) }, target });
  if (refusal !== null || source.databaseCluster === null)
    throw badPoint(refusal ?? `${source.name} keeps no write-ahead log of its own.`);
  const { id, name, namespace, hostname, stage, databaseCluster: cluster } = source;
  const environment = { environmentId: id, environmentName: name, namespace, hostname, stage };
  return { at: at.toISOString(), cluster, environment };
}

/** What a restore that was asked for earlier brings back, as things stand now. @throws Problem when it no longer can be */
export async function chosenAgain(
  tx: Tx,
  target: TargetRow,
  row: { backup: PointRow; pointInTime: Date | null },
): Promise<ChosenPoint> {
  const { backup: point, pointInTime: at } = row;
  if (at === null) return { point, at, recovery: null };
  const source = await tx.environment.findUniqueOrThrow({ where: { id: point.environmentId } });
  const release = await releaseAt(tx, source.id, at);
  const recovery = recoveryOf(target, source, at);
  return { point: release === null ? point : { ...point, release }, at, recovery };
}

/** The release that ran there at a moment: what the last deployment before it brought; null when none is known. */
export async function releaseAt(tx: Tx, environmentId: string, at: Date): Promise<PointRow["release"]> {
  const kind = { in: ["deploy", "rollback", "restore_rollback"] as const };
  const row = await tx.operation.findFirst({
    where: { environmentId, kind: { in: [...kind.in] }, state: "succeeded", finishedAt: { lte: at } },
    select: { release: { select: releaseSelect } },
    orderBy: { finishedAt: "desc" },
  });
  return row?.release ?? null;
}
