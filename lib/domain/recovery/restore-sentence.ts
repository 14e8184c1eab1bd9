import type { DataKind } from "../operation/name";
import type { StepFailure } from "../operation/run";
import { spokenSeconds } from "../operation/sentence";
import { sentenceCase } from "../shared/words";
import type { RestoreStepName } from "./restore-plan";

export type DataOutcome = {
  kind: DataKind;
  noun: string;
  state: "succeeded" | "failed" | "rolled_back";
  touched: boolean;
  environment: string;
  failure: StepFailure | null;
  rollbackFailure: StepFailure | null;
  seconds: number | null;
};

const SUCCEEDED = {
  restore: "runs on the restored data; checked",
  undo_restore: "runs on the data from before the restore again; checked",
  clear_kept: "keeps no data from before a restore any more; removed",
  restore_rollback: "runs the earlier release on the data of its checkpoint again; checked",
} as const satisfies Record<DataKind, string>;

/** They work beside what lives, its door open: where one of them fails there is nothing that was taken back. */
const BESIDE: ReadonlySet<string> = new Set<RestoreStepName>([
  ...(["recover", "restore_beside", "neutralize", "release_recovery"] as const),
]);

const trimmed = (text: string) => text.trim().replace(/[.;\s]+$/, "");

/** What happened to an environment's data and why, in one sentence. */
export function dataSentence(facts: DataOutcome): string {
  const because = facts.failure === null ? "no reason was recorded" : trimmed(facts.failure.reason);
  if (facts.state === "succeeded") {
    const took = facts.seconds === null ? "" : ` in ${spokenSeconds(facts.seconds)}`;
    return `${facts.environment} ${SUCCEEDED[facts.kind]}${took}.`;
  }
  if (facts.state === "rolled_back" && BESIDE.has(facts.failure?.step ?? ""))
    return `${sentenceCase(facts.noun)} not done, nothing was exchanged; ${facts.environment} went on undisturbed: ${because}.`;
  if (facts.state === "rolled_back")
    return `The ${facts.noun} was taken back; ${facts.environment} runs on ${facts.kind === "restore_rollback" ? "the release and the data" : "the data"} from before: ${because}.`;
  if (!facts.touched) return `${sentenceCase(facts.noun)} not done, nothing was exchanged: ${because}.`;
  if (facts.rollbackFailure === null)
    return `The ${facts.noun} stopped in ${facts.environment}, a person must look: ${because}.`;
  return `Taking the ${facts.noun} back failed (${trimmed(facts.rollbackFailure.reason)}) after it did not hold: ${because}; a person must look.`;
}
