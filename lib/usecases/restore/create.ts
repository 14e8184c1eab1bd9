import "server-only";
import type { Tx } from "@/lib/data/client";
import type { OperationKind, Prisma } from "@/lib/data/generated/client";
import { lockEnvironment } from "@/lib/data/locks";
import { isTaken } from "@/lib/data/taken";
import { DRAIN_SECONDS } from "@/lib/domain/operation/deploy";
import { type PlannedStep, planLimitMs } from "@/lib/domain/operation/plan";
import { planRestore, planRestoreRollback, type RestoreSource } from "@/lib/domain/recovery/restore-plan";
import { Problem } from "@/lib/domain/shared/problem";
import type { PointRow, TargetRow } from "./facts";
import type { ChosenPoint } from "./point";

type Asked = { requesterId: string | null; reason: string; correlationId: string; now: Date };

/** How the door is closed for an exchange of data. */
export const closingOf = ({ timeZone }: { timeZone: string }) =>
  ({ drainSeconds: DRAIN_SECONDS, timeZone, unanswered: "go_on" }) as const;

/** The plan of bringing this point back there, with everything the steps need. @throws Problem when it lacks its parts */
export const restorePlan = (
  target: TargetRow,
  chosen: ChosenPoint,
  neutralise: boolean,
): readonly PlannedStep[] => planRestore(sourceOf(target, chosen, neutralise), closingOf(target));

/** The same for a checkpoint whose release comes back with it. */
export const restoreRollbackPlan = (target: TargetRow, point: PointRow): readonly PlannedStep[] =>
  planRestoreRollback(sourceOf(target, { point, at: null, recovery: null }, false), closingOf(target));

function sourceOf(
  target: TargetRow,
  { point, at, recovery }: ChosenPoint,
  neutralise: boolean,
): RestoreSource {
  const { databaseSnapshotId, filestoreSnapshotId, takenAt, environment } = point;
  if (databaseSnapshotId === null || filestoreSnapshotId === null || takenAt === null)
    throw new Problem("conflict", "This backup does not say which snapshots it is made of.");
  return {
    databaseSnapshotId,
    filestoreSnapshotId,
    repositoryOf: environment.namespace,
    takenAt: (at ?? takenAt).toISOString(),
    // Nobody counted at that second: its rows are counted when they are back.
    rowCounts: recovery === null ? (point.rowCounts as Record<string, number>) : {},
    recovery,
    sameEnvironment: environment.id === target.id,
    neutralizeAs: neutralise ? `https://${target.hostname}` : null,
  };
}

type Place = Pick<
  TargetRow,
  "id" | "name" | "tenantId" | "clusterId" | "state" | "stateSentence" | "releaseId"
>;

/** Where the release goes back with the data: what runs then, what is left, and the change that is taken back. */
type Moved = { releaseId?: string; previousReleaseId?: string; changeId?: string };

/** Writes an operation on an environment's data. Call it in the transaction that decided so. @throws Problem `conflict` */
export async function createDataOperation(
  tx: Tx,
  kind: OperationKind,
  place: Place,
  asked: Asked & Moved & { plan: readonly PlannedStep[] },
): Promise<string> {
  const { plan, now } = asked;
  const steps = plan.map(({ name, phase, timeoutMs, parameters = {} }, position) => ({
    ...{ position, name, phase, timeoutMs },
    parameters: parameters as Prisma.InputJsonValue,
  }));
  const { id: environmentId, tenantId, clusterId, releaseId } = place;
  // So that no copy is begun that does not see this one.
  await lockEnvironment(tx, environmentId);
  const operation = await tx.operation
    .create({
      data: {
        ...{ kind, tenantId, environmentId, clusterId, changeId: asked.changeId ?? null },
        releaseId: asked.releaseId ?? releaseId,
        previousReleaseId: asked.previousReleaseId ?? releaseId,
        requesterId: asked.requesterId,
        reason: asked.reason,
        sentence: "Waits for a worker.",
        stateBefore: place.state,
        stateSentenceBefore: place.stateSentence,
        deadlineAt: new Date(now.getTime() + planLimitMs(plan)),
        correlationId: asked.correlationId,
        createdAt: now,
        steps: { createMany: { data: steps } },
      },
      select: { id: true },
    })
    .catch((error: unknown) => {
      // The partial unique index operation_one_active_per_environment: someone else's start came first.
      if (!isTaken(error)) throw error;
      throw new Problem(
        "conflict",
        `Another operation has just started on ${place.name}. Wait until it has ended.`,
      );
    });
  return operation.id;
}

/** The environment says that its data are about to change. */
export async function markChanging(tx: Tx, environmentId: string, sentence: string): Promise<void> {
  await tx.environment.update({
    where: { id: environmentId },
    data: { state: "changing", stateSentence: sentence, version: { increment: 1 } },
  });
}
