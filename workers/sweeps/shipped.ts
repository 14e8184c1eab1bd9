import { randomUUID } from "node:crypto";
import { shipRunbooks } from "@/lib/usecases/runbook/ship";
import type { WorkerDeps } from "../deps";

/** Lays out what an installation comes with, once after the start; a database that is away is asked again. */
export function shippedSweep({ db, logger }: Pick<WorkerDeps, "db" | "logger">): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    const laidOut = await shipRunbooks(db, { now: new Date(), correlationId: randomUUID() });
    done = true;
    if (laidOut > 0) logger.info({ laidOut }, "the runbooks Holdfast comes with were laid out");
  };
}
