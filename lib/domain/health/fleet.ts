import { counted, sentenceCase } from "../shared/words";

export type FleetCounts = {
  decisions: number;
  running: number;
  bad: number;
  warning: number;
  unknown: number;
  environments: number;
};

/** The overview's sentence: first what waits for the reader, then how the fleet is, then what runs. */
export function fleetSentence(counts: FleetCounts): string {
  const waits =
    counts.decisions === 0
      ? "Nothing waits for you."
      : `${sentenceCase(counted(counts.decisions, "thing"))} ${counts.decisions === 1 ? "waits" : "wait"} for you.`;
  const running =
    counts.running === 0
      ? ""
      : ` ${sentenceCase(counted(counts.running, "operation"))} ${counts.running === 1 ? "runs" : "run"}.`;
  return `${waits} ${fleetState(counts)}${running}`;
}

function fleetState({ bad, warning, unknown, environments }: FleetCounts): string {
  if (environments === 0) return "No environment is in your scope yet.";
  const parts = [
    bad > 0 ? `${counted(bad, "environment")} ${bad === 1 ? "is" : "are"} bad` : null,
    warning > 0 ? `${counted(warning, "environment")} ${warning === 1 ? "warns" : "warn"}` : null,
    unknown > 0 ? `${counted(unknown, "environment")} ${unknown === 1 ? "is" : "are"} unknown` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0)
    return `All ${environments === 1 ? "is" : `${environments} environments are`} well.`;
  return `${sentenceCase(parts.join(", "))}.`;
}
