import "server-only";
import { foldSamples, removeOldSamples } from "@/lib/data/ledger/health-samples";
import { removeOldTallies } from "@/lib/data/ledger/service-level-rows";
import type { ScheduleHandler } from "../schedule/handlers";

/** Folds readings into means of 5 minutes and of an hour, and removes what is older than it is kept, what objectives counted too. */
export const thinSamples: ScheduleHandler = async (db, { now, signal }) => {
  const minutes = await foldSamples(db, 1, now);
  const hours = await foldSamples(db, 2, now);
  const removed = (await removeOldSamples(db, now, signal)) + (await removeOldTallies(db, now, signal));
  return {
    sentence: `${minutes} means of 5 minutes and ${hours} of an hour made, ${removed} old rows removed.`,
  };
};
