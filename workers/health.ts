import { beatWorker } from "@/lib/data/ledger/worker-rows";
import type { WorkerDeps } from "./deps";

export const BEAT_MS = 5_000;

/** Says that this worker lives; readiness counts the workers heard within the last three beats. */
export function workerHeartbeat(deps: WorkerDeps): () => Promise<void> {
  const startedAt = new Date();
  return () => beatWorker(deps.db, deps.workerId, startedAt);
}
