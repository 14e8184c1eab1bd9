import { overdueOperations } from "@/lib/data/ledger/sweeps";
import type { WorkerDeps } from "../deps";
import type { OperationRunner } from "../runner";

/** Ends operations that run beyond their time limit, loudly. */
export function overdueSweep(deps: WorkerDeps, runner: OperationRunner): () => Promise<void> {
  return async () => {
    for (const operationId of await overdueOperations(deps.db)) {
      if (await runner.failOverdue(operationId)) {
        deps.logger.error({ operationId }, "operation ended: it ran beyond its time limit");
      }
    }
  };
}
