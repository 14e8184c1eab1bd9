import type { JobHandlers } from "@/lib/contracts/jobs/catalog";
import type { OperationRunner } from "../runner";

/**
 * The bell says that an operation wants work; whether it does, and whose it is, the ledger says. Afterwards, and also
 * when it was not its turn, whoever is next in the line is taken up: a bell is never rung in vain while somebody waits.
 */
export const operationRun =
  (runner: OperationRunner): JobHandlers["operation.run"] =>
  async ({ operationId }) => {
    await runner.run(operationId);
    await runner.goOn();
  };
