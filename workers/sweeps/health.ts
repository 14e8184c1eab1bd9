import type { Tx } from "@/lib/data/client";
import { definitionOf, isSignalId } from "@/lib/domain/health/catalog";
import type { HealthChange } from "@/lib/domain/health/verdict";
import { raiseAlerts } from "@/lib/usecases/alert/raise";
import { sweepHealth } from "@/lib/usecases/health/sweep";
import type { WorkerDeps } from "../deps";

/** Null for a signal of an earlier catalogue, which only ends. */
const known = ({ signalId }: HealthChange) => (isSignalId(signalId) ? definitionOf(signalId) : null);

/** As an alert names it: by what the signal is called in a plant. */
function namedChange(change: HealthChange) {
  const title = known(change)?.title;
  return title === undefined ? change : { ...change, title };
}

/** An integration raises alerts by its own name: that some of them fail is no second one. */
const isTold = (change: HealthChange): boolean => known(change)?.source.kind !== "integrations";

/** More clusters than this in one turn wait for the next. */
const AT_ONCE = 50;

type Deps = Pick<WorkerDeps, "db" | "channel" | "signals" | "logger" | "healthSeconds">;

/**
 * Gathers the signals of every cluster whose turn has come, one after the other; other lanes and workers take the others.
 * `turned` is told of clusters where something changed, so that no page says good above what it tells below.
 */
export function healthSweep(
  deps: Deps,
  stopping: AbortSignal,
  turned: (clusterId: string) => Promise<void>,
): () => Promise<void> {
  const { db, channel, signals, logger } = deps;
  const intervalMs = deps.healthSeconds * 1_000;
  const raise = async (tx: Tx, changes: readonly HealthChange[]) =>
    void (await raiseAlerts(tx, changes.filter(isTold).map(namedChange), new Date()));
  return async () => {
    for (let turn = 0; turn < AT_ONCE && !stopping.aborted; turn += 1) {
      const options = { intervalMs, now: () => new Date(), stopping };
      const swept = await sweepHealth({ db, channel, signals, raise }, options);
      if (swept === null) return;
      if (swept.changes === 0) continue;
      logger.info(swept, "health changed");
      await turned(swept.clusterId);
    }
  };
}
