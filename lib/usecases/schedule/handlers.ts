import "server-only";
import type { Database } from "@/lib/data/client";

/** What came of a run, in one sentence; `alarm` when a person has to look. */
export type ScheduleOutcome = { sentence: string; alarm?: boolean };

/**
 * The work of one kind of schedule. It may run again after having run in part, and beside itself when a run outlasts
 * its lease: doing it twice does no more than doing it once. The signal aborts when its time is up or the worker stops.
 */
export type ScheduleHandler = (
  db: Database,
  run: { payload: unknown; now: Date; signal: AbortSignal },
) => Promise<ScheduleOutcome>;
