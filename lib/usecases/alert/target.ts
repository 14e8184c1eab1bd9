import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { alertNumber } from "@/lib/domain/alert/state";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";
import { lockPlace } from "./book";
import { type AlertRow, alertInclude, scopeOfAlert } from "./present";

/** An alert that somebody acts on. */
export async function alertTarget(
  tx: Tx,
  { alertId }: { alertId: string },
): Promise<Target<AlertRow> | null> {
  const row = await tx.alert.findUnique({ where: { id: alertId }, include: alertInclude });
  if (row === null) return null;
  const { id, tenantId, environmentId } = row;
  const name = `${alertNumber(row.number)}, ${row.title}`;
  return { row, scope: scopeOfAlert(row), kind: "alert", id, name, tenantId, environmentId };
}

/** Writes what a person decided over the version they looked at; facts about the place wait meanwhile. */
export async function decideAlert(
  tx: Tx,
  row: AlertRow,
  version: number,
  data: Prisma.AlertUncheckedUpdateManyInput,
): Promise<void> {
  await lockPlace(tx, row);
  const { count } = await tx.alert.updateMany({
    where: { id: row.id, version, state: row.state },
    data: { ...data, version: { increment: 1 } },
  });
  if (count !== 1)
    throw new Problem("conflict", "This alert has changed meanwhile. Look at it as it is now, then decide.", {
      stale: true,
    });
}
