import { pointsToKeep } from "../backup/retention";
import { nextOccurrence } from "../schedule/cron";
import type { BackupSettings } from "./policy";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Backups come no closer than this: each of them holds its environment while it runs. */
const CLOSEST_MINUTES = 30;
/** The next moments of a schedule on the clock of a time zone. @throws Error in words when it never comes */
export function nextTimes(cron: string, timeZone: string, after: Date, count: number): Date[] {
  const times: Date[] = [];
  for (let last = after; times.length < count; ) {
    last = nextOccurrence(cron, timeZone, last);
    times.push(last);
  }
  return times;
}

/** What is wrong with a schedule of backups, in words; null when it can be used. */
export function scheduleProblem(cron: string, now: Date): string | null {
  if (cron.trim().split(/\s+/).length !== 5)
    return "Give five fields: minute, hour, day of the month, month, day of the week.";
  try {
    const times = nextTimes(cron, "UTC", now, 50);
    const gaps = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0));
    if (Math.min(...gaps) < CLOSEST_MINUTES * MINUTE_MS)
      return `Backups must be at least ${CLOSEST_MINUTES} minutes apart.`;
    if (Math.max(...gaps) > 8 * DAY_MS) return "A backup must come at least once a week.";
    return null;
  } catch (error) {
    return error instanceof Error ? `This is no schedule: ${error.message}` : "This is no schedule.";
  }
}

type KeptPreview = { points: number; oldestDays: number };

/** How many restore points the rules keep once they have run for long enough, and how old the oldest is then. */
export function keptPreview(
  { cron, keep }: Pick<BackupSettings, "cron" | "keep">,
  timeZone: string,
  now: Date,
): KeptPreview {
  const [first = now, second = now] = nextTimes(cron, timeZone, now, 2);
  const gap = second.getTime() - first.getTime();
  const recentMs = Math.max(2 * DAY_MS, (keep.last + keep.hourly + 2) * gap, (keep.daily + 2) * DAY_MS);
  const times = new Set<number>();
  for (let at = now.getTime() - recentMs; ; ) {
    at = nextOccurrence(cron, timeZone, new Date(at)).getTime();
    if (at > now.getTime() || times.size > 20_000) break;
    times.add(at);
  }
  // Further back one of each week says enough: the newest of a month and a year is always among them.
  const weeks = Math.max(keep.weekly + 2, keep.monthly * 4.35 + 6, keep.yearly * 52.2 + 54);
  for (let week = 1; week <= weeks; week += 1) {
    const begun = new Date(now.getTime() - week * 7 * DAY_MS);
    const at = nextOccurrence(cron, timeZone, begun).getTime();
    if (at <= now.getTime() - recentMs) times.add(at);
  }
  const points = [...times].map((at) => ({ id: String(at), time: new Date(at).toISOString() }));
  const kept = pointsToKeep(points, keep, { referenced: new Set(), timeZone });
  const oldest = Math.min(now.getTime(), ...[...kept].map(Number));
  return { points: kept.size, oldestDays: Math.floor((now.getTime() - oldest) / DAY_MS) };
}
