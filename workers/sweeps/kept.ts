import { randomUUID } from "node:crypto";
import { clearLeftDrills } from "@/lib/usecases/drill/clear";
import { clearCopies, clearExpired } from "@/lib/usecases/restore/clear";
import { lapseRequests } from "@/lib/usecases/restore/lapse";
import { removeDue } from "@/lib/usecases/scratch/remove";
import type { WorkerDeps } from "../deps";

/** Starts removing what restores have kept when its time is over, what restores and drills left, and scratch copies that have had theirs; ends requests nobody has decided. */
export function keptSweep({
  db,
  channel,
  logger,
}: Pick<WorkerDeps, "db" | "channel" | "logger">): () => Promise<void> {
  return async () => {
    const now = new Date();
    const begun = await clearExpired(db, now, randomUUID());
    if (begun > 0) logger.info({ begun }, "data kept by restores are being removed");
    const copies = await clearCopies(db, now, randomUUID());
    if (copies > 0) logger.info({ copies }, "copies that failed restores left are being removed");
    const drills = await clearLeftDrills(db, now, randomUUID());
    if (drills > 0) logger.info({ drills }, "what drills left is being removed");
    const scratch = await removeDue(db, now, randomUUID());
    if (scratch > 0) logger.info({ scratch }, "scratch copies are being removed");
    const ended = await lapseRequests(db, channel, { now, correlationId: randomUUID() });
    if (ended > 0) logger.info({ ended }, "requests for restores have ended without a decision");
  };
}
