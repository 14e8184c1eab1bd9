import "server-only";

/** Rows that one statement of a retention removes at most. */
export const REMOVED_AT_ONCE = 1_000;
/** What is beyond is removed by the next run. */
const BATCHES = 100;
const DAY_MS = 86_400_000;

export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** Removes in batches, so that no run locks much for long; `remove` answers how many it removed of at most REMOVED_AT_ONCE. */
export async function removeAll(signal: AbortSignal, remove: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < BATCHES && !signal.aborted; batch += 1) {
    const count = await remove();
    removed += count;
    if (count < REMOVED_AT_ONCE) break;
  }
  return removed;
}
