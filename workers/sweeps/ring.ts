import { silentOperations } from "@/lib/data/ledger/sweeps";
import type { WorkerDeps } from "../deps";
import type { OperationRunner } from "../runner";

/**
 * Rings again for operations that nobody runs though somebody should. One that is still silent at the next sweep is
 * run here at once: a bell that is broken, or that waits for a dead worker, must not hold it up.
 */
export function ringSweep(
  deps: WorkerDeps,
  runner: Pick<OperationRunner, "run" | "goOn" | "hasRoom">,
): () => Promise<void> {
  let rungBefore: ReadonlySet<string> = new Set();
  return async () => {
    const { lapsed, due } = await silentOperations(deps.db, deps.maxOperations);
    const silent = [...lapsed, ...due];
    for (const operationId of silent) {
      if (rungBefore.has(operationId) && runner.hasRoom()) {
        runner
          .run(operationId)
          .then(() => runner.goOn())
          .catch((error: unknown) => deps.logger.error({ operationId, error }, "operation broken off"));
        continue;
      }
      await deps.bell
        .ring("operation.run", { operationId })
        .catch((error: unknown) => deps.logger.warn({ operationId, error }, "the bell does not ring"));
    }
    if (silent.length > 0) {
      const counts = { lapsed: lapsed.length, due: due.length };
      deps.logger.info(counts, "rang again for silent operations");
    }
    rungBefore = new Set(silent);
  };
}
