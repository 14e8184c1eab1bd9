import type { RunningOperation } from "../alert/silence";
import { type DeployStepName, deployStepTouches } from "../operation/deploy-steps";
import { KIND_NOUNS } from "../operation/name";

/** Steps that watch for long, and run the business checks themselves while they are at it rather than waiting. */
const WATCHING: ReadonlySet<string> = new Set<DeployStepName>(["observe", "canary_watch", "widen_watch"]);
const GOING_BACK = /^restore_/;

/**
 * Whether an operation changes the ERP now, or runs the business checks on it: two runs at once may wait for each
 * other's rows in its database, and the operation is the one that must not fail for that.
 */
export function changesOrChecks({ kind, step, state }: RunningOperation): boolean {
  if (step === null || (kind !== "deploy" && kind !== "rollback")) return false;
  if (state !== "running" && state !== "parked") return false;
  if (WATCHING.has(step)) return state === "running";
  return deployStepTouches(step) || GOING_BACK.test(step);
}

/** Why a try waits, as the end of "Not tried: "; null when it need not. */
export function givesWay(operations: readonly RunningOperation[]): string | null {
  const first = operations.find(changesOrChecks);
  if (first === undefined) return null;
  return `a ${KIND_NOUNS[first.kind]} is under way that changes the ERP or checks it itself.`;
}
