import type { SignalState, Workflow } from "../health/domains";
import { clockIn, type LikelyCause, likelyCause } from "../health/sentence";
import { type Failures, RECENT, type WorkflowCourse } from "./course";
import type { WorkflowSettings } from "./settings";
import { CHECK_WORDS } from "./words";

type Told = { now: Date; zone: string; causes: readonly LikelyCause[] };
type Standing = {
  workflow: Workflow;
  state: SignalState;
  found: Failures;
  course: WorkflowCourse;
  settings: WorkflowSettings;
};

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** "Work orders cannot be confirmed since 14:03 CET, after release 2026.11.2." or how it is when it works. */
export function workflowSentence(standing: Standing, { now, zone, causes }: Told): string {
  const { workflow, state, found, course, settings } = standing;
  if (!found.known) return withStop(found.why);
  const clock = (at: Date | null) => (at === null ? "" : clockIn(at, now, zone));
  const promised = `${settings.longestMs / 1_000} s`;
  if (state === "good")
    return found.failed === 0
      ? `Works, as tried at ${clock(course.knownAt)}.`
      : `Works; one of the last ${RECENT} tries failed.`;
  if (found.failed < 2) return `Takes longer than ${promised}, in ${found.slow} of the last ${RECENT} tries.`;
  const cause = course.failingSince === null ? null : likelyCause(causes, course.failingSince);
  const { breaks, warns } = CHECK_WORDS[workflow];
  const since = `since ${clock(course.failingSince)}`;
  return `${state === "bad" ? breaks : warns} ${since}${cause === null ? "" : `, ${cause.words}`}.`;
}
