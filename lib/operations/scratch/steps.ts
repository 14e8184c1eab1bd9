import "server-only";
import type { ScratchStepName } from "@/lib/domain/scratch/plan";
import { madeSentence, removedSentence } from "@/lib/domain/scratch/sentence";
import type { EndFacts } from "@/lib/engine/arguments";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { letIn, reconcileCopy, scratchSmoke } from "./look-steps";
import { bringCopy, makeScratchRoom, neutralizeCopy, scratchGates, startCopy } from "./make-steps";
import { clearAway, clearCopy } from "./remove-steps";
import { keepScratchLog, recoverCopy, releaseRecovery, removeRecovery } from "./second-steps";

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<ScratchStepName, DeployStep>> = {
  scratch_gates: scratchGates,
  make_room: makeScratchRoom,
  keep_log: keepScratchLog,
  recover: recoverCopy,
  bring_copy: bringCopy,
  neutralize: neutralizeCopy,
  release_recovery: releaseRecovery,
  reconcile: reconcileCopy,
  start_copy: startCopy,
  scratch_smoke: scratchSmoke,
  let_in: letIn,
  remove_recovery: removeRecovery,
  clear_away: clearAway,
  clear_copy: clearCopy,
};

export const SCRATCH_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** What became of a copy, in one sentence. */
export async function describeScratch(
  { recovery }: Pick<DeployEffects, "recovery">,
  operationId: string,
  { state, failure, rollbackFailure }: EndFacts,
): Promise<string> {
  const subject = await recovery.scratch.subjectOf(operationId);
  if (subject === null) return "The scratch copy is not known any more.";
  const succeeded = state === "succeeded";
  const reason = failure?.reason ?? null;
  // An operation of its own, begun after the copy stood.
  if (subject.operationId !== operationId)
    return removedSentence(subject.number, succeeded ? null : (reason ?? "it was ended"));
  return madeSentence(subject, { succeeded, left: rollbackFailure !== null, reason });
}
