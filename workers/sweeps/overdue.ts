import { overdueOperations } from "@/lib/data/ledger/overdue";
import type { WorkerDeps } from "../deps";
import type { OperationRunner } from "../runner";

/** Ends operations that run beyond their time limit, loudly. One that cannot be ended does not keep the others. */
export function overdueSweep(
  deps: Pick<WorkerDeps, "db" | "logger">,
  runner: Pick<OperationRunner, "failOverdue">,
): () => Promise<void> {
  const end = async (operationId: string) => {
    try {
      if (!(await runner.failOverdue(operationId))) return;
      deps.logger.error({ operationId }, "operation ended: it ran beyond its time limit");
    } catch (error) {
      deps.logger.error({ operationId, error }, "operation beyond its time limit could not be ended");
    }
  };
  // At once, for each may have to wait until the worker it is taken from has left it; there are at most 50.
  return async () => void (await Promise.all((await overdueOperations(deps.db)).map(end)));
}
