import { moveEventsOn } from "@/lib/usecases/calendar/upkeep";
import type { WorkerDeps } from "../deps";

/** Keeps the calendar's next occurrences next. */
export const calendarSweep = (deps: Pick<WorkerDeps, "db">) => async (): Promise<void> =>
  void (await moveEventsOn(deps.db, new Date()));
