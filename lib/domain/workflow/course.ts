import type { SignalState, Workflow } from "../health/domains";
import type { WorkflowSettings } from "./settings";

/** What a try came to. Unknown: nobody can say. Skipped: it was not tried. */
export const OUTCOMES = ["passed", "slow", "failed", "unknown", "skipped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Tries that say something count to this many. */
export const RECENT = 3;
/** Two tries whose answers differ are this far apart, until three in a row agree. */
export const SETTLE_SECONDS = 30;
/** What does not work is tried at least this often, so that its end is told soon; in minutes. */
export const FAILING_MINUTES = 2;
/** One try may take this long; then it is ended, and that is its answer. */
export const TRY_LIMIT_MS = 25_000;
/** How long tries are kept. */
export const RUNS_KEPT_DAYS = 35;

/** How a workflow stands, from its newest tries. */
export type WorkflowCourse = {
  /** What the newest tries that said something came to, newest first; at most three. */
  recent: readonly Outcome[];
  /** The first failure of those that have not been followed by three passes; null without one. */
  failingSince: Date | null;
  knownAt: Date | null;
  lastOutcome: Outcome | null;
  /** What the newest try said, or why there was none. */
  lastDetail: string;
};

export const NEVER_TRIED: WorkflowCourse = {
  ...{ recent: [], failingSince: null, knownAt: null, lastOutcome: null, lastDetail: "" },
};

const says = (outcome: Outcome): boolean => outcome !== "unknown" && outcome !== "skipped";
const failures = (recent: readonly Outcome[]): number =>
  recent.filter((outcome) => outcome === "failed").length;

/** The course after one more try. What says nothing changes nothing that is known. */
export function afterTry(
  course: WorkflowCourse,
  { outcome, detail, at }: { outcome: Outcome; detail: string; at: Date },
): WorkflowCourse {
  const last = { lastOutcome: outcome, lastDetail: detail };
  if (!says(outcome)) return { ...course, ...last };
  const recent = [outcome, ...course.recent].slice(0, RECENT);
  const failing = recent.includes("failed");
  return { ...last, recent, failingSince: failing ? (course.failingSince ?? at) : null, knownAt: at };
}

/** Whether the next try should come soon: answers differ, there are too few, or the first silence has to be proven. */
function unsettled(before: WorkflowCourse, after: WorkflowCourse): boolean {
  if (after.lastOutcome === "skipped") return false;
  if (after.lastOutcome === "unknown") return before.lastOutcome !== "unknown";
  const failed = failures(after.recent);
  return failed > 0 && failed < RECENT;
}

/** When it is tried next. What was missed meanwhile is not made up for. */
export function nextTryAt(
  before: WorkflowCourse,
  after: WorkflowCourse,
  { everyMinutes }: Pick<WorkflowSettings, "everyMinutes">,
  at: Date,
): Date {
  const broken = after.lastOutcome === "failed" && failures(after.recent) === RECENT;
  const minutes = broken ? Math.min(FAILING_MINUTES, everyMinutes) : everyMinutes;
  const seconds = unsettled(before, after) ? SETTLE_SECONDS : minutes * 60;
  return new Date(at.getTime() + seconds * 1_000);
}

/** Older than this a try says nothing of now: two of its turns and a half missed. */
const staleMs = (everyMinutes: number): number => (2.5 * everyMinutes + 2) * 60_000;

export type Failures = { known: true; failed: number; slow: number } | { known: false; why: string };

/** How many of the last three tries failed, or why that says nothing of now. */
export function failuresNow(course: WorkflowCourse, everyMinutes: number, now: Date): Failures {
  const { recent, knownAt, lastOutcome, lastDetail } = course;
  const unknown = (why: string): Failures => ({ known: false, why });
  if (lastOutcome === null) return unknown("Not tried yet.");
  if (lastOutcome === "skipped") return unknown(`Not tried: ${lastDetail}`);
  if (lastOutcome === "unknown" || knownAt === null) return unknown(lastDetail);
  if (now.getTime() - knownAt.getTime() > staleMs(everyMinutes))
    return unknown("The last try is too long ago.");
  const failed = failures(recent);
  if (failed > 0 && recent.length < RECENT)
    return unknown("One of its first tries failed: it is tried again.");
  return { known: true, failed, slow: recent.filter((outcome) => outcome === "slow").length };
}

/** Two of the last three failed: sometimes it fails. All three: it does not work. Two slow ones break the promise. */
export function workflowState(found: Failures): SignalState {
  if (!found.known) return "unknown";
  if (found.failed >= RECENT) return "bad";
  return found.failed >= 2 || found.slow >= 2 ? "warn" : "good";
}

/** A workflow that is tried by schedule, as health reads it. */
export type WorkflowFact = WorkflowCourse & { workflow: Workflow; everyMinutes: number };
