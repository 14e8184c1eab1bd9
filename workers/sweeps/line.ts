import { sayPlacesInLine } from "@/lib/data/ledger/slots";
import { tellingTransaction } from "@/lib/data/ledger/telling";
import type { WorkerDeps } from "../deps";

/** Says of operations that wait for a slot how many come before them, as that changes. */
export function lineSweep(deps: Pick<WorkerDeps, "db" | "channel" | "maxOperations">): () => Promise<void> {
  return () =>
    tellingTransaction(deps, async ({ tx, announce }) => {
      for (const { id, tenantId, environmentId } of await sayPlacesInLine(tx, deps.maxOperations)) {
        await announce({
          type: "operation.progressed",
          tenantId,
          environmentId,
          subject: { kind: "operation", id },
        });
      }
    });
}
