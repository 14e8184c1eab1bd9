import type { RowCounts } from "../backup/report";
import type { Stage } from "../catalog/stage";
import { NEUTRALIZE_JOB_SECONDS } from "../manifest/copy-erp";
import type { PlannedStep } from "../operation/plan";
import type { Json } from "../operation/run";
import type { StepPhase } from "../operation/state";

const MINUTE = 60_000;
/** How long one toolbox Job of a restore may take, in seconds. */
export const RESTORE_JOB_SECONDS = 4 * 3_600;
/** Exchanging is renaming; counting figures takes the rest. */
export const SWAP_JOB_SECONDS = 900;
const JOB_MINUTES = RESTORE_JOB_SECONDS / 60 + 15;
/** The Job's own limit, and room for its pod to be placed. */
const NEUTRALIZE_MINUTES = NEUTRALIZE_JOB_SECONDS / 60 + 10;
const SWAP_MINUTES = SWAP_JOB_SECONDS / 60 + 15;
/** The longest a server may take to archive what was just written: its own time limit for that, and some more. */
const ARCHIVE_MINUTES = 30;

const UNTOUCHED = "Nothing was exchanged; the environment goes on with the data it has.";
const GOES_BACK = "Holdfast puts the data from before back and opens the door again; nothing is lost.";
const OPEN_BY_THEN =
  "The door is open by then: what lives stays with what was written since, and a person decides.";
const NEEDS_A_PERSON = "The environment is marked as needing attention; a closed door stays closed.";

type StepText = { title: string; phase: StepPhase; touches: boolean; timeoutMs: number; ifItFails: string };
const looks = (title: string, minutes: number): StepText => ({
  title,
  phase: "forward",
  touches: false,
  timeoutMs: minutes * MINUTE,
  ifItFails: UNTOUCHED,
});
const acts = (title: string, minutes: number): StepText => ({
  title,
  phase: "forward",
  touches: true,
  timeoutMs: minutes * MINUTE,
  ifItFails: GOES_BACK,
});
const restores = (title: string, minutes: number): StepText => ({
  title,
  phase: "rollback",
  touches: false,
  timeoutMs: minutes * MINUTE,
  ifItFails: NEEDS_A_PERSON,
});

/** Every step a restore, its undo and the clearing away afterwards can have. */
export const RESTORE_STEPS = {
  gates: looks("Check the gates again", 1),
  preflight: looks("Look before acting: cluster, secrets, image, room", 2),
  render: looks("Take the manifests of the release that runs", 1),
  safety_backup: looks("Back up what stands there now", JOB_MINUTES),
  archive: looks("Make sure that the log up to the chosen second is kept", ARCHIVE_MINUTES),
  recover: acts("Bring the database of the chosen second up aside", JOB_MINUTES),
  restore_beside: acts("Bring the backup back beside it", JOB_MINUTES),
  neutralize: acts("Make the copy harmless with the release's own modules", NEUTRALIZE_MINUTES),
  release_recovery: acts("Remove the database that was brought up aside", 5),
  quiesce: acts("Close the door and let running work end", 8),
  swap: acts("Exchange the data", SWAP_MINUTES),
  rollout: acts("Start the pods on the exchanged data", 15),
  smoke: acts("Run the business checks", 5),
  reconcile: acts("Hold the figures against the backup and against before", 1),
  open: acts("Start scheduled work, warm up and open the door", 10),
  record: { ...acts("Record what runs now", 1), ifItFails: OPEN_BY_THEN },
  remove_recovery: restores("Remove what was brought up aside", 5),
  swap_back: restores("Put the data from before back", SWAP_MINUTES + 10),
  start_again: restores("Start the pods on the data from before", 15),
  restore_smoke: restores("Run the business checks on the data from before", 5),
  restore_open: restores("Open the door again", 10),
  restore_record: restores("Record what runs after going back", 1),
  clear: looks("Remove the data that were kept", SWAP_MINUTES),
} as const satisfies Record<string, StepText>;

export type RestoreStepName = keyof typeof RESTORE_STEPS;
type Part = { name: RestoreStepName; parameters?: Json };

/** A second that a database cluster's write-ahead log brings back, and whose environment it is. */
export type RecoveryPoint = {
  at: string;
  /** The CloudNativePG Cluster in the environment's namespace. */
  cluster: string;
  environment: {
    environmentId: string;
    environmentName: string;
    namespace: string;
    hostname: string;
    stage: Stage;
  };
};

/** What a restore brings back, fixed when it is planned. */
export type RestoreSource = {
  databaseSnapshotId: string;
  filestoreSnapshotId: string;
  /** Namespace whose repository holds the snapshots. */
  repositoryOf: string;
  takenAt: string;
  rowCounts: RowCounts;
  sameEnvironment: boolean;
  /** Address of the harmless copy; null where nothing is neutralised. */
  neutralizeAs: string | null;
  /** Set when a second is brought back: then the snapshots give the files only. */
  recovery?: RecoveryPoint | null;
};

/** How long running jobs may take to end, and that an ERP which is broken does not keep its data from being restored. */
export type Closing = { drainSeconds: number; timeZone: string; unanswered: "go_on" };

/** The steps of a restore in order: forward first, then what runs by itself when one of them fails. */
export function planRestore(
  source: RestoreSource,
  closing: Closing,
): readonly PlannedStep<RestoreStepName>[] {
  const { recovery = null } = source;
  return planned([
    ...([{ name: "gates" }, { name: "preflight" }, { name: "render" }, { name: "safety_backup" }] as const),
    ...bringing(source),
    { name: "quiesce", parameters: { ...closing } },
    { name: "swap" },
    { name: "rollout", parameters: { strategy: "recreate" } },
    { name: "smoke" },
    { name: "reconcile", parameters: { ...source } },
    ...([{ name: "open" }, { name: "record" }] as const),
    ...backward(closing, { undoes: null }),
    ...(recovery === null ? [] : [{ name: "remove_recovery", parameters: { recovery } } as const]),
  ]);
}

/** A second is brought up aside on a server of its own first, and loaded from there like a backup. */
function bringing(source: RestoreSource): Part[] {
  const { recovery = null } = source;
  const beside: Part[] = [
    { name: "restore_beside", parameters: { ...source } },
    ...(source.neutralizeAs === null ? [] : [{ name: "neutralize" } as const]),
  ];
  if (recovery === null) return beside;
  const parameters = { recovery };
  return [
    { name: "archive", parameters },
    { name: "recover", parameters },
    ...beside,
    { name: "release_recovery", parameters },
  ];
}

/** What a step is called where the release goes back together with its data. */
const ROLLBACK_TITLES: Partial<Record<RestoreStepName, string>> = {
  render: "Take the manifests that ran before",
  restore_beside: "Bring the checkpoint back beside it",
  rollout: "Start the pods of the earlier release on its data",
  swap_back: "Put the data from before going back in place again",
  start_again: "Start the pods of the release that is not left",
};
const WITH_RELEASE =
  "Holdfast puts the data and the release from before back and opens the door again; nothing is lost.";

/** Data and release of before a change: the steps of a restore, with the earlier release's manifests. */
export const planRestoreRollback = (
  source: RestoreSource,
  closing: Closing,
): readonly PlannedStep<RestoreStepName>[] =>
  planRestore(source, closing).map((step) => ({
    ...step,
    title: ROLLBACK_TITLES[step.name] ?? step.title,
    ifItFails: step.ifItFails === GOES_BACK ? WITH_RELEASE : step.ifItFails,
  }));

/** The steps of an undo: what was kept by the restore `undoes` lives again, and what it brought is kept instead. */
export function planUndo(undoes: string, closing: Closing): readonly PlannedStep<RestoreStepName>[] {
  return planned([
    ...([{ name: "gates" }, { name: "preflight" }, { name: "render" }] as const),
    { name: "quiesce", parameters: { ...closing } },
    { name: "swap", parameters: { undoes } },
    { name: "rollout", parameters: { strategy: "recreate" } },
    ...([{ name: "smoke" }, { name: "open" }, { name: "record" }] as const),
    ...backward(closing, { undoes }),
  ]);
}

/** Removes what the operations named have kept, when its time is over. */
export function planClear(
  operations: readonly string[],
  { copiesOnly }: { copiesOnly: boolean },
): readonly PlannedStep<RestoreStepName>[] {
  const parameters = { operations, copiesOnly };
  return planned([{ name: "gates" }, { name: "clear", parameters }]).map((step) =>
    step.name === "clear"
      ? { ...step, ifItFails: "It is tried again later; what lives is not touched." }
      : step,
  );
}

const backward = (closing: Closing, told: { undoes: string | null }): Part[] => [
  { name: "swap_back", parameters: { ...closing, ...told } },
  { name: "start_again" },
  ...([{ name: "restore_smoke" }, { name: "restore_open" }, { name: "restore_record" }] as const),
];

function planned(parts: readonly Part[]): readonly PlannedStep<RestoreStepName>[] {
  return parts.map(({ name, parameters }) => {
    const { touches: _touches, ...text } = RESTORE_STEPS[name];
    return { name, ...text, ...(parameters === undefined ? {} : { parameters }) };
  });
}

const textOf = (name: string): StepText | undefined => {
  const known: Readonly<Record<string, StepText>> = RESTORE_STEPS;
  return Object.hasOwn(known, name) ? known[name] : undefined;
};

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function restoreStepText(name: string): { title: string; ifItFails: string } {
  const text = textOf(name);
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}

/** The same for the steps of a rollback with its data. */
export function restoreRollbackStepText(name: string): { title: string; ifItFails: string } {
  const { title, ifItFails } = restoreStepText(name);
  const titles: Readonly<Record<string, string>> = ROLLBACK_TITLES;
  const own = Object.hasOwn(titles, name) ? titles[name] : undefined;
  return { title: own ?? title, ifItFails: ifItFails === GOES_BACK ? WITH_RELEASE : ifItFails };
}

/** True when a failure of this step, or any after it, leads to going back. */
export const restoreStepTouches = (name: string): boolean => textOf(name)?.touches ?? false;

const MOST_NAME = 63;
const named = (database: string, purpose: string, digits: string): string => {
  const suffix = `_${purpose}_${digits}`;
  return `${database.slice(0, MOST_NAME - suffix.length)}${suffix}`;
};

/** What stands beside a database while an operation with these digits works: the copy, what was kept, what was taken back. */
export const copyNames = (database: string, digits: string) => ({
  copy: named(database, "restored", digits),
  kept: named(database, "before", digits),
  takenBack: named(database, "refused", digits),
});

/** The same for a backup that is read back. */
export const verifiedName = (database: string, digits: string): string => named(database, "verified", digits);

/** The same for a deployment whose update failed: the checkpoint that comes back, and what the update left half done. */
export const checkpointNames = (database: string, digits: string) => ({
  copy: named(database, "checkpoint", digits),
  failed: named(database, "failed", digits),
});
