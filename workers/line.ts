import { nextInLine } from "@/lib/data/ledger/slots";
import type { WorkerDeps } from "./deps";

const AT_ONCE = 64;
/** What was read longer ago says too little about whose turn it is. */
const FRESH_MS = 1_000;
/** An empty line is not looked at again before this time: many bells may ring for what is done already. */
const EMPTY_MS = 100;

/**
 * Whose turn it may be, one at a time, for all that have room in this process: the line is read once for many. Whether
 * the one named may begin is decided when it is taken.
 */
export function createLine(deps: Pick<WorkerDeps, "db" | "maxOperations">): () => Promise<string | null> {
  let ids: string[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  const read = async () => {
    const next = await nextInLine(deps.db.prisma, { fleetLimit: deps.maxOperations, limit: AT_ONCE });
    ids = [...next];
    readAt = performance.now();
  };
  return async () => {
    const age = performance.now() - readAt;
    if (age > FRESH_MS || (ids.length === 0 && age > EMPTY_MS)) {
      reading ??= read().finally(() => {
        reading = null;
      });
    }
    if (reading !== null) await reading;
    return ids.shift() ?? null;
  };
}
