import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import type { Gate } from "@/lib/domain/policy/gate";
import { pathOf } from "./approvals";

const DAY_MS = 24 * 3_600_000;

/** When a change that starts now has to be reviewed; null when its path asks for no review. */
export function reviewDue(row: Pick<Change, "approvalPath">, now: Date): Date | null {
  const { reviewDays } = pathOf(row);
  return reviewDays === null ? null : new Date(now.getTime() + reviewDays * DAY_MS);
}

/** Writes down what an emergency starts without, and until when it is looked at. Nothing for any other change. */
export async function recordDebts(
  tx: Tx,
  row: Pick<Change, "id" | "approvalPath">,
  { gates, now }: { gates: readonly Gate[]; now: Date },
): Promise<void> {
  const dueAt = reviewDue(row, now);
  if (dueAt === null) return;
  await tx.change.update({ where: { id: row.id }, data: { reviewDueAt: dueAt }, select: { id: true } });
  const owed = gates.filter(({ verdict }) => verdict === "owed");
  if (owed.length === 0) return;
  await tx.changeDebt.createMany({
    data: owed.map(({ id, title, fact, remedy }) => ({
      ...{ changeId: row.id, gateId: id, title, fact, remedy: remedy ?? "", createdAt: now, dueAt },
    })),
    skipDuplicates: true,
  });
}
