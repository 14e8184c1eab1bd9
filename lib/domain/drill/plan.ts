import type { PlannedStep } from "../operation/plan";
import type { Json } from "../operation/run";
import type { StepPhase } from "../operation/state";
import { RESTORE_JOB_SECONDS, type RecoveryPoint } from "../recovery/restore-plan";

const MINUTE = 60_000;
const JOB_MINUTES = RESTORE_JOB_SECONDS / 60 + 15;
/** Reading what was brought back is counting and looking for files. */
export const MEASURE_JOB_SECONDS = 1_800;
/** Reading what a repository holds; a place that cannot be reached says so by then. */
export const REACH_JOB_SECONDS = 240;
/** As long as a server may leave a segment of its log open, and some more. */
export const NOTE_JOB_SECONDS = 25 * 60;
/** Dropping a database takes seconds; who still reads it is told to go first. */
export const TEAR_DOWN_JOB_SECONDS = 600;

const UNTOUCHED = "Nothing was made; the drill has failed and the environment goes on.";
const TORN_DOWN = "The drill has failed; what it made is removed. The environment is never touched.";
const LEFT = "What the drill made is still there: a person removes it, and the drill has failed.";

const STILL_LEFT =
  "What the drill made is still there; it can be tried again. The drill's verdict stays as it is.";

type StepText = { title: string; phase: StepPhase; touches: boolean; timeoutMs: number; ifItFails: string };
const looks = (title: string, minutes: number): StepText => ({
  ...{ title, phase: "forward", touches: false },
  timeoutMs: minutes * MINUTE,
  ifItFails: UNTOUCHED,
});
const acts = (title: string, minutes: number): StepText => ({
  ...{ title, phase: "forward", touches: true },
  timeoutMs: minutes * MINUTE,
  ifItFails: TORN_DOWN,
});

/**
 * Every step of a drill, in order; `clear_away` runs by itself when one of the others fails or somebody aborts, and
 * `clear_left` is an operation of its own that a person starts afterwards.
 */
export const DRILL_STEPS = {
  drill_gates: looks("Look before the clock starts: cluster, image, place of the backup", 2),
  reach: {
    ...{ title: "Read the backup from the other cluster, before the clock starts", phase: "forward" },
    ...{ touches: true, timeoutMs: (REACH_JOB_SECONDS / 60 + 4) * MINUTE, ifItFails: TORN_DOWN },
  },
  note_log: {
    ...{ title: "Note how far the log is kept, before the clock starts", phase: "forward" },
    ...{ touches: true, timeoutMs: (NOTE_JOB_SECONDS / 60 + 4) * MINUTE, ifItFails: TORN_DOWN },
  },
  declare: looks("Declare the disaster: both clocks start", 1),
  lose_queue: looks("Empty Holdfast's queue, and go on without it", 5),
  isolate: acts("Make a room of its own without a way out", 3),
  server: acts("Bring up a database server there", 15),
  recover: acts("Bring the database of that second up aside", JOB_MINUTES),
  bring: acts("Bring the backup back into a database of its own", JOB_MINUTES),
  start: acts("Start the ERP on it, scheduled actions off", 15),
  drill_smoke: acts("Run the business checks: the recovery clock stops", 5),
  release_recovery: acts("Remove the database that was brought up aside", 5),
  measure: acts(
    "Measure what came back: newest heartbeat, rows, files, modules",
    MEASURE_JOB_SECONDS / 60 + 15,
  ),
  tear_down: acts("Remove everything the drill made", TEAR_DOWN_JOB_SECONDS / 60 + 10),
  drill_record: acts("Record the verdict", 1),
  remove_recovery: {
    ...{ title: "Remove what was brought up aside", phase: "rollback", touches: false },
    ...{ timeoutMs: 5 * MINUTE, ifItFails: LEFT },
  },
  clear_away: {
    ...{ title: "Remove whatever the drill made", phase: "rollback", touches: false },
    timeoutMs: (TEAR_DOWN_JOB_SECONDS / 60 + 10) * MINUTE,
    ifItFails: LEFT,
  },
  clear_left: {
    ...{ title: "Remove what the drill left", phase: "forward", touches: false },
    timeoutMs: (TEAR_DOWN_JOB_SECONDS / 60 + 10) * MINUTE,
    ifItFails: STILL_LEFT,
  },
} as const satisfies Record<string, StepText>;

export type DrillStepName = keyof typeof DRILL_STEPS;

/** What a drill is told when it is planned. */
export type DrillWish = {
  /** What was said about the time of the disaster; "" where nothing was. */
  said: string;
  /** The moment after which nothing was lost to the disaster any more; null: when it is declared. */
  disasterAt: Date | null;
  /** A second that is brought back in place of a backup's own. */
  recovery: RecoveryPoint | null;
  /** True where that second is the last archived one, which is noted anew when the drill begins. */
  latest?: boolean;
  /** True on another cluster than the environment's. */
  elsewhere: boolean;
  /** True where Holdfast's own queue is taken away meanwhile. */
  queueLost?: boolean;
};

const ASIDE = new Set<DrillStepName>(["recover", "release_recovery", "remove_recovery"]);
const ELSEWHERE = new Set<DrillStepName>(["reach", "server"]);

/** The steps of a drill; those that bring a second back, or that another cluster needs, only where it is so. */
export function planDrill(wish: DrillWish): readonly PlannedStep<DrillStepName>[] {
  const { said, disasterAt, recovery, elsewhere, latest = false, queueLost = false } = wish;
  const aside = recovery === null ? {} : { recovery };
  const told: Partial<Record<DrillStepName, Json>> = {
    declare: { said, ...aside },
    ...(recovery === null
      ? {}
      : { note_log: aside, recover: aside, bring: aside, release_recovery: aside, remove_recovery: aside }),
    measure: { disasterAt: disasterAt?.toISOString() ?? null, ...aside },
  };
  return (Object.keys(DRILL_STEPS) as DrillStepName[])
    .filter((name) => name !== "clear_left" && (queueLost || name !== "lose_queue"))
    .filter((name) => (latest && recovery !== null) || name !== "note_log")
    .filter((name) => (recovery !== null || !ASIDE.has(name)) && (elsewhere || !ELSEWHERE.has(name)))
    .map((name) => {
      const parameters = told[name];
      return { ...planned(name), ...(parameters === undefined ? {} : { parameters }) };
    });
}

/** Once more, after a tear-down has failed. */
export const planClearing = (): readonly PlannedStep<DrillStepName>[] => [planned("clear_left")];

function planned(name: DrillStepName): PlannedStep<DrillStepName> {
  const { touches: _touches, ...text } = DRILL_STEPS[name];
  return { name, ...text };
}

const textOf = (name: string): StepText | undefined => {
  const known: Readonly<Record<string, StepText>> = DRILL_STEPS;
  return Object.hasOwn(known, name) ? known[name] : undefined;
};

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function drillStepText(name: string): { title: string; ifItFails: string } {
  const text = textOf(name);
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}

/** True when this step makes something that has to be removed again. */
export const drillStepTouches = (name: string): boolean => textOf(name)?.touches ?? false;

/** What an abort does, once something was made. */
export const DRILL_ABORT_EFFECT =
  "The drill ends without a verdict: its namespace, database and keys are removed. The environment was never touched.";
