import "server-only";
import type { Tx } from "@/lib/data/client";
import { lockEnvironment } from "@/lib/data/locks";
import { Problem } from "@/lib/domain/shared/problem";
import type { Context } from "../context";
import { createDataOperation, markChanging, restoreRollbackPlan } from "../restore/create";
import { type PointRow, targetInclude } from "../restore/facts";
import { rollbackGateRefusal } from "./can";
import { type DataRollbackFacts, loadDataRollback } from "./data-facts";
import { activeOperationOf, environmentInclude, loadRollback, type RollbackFacts } from "./facts";
import { loadRollbackGates } from "./gates";

type Wanted = {
  environmentId: string;
  /** The checkpoint that was shown when it was asked for. */
  backupId: string;
  /** The request that is released now, where it waited. */
  restoreId?: string;
};

type OpenDataRollback = {
  facts: RollbackFacts;
  from: { id: string; name: string };
  target: { id: string; name: string };
  change: NonNullable<DataRollbackFacts["change"]>;
  checkpoint: PointRow;
};

/**
 * Everything that going back with the data needs, as it stands now under the environment's lock.
 * @throws Problem `conflict` with the first reason against it, `gate_refused` naming the gates
 */
export async function openDataRollback(tx: Tx, ctx: Context, wanted: Wanted): Promise<OpenDataRollback> {
  const { environmentId } = wanted;
  await lockEnvironment(tx, environmentId);
  const where = { id: environmentId };
  const row = await tx.environment.findUniqueOrThrow({ where, include: environmentInclude });
  const facts = await loadRollback(tx, row);
  const asked = { ...facts, activeOperation: activeOperationOf(row) };
  const data = await loadDataRollback(tx, environmentId, asked, wanted.restoreId);
  const { from, target } = facts;
  const { refusal, change, checkpoint } = data;
  if (refusal !== null || from === null || target === null || change === null || checkpoint === null)
    throw new Problem("conflict", refusal ?? "It cannot go back with its data.");
  if (checkpoint.id !== wanted.backupId)
    throw new Problem(
      "conflict",
      `Another checkpoint stands for ${from.name} now. Look again, then decide.`,
      {
        stale: true,
      },
    );
  const gates = await loadRollbackGates(tx, environmentId, { moment: "start", now: ctx.now, target });
  const refused = rollbackGateRefusal(gates);
  if (refused !== null)
    throw new Problem("gate_refused", `It cannot go back now. ${refused}`, {
      gates: gates.filter(({ verdict }) => verdict === "fail"),
    });
  return { facts, from, target, change, checkpoint };
}

/** Writes the operation, and says of the environment what happens to it. @throws Problem `conflict` */
export async function beginDataRollback(
  tx: Tx,
  ctx: Context,
  open: OpenDataRollback,
  asked: { environmentId: string; requesterId: string; reason: string },
): Promise<string> {
  const { from, target, change, checkpoint } = open;
  const { environmentId, ...who } = asked;
  const place = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
    include: targetInclude,
  });
  const operationId = await createDataOperation(tx, "restore_rollback", place, {
    ...who,
    correlationId: ctx.correlationId,
    now: ctx.now,
    plan: restoreRollbackPlan(place, checkpoint),
    ...{ releaseId: target.id, previousReleaseId: from.id, changeId: change.id },
  });
  await markChanging(
    tx,
    environmentId,
    `${target.name} and its data come back in the place of ${from.name}.`,
  );
  return operationId;
}
