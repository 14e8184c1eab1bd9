import type { PlannedStep } from "../operation/plan";
import type { StepPhase } from "../operation/state";
import type { PrunePoints } from "./prune";

const MINUTE = 60_000;

/** How long a toolbox Job that copies or reads back an environment may take, in seconds. */
export const TOOLBOX_SECONDS = 4 * 3_600;

type StepText = { title: string; phase: StepPhase; timeoutMs: number; ifItFails: string };
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
    read_back: step(
      "Load the backup into a database of its own and compare",
      JOB_MINUTES,
      "A backup that cannot be read back is disproved; where the reading itself failed, nothing is said about it.",
    ),
    record_proof: step("Record the proof", 1, NOT_READ),
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
  (Object.keys(steps) as Name[]).map((name) => ({ name, ...steps[name] }));

/** The steps of a backup: always the same. */
export const planBackup = (): readonly PlannedStep<BackupStepName>[] => planned(STEPS.backup);

/** The steps of reading one backup back. */
export const planVerify = (): readonly PlannedStep<VerifyStepName>[] => planned(STEPS.verify);

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
