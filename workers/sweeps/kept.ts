import { randomUUID } from "node:crypto";
import { clearExpired } from "@/lib/usecases/restore/clear";
import type { WorkerDeps } from "../deps";

/** Starts removing what restores have kept, when its time is over. */
export function keptSweep({ db, logger }: Pick<WorkerDeps, "db" | "logger">): () => Promise<void> {
  return async () => {
    const begun = await clearExpired(db, new Date(), randomUUID());
    if (begun > 0) logger.info({ begun }, "data kept by restores are being removed");
  };
}
