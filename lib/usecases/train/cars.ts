import "server-only";
import { type AuditFact, appendAudits } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import type { Action } from "@/lib/domain/access/actions";
import { changeNumber } from "@/lib/domain/change/number";
import { trainNumber } from "@/lib/domain/train/number";
import { cancelRows } from "../change/cancel";
import type { Acting } from "../change/target";
import { auditOf } from "../command";
import type { Context } from "../context";
import { stateOfCar } from "./facts";
import { type CarRow, carsOf, type TrainRow } from "./rows";

type CarAct = { action: Action; change: Change; facts: AuditFact["facts"] };

/** The audit rows of acts on cars, beside the train's own. */
export const auditCars = (
  tx: Tx,
  ctx: Context,
  train: { number: number },
  acts: readonly CarAct[],
): Promise<void> => {
  const rows = acts.map(({ action, change, facts }) => {
    const { id, tenantId, environmentId } = change;
    const target = { kind: "change", id, name: changeNumber(change.number), tenantId, environmentId };
    return auditOf(ctx, action, target, "done", { train: trainNumber(train.number), ...facts });
  });
  return appendAudits(tx, rows);
};

/** Cars that have a change and have not started. */
export const waitingCars = (row: TrainRow): readonly (CarRow & { change: NonNullable<CarRow["change"]> })[] =>
  carsOf(row).flatMap((car) =>
    car.change !== null && stateOfCar(car) === "waiting" ? [{ ...car, change: car.change }] : [],
  );

/** Cancels the changes of these cars: what has not started never will. The train's own event tells of them. */
export async function cancelCars(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  train: TrainRow,
  cars: readonly { change: Change }[],
  reason: string,
): Promise<void> {
  const changes = cars.map(({ change }) => change);
  for (const group of byState(changes)) await cancelRows({ tx, ctx }, group, reason);
  const acts = changes.map((change) => ({ action: "change.cancel" as const, change, facts: { reason } }));
  await auditCars(tx, ctx, train, acts);
}

function byState(changes: readonly Change[]): readonly (readonly Change[])[] {
  const states = [...new Set(changes.map(({ state }) => state))];
  return states.map((wanted) => changes.filter(({ state }) => state === wanted));
}
