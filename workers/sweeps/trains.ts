import { runningTrains } from "@/lib/usecases/train/advance";
import type { WorkerDeps } from "../deps";

/** Moves of one train in one sweep: enough to start a ring of 200, few enough that no train keeps the others. */
const MOVES = 25;

/** Moves every running train on. One that cannot be moved does not keep the others. */
export function trainSweep(deps: Pick<WorkerDeps, "db" | "logger" | "advanceTrain">): () => Promise<void> {
  const advance = async (trainId: string) => {
    try {
      for (let move = 0; move < MOVES; move += 1) {
        if ((await deps.advanceTrain(trainId)) !== "acted") return;
      }
    } catch (error) {
      deps.logger.error({ trainId, error }, "train could not be moved on; it is tried again");
    }
  };
  return async () => {
    for (const trainId of await runningTrains(deps.db.prisma)) await advance(trainId);
  };
}
