import { sweepOutbox } from "@/lib/data/outbox";
import type { WorkerDeps } from "../deps";

/** Tells live readers what was committed and not told: Redis was away, or a process died in between. */
export function outboxSweep(deps: WorkerDeps): () => Promise<void> {
  return async () => {
    const published = await sweepOutbox(deps.db, deps.channel, new Date());
    if (published > 0) deps.logger.info({ published }, "told live readers late");
  };
}
