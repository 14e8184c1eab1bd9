import {
  type AbandonedRow,
  dueAbandonedJobs,
  forgetAbandonedJob,
  retryAbandonedJob,
} from "@/lib/data/ledger/abandoned-rows";
import { SERVER_ASIDE } from "@/lib/domain/recovery/leftovers";
import { removeAbandonedJob, removeServerAside } from "@/lib/operations/recovery/abandoned";
import type { WorkerDeps } from "../deps";

const LIMIT_MS = 20_000;

type Deps = Pick<WorkerDeps, "db" | "logger" | "clusters">;

/**
 * Takes away Jobs whose operation was aborted or failed while they ran, and servers it brought up aside and did not
 * remove; a cluster that is silent is asked again.
 */
export function abandonedSweep(deps: Deps, stopping: AbortSignal): () => Promise<void> {
  return async () => {
    for (const row of await dueAbandonedJobs(deps.db, new Date())) {
      if (stopping.aborted) return;
      await takeAway(deps, row, stopping);
    }
  };
}

async function takeAway({ db, logger, clusters }: Deps, row: AbandonedRow, stopping: AbortSignal) {
  const { id, operationId, name, namespace, clusterId } = row;
  try {
    const cluster = await clusters.open(clusterId);
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(LIMIT_MS)]);
    if (name !== SERVER_ASIDE) await removeAbandonedJob(cluster, { operationId, name, namespace }, signal);
    else if (row.recovery !== null)
      await removeServerAside(cluster, { operationId, recovery: row.recovery }, signal);
    await forgetAbandonedJob(db, id);
    logger.info({ operationId, name }, "what an operation left behind was taken away");
  } catch (error) {
    if (await retryAbandonedJob(db, row, new Date()))
      logger.warn({ operationId, name, error }, "what an operation left behind could not be taken away yet");
    else logger.error({ operationId, name, error }, "what an operation left behind is given up on");
  }
}
