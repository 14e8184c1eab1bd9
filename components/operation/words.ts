import type { Tone } from "@/components/ui/glyph";
import type { Operation, OperationBrief } from "@/lib/contracts/api/resources/operation";
import type { OperationState, StepState } from "@/lib/domain/operation/state";

export const OPERATION_WORDS: Record<OperationState, { tone: Tone; word: string }> = {
  queued: { tone: "wait", word: "Queued" },
  running: { tone: "running", word: "Running" },
  parked: { tone: "parked", word: "Waiting" },
  paused: { tone: "parked", word: "Paused" },
  succeeded: { tone: "good", word: "Succeeded" },
  failed: { tone: "bad", word: "Failed" },
  rolled_back: { tone: "warn", word: "Rolled back" },
  cancelled: { tone: "unknown", word: "Cancelled" },
};

export const STEP_WORDS: Record<StepState, { tone: Tone; word: string }> = {
  pending: { tone: "wait", word: "to come" },
  running: { tone: "running", word: "running" },
  done: { tone: "good", word: "done" },
  failed: { tone: "bad", word: "failed" },
  skipped: { tone: "parked", word: "skipped" },
};

/** What an operation does to a release, or to its environment, as its title says it: while it runs, and afterwards. */
export const KIND_WORDS: Record<OperationBrief["kind"], { running: string; ended: string }> = {
  deploy: { running: "Deploying", ended: "Deploy" },
  rollback: { running: "Going back to", ended: "Rollback to" },
  backup: { running: "Backing up", ended: "Backup of" },
  verify: { running: "Verifying a backup of", ended: "Verification of a backup of" },
  restore: { running: "Restoring", ended: "Restore of" },
  undo_restore: { running: "Taking a restore back in", ended: "Undo of a restore in" },
  clear_kept: { running: "Removing kept data of", ended: "Removal of kept data of" },
  prune: { running: "Forgetting old backups of", ended: "Pruning of backups of" },
  drill: { running: "Rehearsing the recovery of", ended: "Recovery drill of" },
  restore_rollback: { running: "Going back with the data of", ended: "Rollback with data of" },
  scratch: { running: "Making a scratch copy of", ended: "Scratch copy of" },
  clear_scratch: { running: "Removing a scratch copy of", ended: "Removal of a scratch copy of" },
};

/** A drill's second operation, where its tear-down had failed. */
const CLEARING_WORDS = { running: "Removing what a drill left of", ended: "Removal of what a drill left of" };

/** The same for an operation whose steps are known. */
export const wordsOf = ({
  kind,
  steps,
}: Pick<Operation, "kind" | "steps">): { running: string; ended: string } =>
  steps.some(({ name }) => name === "clear_left") ? CLEARING_WORDS : KIND_WORDS[kind];

const ACTIVE: readonly OperationState[] = ["queued", "running", "parked", "paused"];

export function isActive(state: OperationState): boolean {
  return ACTIVE.includes(state);
}
