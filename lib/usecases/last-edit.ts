import "server-only";
import type { LastEdit } from "@/lib/contracts/api/resources/common";
import type { Prisma } from "@/lib/data/generated/client";
import type { Action } from "@/lib/domain/access/actions";
import { Problem } from "@/lib/domain/shared/problem";

type Reader = Pick<Prisma.TransactionClient, "auditEntry">;

/** Who carried out an action on something last, by the audit log; null when nobody has yet. */
export async function lastEdit(db: Reader, action: Action, targetId: string): Promise<LastEdit> {
  const entry = await db.auditEntry.findFirst({
    where: { targetId, action, outcome: "done" },
    orderBy: { sequence: "desc" },
    select: { actorName: true, at: true },
  });
  return entry && { by: entry.actorName, at: entry.at.toISOString() };
}

/** What is said to whoever saves over an older version: who was quicker. */
export async function overtaken(db: Reader, action: Action, target: { id: string; name: string }) {
  const edit = await lastEdit(db, action, target.id);
  return new Problem(
    "conflict",
    `${edit?.by ?? "Somebody else"} has changed ${target.name} meanwhile. Look at it as it is now, then save.`,
    { stale: true },
  );
}
