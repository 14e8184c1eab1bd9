import "server-only";
import type { Tx } from "../client";
import { type Change, type Operation, Prisma } from "../generated/client";

/** Steps an end is read from: what was recorded, and for a restore what was compared. */
const READ_AT_END = [
  ...["record", "reconcile", "swap", "swap_back"],
  ...["recover", "release_recovery", "remove_recovery"],
] as const;

/** An operation as its end looks at it, with its change, and with those of its steps that an end is read from. */
export type EndedRow = Pick<
  Operation,
  | "id"
  | "kind"
  | "tenantId"
  | "environmentId"
  | "changeId"
  | "releaseId"
  | "stateBefore"
  | "stateSentenceBefore"
  | "correlationId"
> & {
  change: Pick<Change, "id" | "number" | "state"> | null;
  steps: readonly { name: string; state: string; result: Prisma.JsonValue | null }[];
};

/**
 * Reads those that end together in one statement of its own: after the one that ended them, so that the change is seen
 * as whoever held the operation before has left it.
 */
export async function endedRows(tx: Tx, operationIds: readonly string[]): Promise<EndedRow[]> {
  if (operationIds.length === 0) return [];
  return tx.$queryRaw<EndedRow[]>`
    SELECT id, kind::text AS kind, tenant_id AS "tenantId", environment_id AS "environmentId",
           change_id AS "changeId", release_id AS "releaseId", state_before::text AS "stateBefore",
           state_sentence_before AS "stateSentenceBefore", correlation_id AS "correlationId",
           (SELECT json_build_object('id', change.id, 'number', number, 'state', change.state)
              FROM change WHERE change.id = change_id) AS change,
           coalesce((SELECT json_agg(json_build_object('name', name, 'state', step.state, 'result', result))
                       FROM operation_step AS step
                      WHERE operation_id = operation.id AND name IN (${Prisma.join(READ_AT_END)})), '[]') AS steps
      FROM operation
     WHERE id = ANY(${[...operationIds]}::uuid[])`;
}
