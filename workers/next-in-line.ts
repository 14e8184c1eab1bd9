import { nextInLine } from "@/lib/data/ledger/slots";
import type { WorkerDeps } from "./deps";

/** So many operations that end at once ask once. */
const PAUSE_MS = 50;
const AT_ONCE = 16;

/**
 * Rings whoever is next when a slot has become free. Asked while it is at it, it looks once more afterwards; what it
 * misses the ring sweep finds.
 */
export function createNextInLine(
  deps: Pick<WorkerDeps, "db" | "bell" | "maxOperations" | "logger">,
): () => void {
  let wanted = false;
  let working = false;
  const ring = async () => {
    const next = await nextInLine(deps.db.prisma, { fleetLimit: deps.maxOperations, limit: AT_ONCE });
    await Promise.all(next.map((operationId) => deps.bell.ring("operation.run", { operationId })));
  };
  const work = async () => {
    working = true;
    while (wanted) {
      wanted = false;
      await ring().catch((error: unknown) =>
        deps.logger.warn({ error }, "the next in line is rung by the sweep"),
      );
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    working = false;
  };
  return () => {
    wanted = true;
    if (!working) void work();
  };
}
