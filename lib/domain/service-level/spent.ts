/** What was bad in the hour that begins at `at`, in requests or seconds. */
export type HourOf = { at: Date; bad: number };
/** Something that stood for a while: an incident, or the first day of a release. */
export type During = { from: Date; until: Date };

const HOUR_MS = 3_600_000;

/**
 * What was bad while it stood. Of an hour that it covers in part, its part counts: within an hour nobody knows any more
 * when it was.
 */
export function badDuring(hours: readonly HourOf[], { from, until }: During): number {
  return hours.reduce((sum, { at, bad }) => {
    const begin = Math.max(at.getTime(), from.getTime());
    const end = Math.min(at.getTime() + HOUR_MS, until.getTime());
    return end <= begin ? sum : sum + (bad * (end - begin)) / HOUR_MS;
  }, 0);
}
