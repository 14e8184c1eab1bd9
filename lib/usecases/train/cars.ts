import "server-only";
import { type AuditFact, appendAudit } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import type { Action } from "@/lib/domain/access/actions";
import { changeNumber } from "@/lib/domain/change/number";
import { trainNumber } from "@/lib/domain/train/number";
import { cancelRow } from "../change/cancel";
import type { Acting } from "../change/target";
import { auditOf } from "../command";
import type { Context } from "../context";
import { stateOfCar } from "./facts";
import { type CarRow, carsOf, type TrainRow } from "./rows";

/** The audit row of an act on one car, beside the train's own. */
export async function auditCar(
  tx: Tx,
  ctx: Context,
  train: { number: number },
  { action, change, facts }: { action: Action; change: Change; facts: AuditFact["facts"] },
): Promise<void> {
  const target = {
    kind: "change",
    id: change.id,
    name: changeNumber(change.number),
    tenantId: change.tenantId,
    environmentId: change.environmentId,
  };
  const told = { train: trainNumber(train.number), ...facts };
  await appendAudit(tx, auditOf(ctx, action, target, "done", told));
}

/** Cars that have a change and have not started. */
export const waitingCars = (row: TrainRow): readonly (CarRow & { change: NonNullable<CarRow["change"]> })[] =>
  carsOf(row).flatMap((car) =>
    car.change !== null && stateOfCar(car) === "waiting" ? [{ ...car, change: car.change }] : [],
  );

/** Cancels the changes of these cars: what has not started never will. */
export async function cancelCars(
  acting: Pick<Acting, "tx" | "ctx" | "announce">,
  train: TrainRow,
  cars: readonly { change: Change }[],
  reason: string,
): Promise<void> {
  for (const { change } of cars) {
    await cancelRow(acting, change, reason);
    const facts = { reason };
    await auditCar(acting.tx, acting.ctx, train, { action: "change.cancel", change, facts });
  }
}
