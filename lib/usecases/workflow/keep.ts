import "server-only";
import { removeOldTries } from "@/lib/data/ledger/workflow-rows";
import { RUNS_KEPT_DAYS } from "@/lib/domain/workflow/course";
import type { ScheduleHandler } from "../schedule/handlers";

/** Removes tries of workflows that are older than they are kept. */
export const removeTries: ScheduleHandler = async (db, { now, signal }) => {
  const before = new Date(now.getTime() - RUNS_KEPT_DAYS * 86_400_000);
  const removed = await removeOldTries(db, before, signal);
  return { sentence: `${removed} tries of workflows removed that were older than ${RUNS_KEPT_DAYS} days.` };
};
