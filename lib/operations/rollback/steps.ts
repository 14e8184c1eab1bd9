import "server-only";
import type { RollbackStepName } from "@/lib/domain/operation/rollback";
import { rollbackSentence } from "@/lib/domain/operation/sentence";
import type { EndFacts } from "@/lib/engine/arguments";
import type { DeployEffects, DeployRecords, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { preflight } from "../deploy/preflight";
import { record } from "../deploy/record-step";
import { render } from "../deploy/render-step";
import { rollout } from "../deploy/rollout-step";
import { smoke } from "../deploy/smoke-step";
import { stopHere } from "./stop-step";

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<RollbackStepName, DeployStep>> = {
  gates,
  preflight,
  render,
  rollout,
  smoke,
  record,
  stop_here: stopHere,
};

export const ROLLBACK_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** One sentence about how a rollback ended. */
export async function describeRollback(
  effects: Pick<DeployEffects, "records"> & { records: Pick<DeployRecords, "load"> },
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  const subject = await effects.records.load(operationId);
  return rollbackSentence({
    ...facts,
    environment: subject?.environment.environmentName ?? "The environment",
    release: subject?.release.name ?? "the earlier release",
    previousRelease: subject?.previousRelease?.name ?? null,
  });
}
