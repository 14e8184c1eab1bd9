import { ensureWorkflows } from "@/lib/data/ledger/workflow-rows";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { sweepWorkflows } from "@/lib/usecases/workflow/sweep";
import type { WorkerDeps } from "../deps";

/** More turns than this in one go wait for the next look. */
const AT_ONCE = 50;

type Deps = Pick<WorkerDeps, "db" | "channel" | "erp" | "logger">;

/** One lane: tries the workflows of one environment after the other. One that hangs holds up its own lane alone. */
export function workflowSweep(deps: Deps, stopping: AbortSignal): () => Promise<void> {
  return async () => {
    for (let turn = 0; turn < AT_ONCE && !stopping.aborted; turn += 1) {
      const tried = await sweepWorkflows(deps, { now: () => new Date(), stopping });
      if (tried === null) return;
    }
  };
}

/** Makes rows for environments that are new. */
export function workflowRows({ db, logger }: Pick<Deps, "db" | "logger">): () => Promise<void> {
  return async () => {
    const environments = await ensureWorkflows(db, WORKFLOW_IDS);
    if (environments > 0) logger.info({ environments }, "workflows are tried in more environments");
  };
}
