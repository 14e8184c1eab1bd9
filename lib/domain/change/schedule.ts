import { momentIn } from "../shared/moment";
import type { StartVerdict } from "../train/facts";

const DAY_MS = 24 * 3_600_000;

/** The furthest a start may be chosen ahead. */
export const FURTHEST_DAYS = 90;
/** So long a change waits for an opening, and for a chosen time to let it through. */
export const OPENING_WAIT_DAYS = 14;
export const CHOSEN_WAIT_HOURS = 24;
/** What keeps it though the calendar is open is looked at again after so long. */
export const RETRY_MS = 30_000;

/** Null when a start may be planned for `at`, else the sentence that says why not. */
export function plannedStartRefusal(at: Date, now: Date): string | null {
  if (at <= now) return "This time has passed already. Choose one that is still to come, or start it now.";
  return at.getTime() - now.getTime() > FURTHEST_DAYS * DAY_MS
    ? `A start is planned ${FURTHEST_DAYS} days ahead at most. Choose an earlier time.`
    : null;
}

/** When a wait is over without a start: a day after the time it waits for; openings are waited for a fortnight. */
export function waitEnd(wait: { atNextOpening: boolean; wakeAt: Date; scheduledAt: Date }): Date {
  const after = wait.wakeAt.getTime() + CHOSEN_WAIT_HOURS * 3_600_000;
  if (!wait.atNextOpening) return new Date(after);
  return new Date(Math.max(after, wait.scheduledAt.getTime() + OPENING_WAIT_DAYS * DAY_MS));
}

export type WaitFacts = {
  now: Date;
  expiresAt: Date;
  /** Why whoever scheduled it may not start it any more; null while they may. */
  right: string | null;
  verdict: StartVerdict;
  /** When the calendar is open for long enough; null when no such time is in sight. */
  opening: Date | null;
  zone: string;
};

/** What a woken change does: start, wait on until a moment, or go back to waiting for a person. */
export type WaitMove =
  | { kind: "start" }
  | { kind: "wait"; until: Date; reason: string }
  | { kind: "return"; reason: string };

/** What only time mends is waited for, as long as the wait lasts; anything else, and its end, is a person's. */
export function nextWaitMove({ now, expiresAt, right, verdict, opening, zone }: WaitFacts): WaitMove {
  if (right !== null) return { kind: "return", reason: right };
  const over = `Its schedule ended on ${momentIn(expiresAt, zone)} without a start.`;
  if (now >= expiresAt) {
    const why = verdict.kind === "go" ? "" : ` ${verdict.reason}`;
    return { kind: "return", reason: `${over}${why}` };
  }
  if (verdict.kind === "go") return { kind: "start" };
  if (verdict.kind === "refused") return { kind: "return", reason: verdict.reason };
  if (opening === null)
    return { kind: "return", reason: `No opening that is long enough is in sight. ${verdict.reason}` };
  const until = opening > now ? opening : new Date(now.getTime() + RETRY_MS);
  return until < expiresAt
    ? { kind: "wait", until, reason: verdict.reason }
    : {
        kind: "return",
        reason: `It would only be tried again on ${momentIn(until, zone)}, after its schedule ends. ${verdict.reason}`,
      };
}
