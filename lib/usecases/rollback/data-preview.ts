import "server-only";
import { medianStepSeconds } from "@/lib/data/step-times";
import { changeNumber } from "@/lib/domain/change/number";
import type { Gate } from "@/lib/domain/policy/gate";
import { KEPT_HOURS, needsSecondPerson, restoreNumber } from "@/lib/domain/recovery/restore";
import { planRestoreRollback, type RestoreSource } from "@/lib/domain/recovery/restore-plan";
import { presentPlan } from "../change/plan";
import { type Context, grantsOf } from "../context";
import { closingOf } from "../restore/create";
import { canRollBackWithData } from "./can";
import { loadDataRollback } from "./data-facts";
import { activeOperationOf, type loadRollback, type RollbackFacts } from "./facts";

type Row = Parameters<typeof loadRollback>[1];

/** What going back together with the data would mean now, where code alone cannot. */
export async function previewWithData(
  ctx: Context,
  row: Row,
  { facts, gates }: { facts: RollbackFacts; gates: readonly Gate[] },
) {
  const db = ctx.db.prisma;
  const data = await loadDataRollback(db, row.id, { ...facts, activeOperation: activeOperationOf(row) });
  const { refusal, change, checkpoint, waiting } = data;
  const closing = closingOf(row);
  return {
    possible: { allowed: refusal === null, reason: refusal },
    checkpoint:
      checkpoint === null || checkpoint.takenAt === null
        ? null
        : {
            backupId: checkpoint.id,
            takenAt: checkpoint.takenAt.toISOString(),
            proof: checkpoint.proof,
          },
    change: change === null ? null : { id: change.id, number: changeNumber(change.number) },
    waiting: waiting === null ? null : { id: waiting.id, number: restoreNumber(waiting.number) },
    secondPerson: needsSecondPerson(row),
    keptHours: KEPT_HOURS,
    plan: presentPlan(planRestoreRollback(SHAPE, closing), await medianStepSeconds(db, row.id)),
    can: { rollBack: canRollBackWithData(grantsOf(ctx.actor), row, { refusal, gates }) },
  };
}

/** The steps are the same whatever the checkpoint is. */
const SHAPE: RestoreSource = {
  databaseSnapshotId: "",
  filestoreSnapshotId: "",
  repositoryOf: "",
  takenAt: "",
  rowCounts: {},
  sameEnvironment: true,
  neutralizeAs: null,
};
