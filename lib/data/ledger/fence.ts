import "server-only";
import type { Tx } from "../client";
import type { OperationModel } from "../generated/models";

/** Who may write an operation: as lib/engine/ledger says it. */
export type FencedLease = { operationId: string; workerId: string; fence: number };

export type FencedOperation = Pick<
  OperationModel,
  "id" | "tenantId" | "environmentId" | "phase" | "failureKind" | "failureReason"
>;

/**
 * Locks the operation's row for this transaction, if it still runs under this fence; null says that the lease is
 * lost. A take waits behind the lock, so what follows in the transaction is written before it or not at all.
 */
export async function holdFence(tx: Tx, lease: FencedLease): Promise<FencedOperation | null> {
  const rows = await tx.$queryRaw<FencedOperation[]>`
    SELECT id, tenant_id AS "tenantId", environment_id AS "environmentId", phase::text AS phase,
           failure_kind::text AS "failureKind", failure_reason AS "failureReason"
      FROM operation
     WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
       AND state = 'running'
       FOR UPDATE`;
  return rows[0] ?? null;
}
