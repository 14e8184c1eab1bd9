/** Counted in five minutes, kept 8 hours, and in hours, kept 70 days: the longest window and two months of reports. */
export const TALLY_LEVELS = [
  { level: 0, seconds: 300, keptHours: 8 },
  { level: 1, seconds: 3_600, keptHours: 70 * 24 },
] as const;

const FIVE_MINUTES_MS = 300_000;
export const HOUR_MS = 3_600_000;

export const startOfFive = (at: Date): Date =>
  new Date(Math.floor(at.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
export const startOfHour = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/** Where the last `minutes` begin: at whole five minutes, so that they are up to five minutes longer. */
export const backFrom = (now: Date, minutes: number): Date =>
  new Date(startOfFive(now).getTime() - minutes * 60_000);
