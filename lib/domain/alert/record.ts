import type { AlertDomain, AlertFact, AlertSource, Severity } from "./source";
import { type AlertState, moveAlert } from "./state";
import type { AlertTier } from "./tier";

export type Cause = {
  id: string;
  key: string;
  source: AlertSource;
  severity: Severity;
  title: string;
  sentence: string;
  since: Date;
  lastAt: Date;
  endedAt: Date | null;
};

/** One alert as the rules see it. */
export type AlertRecord = {
  id: string;
  domain: AlertDomain;
  tier: AlertTier;
  severity: Severity;
  state: AlertState;
  raisedAt: Date;
  lastAt: Date;
  resolvedAt: Date | null;
  resolvedNote: string;
  flaps: number;
  /** Somebody has taken it on, or had when it ended: it escalates no further. */
  takenOn: boolean;
  /** Wants to be told; looked at again at `recheckAt`. */
  pending: boolean;
  recheckAt: Date;
  /** Why it is not told now; of one that is over, why it was not told before it ended. */
  silenceReason: string | null;
  announced: number;
  announcedAt: Date | null;
  endTold: boolean;
  causes: readonly Cause[];
  /** What stands beyond the causes that are kept: by its key, since when. */
  rest: ReadonlyMap<string, Date>;
};

export const isStanding = (cause: Pick<Cause, "endedAt">): boolean => cause.endedAt === null;

/** Whether anything of an alert stands. */
export const anyStands = ({ causes, rest }: Pick<AlertRecord, "causes" | "rest">): boolean =>
  rest.size > 0 || causes.some(isStanding);

/** Open again: whoever had taken it on has not taken on this. */
export function returned(alert: AlertRecord): AlertRecord {
  const next = moveAlert(alert.state, "return");
  return next.ok ? { ...alert, state: next.value, takenOn: false } : alert;
}

/** The cause an alert is named by: the worst that stands, of those the first; the newest when none stands. */
export function leadingCause<One extends Pick<Cause, "endedAt" | "severity" | "since">>(
  causes: readonly One[],
): One | null {
  const standing = causes.filter(isStanding);
  const [first] = (standing.length > 0 ? standing : causes).toSorted((one, other) => {
    if (one.severity !== other.severity) return one.severity === "bad" ? -1 : 1;
    return one.since.getTime() - other.since.getTime();
  });
  return first ?? null;
}

/** What a fact says of its cause now; when it began stays as it was first told. */
export const toldAgain = (cause: Cause, fact: AlertFact, now: Date): Cause => ({
  ...cause,
  severity: fact.severity,
  title: fact.title,
  sentence: fact.sentence,
  lastAt: now,
});
