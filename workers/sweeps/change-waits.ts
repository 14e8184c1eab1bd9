import { deferWait, dueWaits } from "@/lib/usecases/change/wake";
import type { WorkerDeps } from "../deps";

/** Wakes scheduled changes whose time has come. One that cannot be woken is tried later, and keeps no other. */
export function changeWaitSweep(deps: Pick<WorkerDeps, "db" | "logger" | "wakeChange">): () => Promise<void> {
  return async () => {
    for (const { id, now } of await dueWaits(deps.db.prisma)) {
      try {
        await deps.wakeChange(id, now);
      } catch (error) {
        deps.logger.error({ waitId: id, error }, "a scheduled change could not be woken; it is tried again");
        await deferWait(deps.db.prisma, id, now);
      }
    }
  };
}
