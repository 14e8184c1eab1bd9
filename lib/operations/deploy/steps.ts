import "server-only";
import type { DeployStepName } from "@/lib/domain/operation/deploy-steps";
import { outcomeSentence } from "@/lib/domain/operation/sentence";
import type { EndFacts } from "@/lib/engine/arguments";
import { baseline } from "./baseline-step";
import { canary, widen } from "./canary-step";
import { checkpoint } from "./checkpoint-step";
import { closesDoor, seenDoor } from "./door-state";
import type { DeployEffects, DeployStep } from "./effects";
import { gates } from "./gates";
import { migrate } from "./migrate";
import { notify } from "./notify-step";
import { observe } from "./observe-step";
import { open, restoreOpen } from "./open-step";
import { preflight } from "./preflight";
import { quiesce } from "./quiesce-step";
import { record } from "./record-step";
import { render } from "./render-step";
import { restoreRecord, restoreRelease, restoreRollout, stopHere } from "./restore";
import { restoreData } from "./restore-data-step";
import { rollout } from "./rollout-step";
import { canarySmoke, restoreSmoke, smoke } from "./smoke-step";
import { canaryWatch, widenWatch } from "./watch-step";

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<DeployStepName, DeployStep>> = {
  gates,
  preflight,
  render,
  baseline,
  notify,
  quiesce,
  checkpoint,
  migrate,
  canary,
  canary_smoke: canarySmoke,
  canary_watch: canaryWatch,
  widen,
  widen_watch: widenWatch,
  rollout,
  smoke,
  open,
  observe,
  record,
  restore_data: restoreData,
  restore_release: restoreRelease,
  restore_rollout: restoreRollout,
  restore_smoke: restoreSmoke,
  restore_open: restoreOpen,
  restore_record: restoreRecord,
  stop_here: stopHere,
};

export const DEPLOY_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** One sentence about how a deployment ended. */
export async function describeDeploy(
  effects: Pick<DeployEffects, "records" | "clusters" | "recovery">,
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  const subject = await effects.records.load(operationId);
  const door =
    subject !== null && facts.needsAttention && closesDoor(subject) ? await seenDoor(effects, subject) : null;
  const saved =
    facts.state === "rolled_back" && (await effects.recovery.records.backupOf(operationId)) !== null;
  return outcomeSentence({
    ...facts,
    door,
    saved,
    closes: subject !== null && closesDoor(subject),
    environment: subject?.environment.environmentName ?? "The environment",
    release: subject?.release.name ?? "the release",
    previousRelease: subject?.previousRelease?.name ?? null,
  });
}
