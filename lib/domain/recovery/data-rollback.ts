import type { BackupProof, BackupState } from "./backup-state";

export type DataRollbackFacts = {
  /** The release to leave; null when nothing ever ran. */
  from: string | null;
  /** The release that ran before it; null when none is known. */
  target: string | null;
  /** True when code and configuration alone can go back. */
  codeAlone: boolean;
  activeOperation: string | null;
  /** The change that brought `from`, by its number. */
  change: string | null;
  /** What its deployment saved before it updated the database. */
  checkpoint: { state: BackupState; proof: BackupProof; complete: boolean } | null;
  /** A request for the same that waits for a second person, by its number. */
  waiting: string | null;
};

/**
 * Null when release and data can go back together, else the sentence that says why not and what would help. Where code
 * alone can go back nothing has to be lost, so that is the only way offered.
 */
export function dataRollbackRefusal(facts: DataRollbackFacts): string | null {
  const { from, target, activeOperation, waiting } = facts;
  if (from === null) return "Nothing has run here yet, so there is nothing to go back from.";
  if (activeOperation !== null)
    return `${activeOperation} works on this environment now. Wait until it has ended.`;
  if (target === null)
    return `${from} is the first release known here: there is no earlier one to go back to.`;
  if (facts.codeAlone) return "Code and configuration alone can go back, which loses nothing: use that.";
  if (waiting !== null) return `${waiting} asks for it already and waits for a second person.`;
  return checkpointRefusal(from, facts);
}

function checkpointRefusal(from: string, { change, checkpoint }: DataRollbackFacts): string | null {
  if (change === null)
    return `No change is known that brought ${from} here, so nothing says which data ran before it.`;
  if (checkpoint === null)
    return `${change} saved no checkpoint before it updated the database: there are no data of its moment to bring back. A backup from before it can be restored into another stage.`;
  if (checkpoint.state === "forgotten")
    return `The checkpoint of ${change} was removed by its retention. A backup from before it can be restored into another stage.`;
  if (checkpoint.state !== "good" || !checkpoint.complete)
    return `The checkpoint of ${change} is not complete, so it is not put in the place of data that work.`;
  if (checkpoint.proof === "disproved")
    return `Reading the checkpoint of ${change} back failed, so it is not put in the place of data that work.`;
  return null;
}
