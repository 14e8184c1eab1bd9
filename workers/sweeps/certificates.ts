import { lookAtCertificates } from "@/lib/usecases/health/certificates";
import type { WorkerDeps } from "../deps";

/** So many turns in a row when more is due than one turn takes; then the next repetition goes on. */
const TURNS = 10;
const FULL = 10;

/** Looks at the certificates environments serve; other workers take other addresses meanwhile. */
export function certificateSweep(
  deps: Pick<WorkerDeps, "db" | "certificates">,
  stopping: AbortSignal,
): () => Promise<void> {
  return async () => {
    for (let turn = 0; turn < TURNS && !stopping.aborted; turn += 1) {
      const looked = await lookAtCertificates(deps, { now: () => new Date(), stopping });
      if (looked < FULL) return;
    }
  };
}
