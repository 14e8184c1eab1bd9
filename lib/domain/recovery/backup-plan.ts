import type { PlannedStep } from "../operation/plan";
import type { StepPhase } from "../operation/state";
import type { PrunePoints } from "./prune";

const MINUTE = 60_000;

/** How long a toolbox Job that copies or reads back an environment may take, in seconds. */
export const TOOLBOX_SECONDS = 4 * 3_600;

type StepText = {
  title: string;
  phase: StepPhase;
  timeoutMs: number;
  ifItFails: string;
  /** Set where it makes something beside what lives, which has to be removed again. */
  touches?: true;
};
const step = (title: string, minutes: number, ifItFails: string): StepText => ({
  title,
  phase: "forward",
  timeoutMs: minutes * MINUTE,
  ifItFails,
});

const NOT_BEGUN = "Nothing is copied; the environment goes on as it is.";
const NOT_TAKEN = "The backup failed; the environment goes on as it is, and earlier backups stay.";
const NOT_FORGOTTEN = "Nothing is forgotten; it is tried again the next day.";
const NOT_READ = "Nothing is said about the backup; it stays as it is.";
/** The Job's own limit, and room for its pod to be placed. */
const JOB_MINUTES = TOOLBOX_SECONDS / 60 + 15;

/** Dropping a database takes seconds; the pod on it goes first. */
export const REMOVE_COPY_JOB_SECONDS = 600;
const REMOVE_MINUTES = REMOVE_COPY_JOB_SECONDS / 60 + 10;
const NOT_PROVEN = "The backup is not proven, and the reason is kept; the copy is removed.";
const beside = (title: string, minutes: number, ifItFails = NOT_PROVEN): StepText => ({
  ...step(title, minutes, ifItFails),
  touches: true,
});

/** Every step of a backup and of a verification: none of them changes the environment. */
const STEPS = {
  backup: {
    gates: step("Check that nothing else is under way here", 1, NOT_BEGUN),
    preflight: step("Look before acting: cluster, secrets, place for the backup", 2, NOT_BEGUN),
    snapshot: step("Copy database and filestore", JOB_MINUTES, NOT_TAKEN),
    record_backup: step("Record what the backup holds", 1, NOT_TAKEN),
  },
  verify: {
    gates: step("Check that nothing else is under way here", 1, NOT_READ),
    preflight: step("Look before acting: cluster, secrets, place of the backup", 2, NOT_READ),
    read_back: beside(
      "Load the backup into a database of its own and compare",
      JOB_MINUTES,
      "A backup that cannot be read back is disproved; where the reading itself failed, nothing is said about it.",
    ),
    start_erp: beside("Start the ERP on the copy, scheduled actions off", 15),
    ask_erp: beside("Ask the ERP: sign in and run the business checks", 5),
    remove_copy: beside("Remove the ERP and the copy", REMOVE_MINUTES),
    record_proof: beside("Record the proof", 1, NOT_READ),
    remove_left: {
      ...step(
        "Remove whatever stands of the copy",
        REMOVE_MINUTES,
        "The rest is removed a day later by the next one.",
      ),
      phase: "rollback",
    },
  },
  prune: {
    gates: step("Check that nothing else is under way here", 1, NOT_FORGOTTEN),
    preflight: step("Look before acting: cluster, secrets, place of the backups", 2, NOT_FORGOTTEN),
    forget: step(
      "Forget what no rule keeps, and free its room",
      JOB_MINUTES,
      "What was marked as forgotten is removed by the next pruning; the backups that stay are not touched.",
    ),
    record_forgotten: step("Record what became of it", 1, "What was forgotten stays so."),
  },
} as const satisfies Record<string, Record<string, StepText>>;

export type BackupStepName = keyof (typeof STEPS)["backup"];
export type VerifyStepName = keyof (typeof STEPS)["verify"];
export type PruneStepName = keyof (typeof STEPS)["prune"];

const planned = <Name extends string>(steps: Readonly<Record<Name, StepText>>): PlannedStep<Name>[] =>
  (Object.keys(steps) as Name[]).map((name) => {
    const { touches: _touches, ...text } = steps[name];
    return { name, ...text };
  });

/** The steps of a backup: always the same. */
export const planBackup = (): readonly PlannedStep<BackupStepName>[] => planned(STEPS.backup);

/**
 * The steps of reading one backup back. That its copy stays for the ERP is told to the step that makes it: a plan from
 * before, which nothing removed it in, made none.
 */
export const planVerify = (): readonly PlannedStep<VerifyStepName>[] =>
  planned(STEPS.verify).map((each) =>
    each.name === "read_back" ? { ...each, parameters: { keepsCopy: true } } : each,
  );

/** True when this step of a verification makes something beside what lives. */
export const verifyStepTouches = (name: string): boolean => {
  const known: Readonly<Record<string, StepText>> = STEPS.verify;
  return Object.hasOwn(known, name) && known[name]?.touches === true;
};

/** What an abort of a verification does, once something was made. */
export const VERIFY_ABORT_EFFECT =
  "Nothing is said about the backup: the copy that was loaded and the ERP on it are removed. The environment was never touched.";

/** The steps of forgetting backups; which ones is fixed here and asked once more before anything goes. */
export const planPrune = (points: PrunePoints): readonly PlannedStep<PruneStepName>[] =>
  planned(STEPS.prune).map((each) =>
    each.name === "forget"
      ? {
          ...each,
          parameters: { backups: points.backups.map((one) => ({ ...one })), failed: [...points.failed] },
        }
      : each,
  );

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function backupStepText(kind: keyof typeof STEPS, name: string): { title: string; ifItFails: string } {
  const known: Readonly<Record<string, StepText>> = STEPS[kind];
  const text = Object.hasOwn(known, name) ? known[name] : undefined;
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}
