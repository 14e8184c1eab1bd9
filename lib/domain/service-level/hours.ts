/** One stretch of time: from included, until excluded. */
export type Stretch = { from: Date; until: Date };

/** Whether a moment counts. Null: every moment does, since nobody has said when people work. */
export const countsAt = (stretches: readonly Stretch[] | null, at: Date): boolean =>
  stretches === null || stretches.some(({ from, until }) => from <= at && at < until);

/** Seconds between two moments that count; stretches that overlap count once. */
export function countedSeconds(stretches: readonly Stretch[] | null, { from, until }: Stretch): number {
  const [begin, end] = [from.getTime(), until.getTime()];
  if (end <= begin) return 0;
  if (stretches === null) return (end - begin) / 1_000;
  let covered = begin;
  let total = 0;
  for (const stretch of stretches.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
    const start = Math.max(covered, stretch.from.getTime());
    const stop = Math.min(end, stretch.until.getTime());
    if (stop <= start) continue;
    total += stop - start;
    covered = stop;
  }
  return total / 1_000;
}
