import { NEUTRALIZE_JOB_SECONDS } from "../manifest/copy-erp";
import type { PlannedStep } from "../operation/plan";
import type { Json } from "../operation/run";
import type { StepPhase } from "../operation/state";
import { RESTORE_JOB_SECONDS, type RecoveryPoint } from "../recovery/restore-plan";

const MINUTE = 60_000;
const JOB_MINUTES = RESTORE_JOB_SECONDS / 60 + 15;
/** Reading figures and putting one key in. */
export const READY_JOB_SECONDS = 900;
/** As long as a server may leave a segment of its log open, and some more. */
export const KEEP_LOG_JOB_SECONDS = 25 * 60;
/** Dropping a database takes seconds; who still reads it is told to go first. */
export const REMOVE_JOB_SECONDS = 600;
const REMOVE_MINUTES = REMOVE_JOB_SECONDS / 60 + 10;

const UNTOUCHED = "Nothing was made.";
const REMOVED = "There is no copy; what was made of it is removed. The environment is never touched.";
const LEFT = "What was made of the copy is still there; removing it is tried again later.";

type StepText = { title: string; phase: StepPhase; touches: boolean; timeoutMs: number; ifItFails: string };
const acts = (title: string, minutes: number): StepText => ({
  ...{ title, phase: "forward", touches: true },
  timeoutMs: minutes * MINUTE,
  ifItFails: REMOVED,
});
const removes = (title: string, phase: StepPhase, minutes: number): StepText => ({
  ...{ title, phase, touches: false },
  timeoutMs: minutes * MINUTE,
  ifItFails: LEFT,
});

/** Every step of making and of removing a scratch copy, in order; those of going back run by themselves. */
const SCRATCH_STEPS = {
  scratch_gates: {
    ...{ title: "Look before acting: cluster, image, place of the backup", phase: "forward" },
    ...{ touches: false, timeoutMs: 2 * MINUTE, ifItFails: UNTOUCHED },
  },
  make_room: acts("Make a room of its own without a way out", 3),
  keep_log: acts("Make sure that the log up to the chosen second is kept", KEEP_LOG_JOB_SECONDS / 60 + 4),
  recover: acts("Bring the database of the chosen second up aside", JOB_MINUTES),
  bring_copy: acts("Bring the backup back into a database of its own, made harmless", JOB_MINUTES),
  neutralize: acts("Make it harmless with the release's own modules", NEUTRALIZE_JOB_SECONDS / 60 + 10),
  release_recovery: acts("Remove the database that was brought up aside", 5),
  reconcile: acts("Hold the figures against the backup", READY_JOB_SECONDS / 60 + 15),
  start_copy: acts("Start the ERP on it, scheduled actions off", 15),
  scratch_smoke: acts("Run the business checks", 5),
  let_in: acts("Open the way in at its own address", 2),
  remove_recovery: removes("Remove what was brought up aside", "rollback", 5),
  clear_away: removes("Remove whatever was made of the copy", "rollback", REMOVE_MINUTES),
  clear_copy: removes("Remove the copy: pods, database, files and keys", "forward", REMOVE_MINUTES),
} as const satisfies Record<string, StepText>;

export type ScratchStepName = keyof typeof SCRATCH_STEPS;

/** Only where a second is brought back. */
const ASIDE = new Set<ScratchStepName>(["keep_log", "recover", "release_recovery", "remove_recovery"]);

/** The steps of making a copy: of a backup, or of a second that its files go with. */
export function planScratch(recovery: RecoveryPoint | null): readonly PlannedStep<ScratchStepName>[] {
  const told = new Set<ScratchStepName>([...ASIDE, "bring_copy", "reconcile"]);
  return (Object.keys(SCRATCH_STEPS) as ScratchStepName[])
    .filter((name) => name !== "clear_copy" && (recovery !== null || !ASIDE.has(name)))
    .map((name) => planned(name, recovery !== null && told.has(name) ? { recovery } : undefined));
}

/** Removing one that stands, or what is left of it. */
export const planScratchRemoval = (): readonly PlannedStep<ScratchStepName>[] => [planned("clear_copy")];

function planned(name: ScratchStepName, parameters?: Json): PlannedStep<ScratchStepName> {
  const { touches: _touches, ...text } = SCRATCH_STEPS[name];
  return { name, ...text, ...(parameters === undefined ? {} : { parameters }) };
}

const textOf = (name: string): StepText | undefined => {
  const known: Readonly<Record<string, StepText>> = SCRATCH_STEPS;
  return Object.hasOwn(known, name) ? known[name] : undefined;
};

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function scratchStepText(name: string): { title: string; ifItFails: string } {
  const text = textOf(name);
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}

/** True when this step makes something that has to be removed again. */
export const scratchStepTouches = (name: string): boolean => textOf(name)?.touches ?? false;

/** What an abort does, once something was made. */
export const SCRATCH_ABORT_EFFECT =
  "There will be no copy: its namespace, database and keys are removed. The environment was never touched.";
/** The same of an operation that removes one. */
export const SCRATCH_REMOVAL_ABORT_EFFECT =
  "It ends here: what is not removed by then stays, and removing it is tried again in some hours.";
