import "server-only";
import type { Tx } from "@/lib/data/client";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { Problem } from "@/lib/domain/shared/problem";
import type { Context } from "../context";
import { beginDataRollback, openDataRollback } from "../rollback/data-begin";
import { createDataOperation, markChanging, restorePlan } from "./create";
import { refusalNow } from "./facts";
import { assertNotHeld } from "./held";
import { chosenAgain } from "./point";
import type { RestoreRow } from "./rows";

/** Starts what a request waited for, if what it needs still holds; answers the operation. @throws Problem */
export function beginReleased(tx: Tx, ctx: Context, row: RestoreRow): Promise<string> {
  return row.changeId === null ? beginRestore(tx, ctx, row) : beginBack(tx, ctx, row);
}

async function beginRestore(tx: Tx, ctx: Context, row: RestoreRow): Promise<string> {
  const place = row.targetEnvironment;
  const chosen = await chosenAgain(tx, place, row);
  const gone = await refusalNow(tx, place, chosen.point, row.acceptsDamage);
  if (gone !== null) throw new Problem("conflict", gone);
  await assertNotHeld(tx, place.id, ctx.now);
  const operationId = await createDataOperation(tx, "restore", place, {
    requesterId: row.requesterId,
    reason: row.reason,
    correlationId: ctx.correlationId,
    now: ctx.now,
    plan: restorePlan(place, chosen, row.neutralise),
  });
  const from = row.backup.environment.name;
  await markChanging(tx, place.id, `${restoreNumber(row.number)} brings data of ${from} back.`);
  return operationId;
}

async function beginBack(tx: Tx, ctx: Context, row: RestoreRow): Promise<string> {
  const { targetEnvironmentId: environmentId, backupId, id: restoreId, requesterId, reason } = row;
  const open = await openDataRollback(tx, ctx, { environmentId, backupId, restoreId });
  if (open.change.id !== row.changeId)
    throw new Problem(
      "conflict",
      "Another change runs there by now. Refuse this request; it is asked for anew.",
    );
  return beginDataRollback(tx, ctx, open, { environmentId, requesterId, reason });
}
