import "server-only";
import { type DataKind, KIND_NOUNS } from "@/lib/domain/operation/name";
import type { RestoreStepName } from "@/lib/domain/recovery/restore-plan";
import { dataSentence } from "@/lib/domain/recovery/restore-sentence";
import type { EndFacts } from "@/lib/engine/arguments";
import type { DeployEffects, DeployRecords, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { open, restoreOpen } from "../deploy/open-step";
import { quiesce } from "../deploy/quiesce-step";
import { record } from "../deploy/record-step";
import { render } from "../deploy/render-step";
import { restoreRecord } from "../deploy/restore";
import { rollout } from "../deploy/rollout-step";
import { restoreSmoke, smoke } from "../deploy/smoke-step";
import { clear, startAgain, swapBack } from "./back-steps";
import { preflight, restoreBeside, safetyBackup } from "./bring-steps";
import { neutralize } from "./neutralize-step";
import { archive, recover, releaseRecovery, removeRecovery } from "./recovery-steps";
import { reconcile, swap } from "./swap-steps";

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<RestoreStepName, DeployStep>> = {
  gates,
  preflight,
  render,
  safety_backup: safetyBackup,
  archive,
  recover,
  restore_beside: restoreBeside,
  neutralize,
  release_recovery: releaseRecovery,
  quiesce,
  swap,
  rollout,
  smoke,
  reconcile,
  open,
  record,
  remove_recovery: removeRecovery,
  swap_back: swapBack,
  start_again: startAgain,
  restore_smoke: restoreSmoke,
  restore_open: restoreOpen,
  restore_record: restoreRecord,
  clear,
};

export const RESTORE_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

const toldBy =
  (kind: DataKind) =>
  async (
    effects: Pick<DeployEffects, "records"> & { records: Pick<DeployRecords, "load"> },
    operationId: string,
    facts: EndFacts,
  ): Promise<string> => {
    const subject = await effects.records.load(operationId);
    const environment = subject?.environment.environmentName ?? "the environment";
    return dataSentence({ ...facts, kind, noun: KIND_NOUNS[kind], environment });
  };

export const describeRestore = toldBy("restore");
export const describeUndo = toldBy("undo_restore");
export const describeRestoreRollback = toldBy("restore_rollback");
export const describeClear = toldBy("clear_kept");
