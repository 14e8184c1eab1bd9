import "server-only";
import type { OperationState } from "@/lib/domain/operation/state";
import type { Database, Tx } from "../client";
import { Prisma } from "../generated/client";

const BATCH = 50;

/**
 * Past its time limit. The clock of a parked operation stands still, as does that of one that waits for a slot, unless
 * it is the cluster that works meanwhile.
 */
export const OVERDUE = Prisma.sql`(
  deadline_at < now()
  AND (state = 'running'
       OR (state = 'queued' AND parked_at IS NULL)
       OR (state = 'parked' AND park_kind = 'kubernetes'))
)`;

/** Waits that have an end of their own: a pause, a wait nobody took up, a place in the line, and an age for all. */
const EXPIRED = Prisma.sql`(
  (state = 'paused' AND paused_at < now() - interval '7 days')
  OR (state = 'parked' AND parked_until < now() - interval '1 day')
  OR (state = 'queued' AND parked_at < now() - interval '7 days')
  OR (state IN ('queued', 'parked', 'paused') AND created_at < now() - interval '45 days')
)`;

/**
 * Puts a waiting operation that has waited too long before a worker, past its limit, so that it can be seized and
 * ended; answers what it was taken out of, or null when it has not.
 */
export async function expire(tx: Tx, operationId: string): Promise<OperationState | null> {
  const rows = await tx.$queryRaw<{ from: OperationState }[]>`
    WITH before AS (
      SELECT id, state FROM operation WHERE id = ${operationId}::uuid AND ${EXPIRED} FOR UPDATE
    )
    UPDATE operation
       SET state = 'queued', paused_at = NULL, paused_by_name = NULL, parked_at = NULL, parked_until = NULL,
           park_kind = NULL, deadline_at = least(deadline_at, now() - interval '1 millisecond')
      FROM before WHERE operation.id = before.id
    RETURNING before.state::text AS "from"`;
  return rows[0]?.from ?? null;
}

/**
 * Operations past their deadline since at least 5 s and at most 90 days, or past the end of a wait, the longest first;
 * at most 50. The clock of a paused one stands still for seven days.
 */
export async function overdueOperations(db: Database): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM operation
     WHERE state IN ('queued', 'running', 'parked', 'paused')
       AND ((${OVERDUE} AND deadline_at BETWEEN now() - interval '90 days' AND now() - interval '5 seconds')
            OR ${EXPIRED})
     ORDER BY deadline_at LIMIT ${BATCH}`;
  return rows.map(({ id }) => id);
}
