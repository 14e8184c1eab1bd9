import { checkDueIntegrations } from "@/lib/usecases/integration/sweep";
import type { WorkerDeps } from "../deps";

/** So many turns in a row when more is due than one turn takes; then others have their say. */
const TURNS = 20;
const FULL = 24;

type Deps = Pick<WorkerDeps, "db" | "channel" | "connectors" | "seal" | "logger">;

/** Checks integrations whose turn has come, as long as a turn is full; other workers take others meanwhile. */
export function integrationSweep(deps: Deps, stopping: AbortSignal): () => Promise<void> {
  return async () => {
    for (let turn = 0; turn < TURNS && !stopping.aborted; turn += 1) {
      const checked = await checkDueIntegrations(deps, { now: () => new Date(), stopping });
      if (checked < FULL) return;
    }
  };
}
