import { plantHoursReader } from "@/lib/usecases/service-level/plant-hours";
import { sweepServiceLevels } from "@/lib/usecases/service-level/sweep";
import type { WorkerDeps } from "../deps";

/** Objectives are counted and judged this often, by whichever worker comes first. */
const INTERVAL_MS = 60_000;

type Deps = Pick<WorkerDeps, "db" | "channel" | "logger" | "healthSeconds">;

/** Counts health's readings for the objectives, and raises alerts where an error budget burns too fast. */
export function serviceLevelSweep(
  { db, channel, logger, healthSeconds }: Deps,
  stopping: AbortSignal,
): () => Promise<void> {
  const plantHours = plantHoursReader(db);
  return async () => {
    const turn = { now: new Date(), turnSeconds: healthSeconds, stopping, intervalMs: INTERVAL_MS };
    const swept = await sweepServiceLevels({ db, channel, plantHours }, turn);
    if (swept !== null && swept.changed > 0) logger.info(swept, "burning of error budgets changed");
  };
}
