import { sweepHealth } from "@/lib/usecases/health/sweep";
import type { WorkerDeps } from "../deps";

/** More clusters than this in one turn wait for the next. */
const AT_ONCE = 50;

type Deps = Pick<WorkerDeps, "db" | "channel" | "signals" | "logger" | "healthSeconds">;

/** Gathers the signals of every cluster whose turn has come, one after the other; other workers take the others. */
export function healthSweep(deps: Deps, stopping: AbortSignal): () => Promise<void> {
  const { db, channel, signals, logger } = deps;
  const intervalMs = deps.healthSeconds * 1_000;
  // Alerts are raised here once they exist: nothing else is told of a change of state.
  const raise = async () => undefined;
  return async () => {
    for (let turn = 0; turn < AT_ONCE && !stopping.aborted; turn += 1) {
      const options = { intervalMs, now: () => new Date(), stopping };
      const swept = await sweepHealth({ db, channel, signals, raise }, options);
      if (swept === null) return;
      if (swept.changes > 0) logger.info(swept, "health changed");
    }
  };
}
