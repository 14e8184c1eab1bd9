import type { JobHandlers } from "@/lib/contracts/jobs/catalog";
import type { OperationRunner } from "../runner";

/** The bell says that an operation wants work; whether it does, and whose it is, the ledger says. */
export const operationRun =
  (runner: OperationRunner): JobHandlers["operation.run"] =>
  async ({ operationId }) => {
    await runner.run(operationId);
  };
