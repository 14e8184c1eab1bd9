import { Cron } from "croner";

const parsed = (cron: string, timeZone: string) =>
  new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });

/**
 * The first moment after `after` that a five-field cron expression names on the clock of a time zone. A moment that a
 * change to summer time leaves out is made up for right after it; one that comes twice in autumn counts once, unless
 * the expression names every hour.
 * @throws Error in words when expression or zone are wrong, or when it never comes (30 February)
 */
export function nextOccurrence(cron: string, timeZone: string, after: Date): Date {
  const next = parsed(cron, timeZone).nextRun(after);
  if (next === null) throw new Error(`“${cron}” never comes.`);
  return next;
}

/** When to try again after a failure, unless the next occurrence comes first. */
const RETRY_MS = 5 * 60_000;

/** When a run that began at `startedAt` is due again: what was missed before it is not made up for one by one. */
export function dueAfter(
  schedule: { cron: string; timeZone: string },
  run: { startedAt: Date; failed: boolean },
): Date {
  const next = nextOccurrence(schedule.cron, schedule.timeZone, run.startedAt);
  const retry = new Date(run.startedAt.getTime() + RETRY_MS);
  return run.failed && retry < next ? retry : next;
}
