/** How far back logs are looked through, in minutes. */
export const LOG_WINDOWS = { "15m": 15, "1h": 60, "3h": 180, "6h": 360 } as const;
export type LogWindow = keyof typeof LOG_WINDOWS;
export const LOG_WINDOW_IDS = ["15m", "1h", "3h", "6h"] as const satisfies readonly LogWindow[];
export const LOG_WINDOW_NAMES: Readonly<Record<LogWindow, string>> = {
  "15m": "15 minutes",
  "1h": "1 hour",
  "3h": "3 hours",
  "6h": "6 hours",
};

/** So many lines are shown at most, the newest. */
export const MOST_LOG_LINES = 1_000;
/** The time axis has so many columns. */
export const LOG_BUCKETS = 60;

export type LogBucket = { at: Date; lines: number; warnings: number; errors: number };
type Counted = { at: Date; severity: "debug" | "info" | "warn" | "error" | "fatal" };

/** How many lines fell into each sixtieth of the window, by how loud they are. */
export function bucketsOf(
  lines: readonly Counted[],
  { from, to }: { from: Date; to: Date },
): readonly LogBucket[] {
  const width = (to.getTime() - from.getTime()) / LOG_BUCKETS;
  const counts = Array.from({ length: LOG_BUCKETS }, (_, index) => ({
    ...{ at: new Date(from.getTime() + index * width), lines: 0, warnings: 0, errors: 0 },
  }));
  for (const { at, severity } of lines) {
    const index = Math.min(LOG_BUCKETS - 1, Math.floor((at.getTime() - from.getTime()) / width));
    const bucket = counts[index];
    if (bucket === undefined) continue;
    bucket.lines += 1;
    if (severity === "warn") bucket.warnings += 1;
    if (severity === "error" || severity === "fatal") bucket.errors += 1;
  }
  return counts;
}
