import "server-only";
import type { EndFacts } from "@/lib/engine/arguments";
import { BACKUP_STEP_LIST, describeBackup } from "./backup/steps";
import type { DeployEffects, DeployStep } from "./deploy/effects";
import { DEPLOY_STEP_LIST, describeDeploy } from "./deploy/steps";
import { DRILL_STEP_LIST, describeDrill } from "./drill/steps";
import { describePrune, PRUNE_STEP_LIST } from "./prune/steps";
import {
  describeClear,
  describeRestore,
  describeRestoreRollback,
  describeUndo,
  RESTORE_STEP_LIST,
} from "./restore/steps";
import { describeRollback, ROLLBACK_STEP_LIST } from "./rollback/steps";
import { describeScratch, SCRATCH_STEP_LIST } from "./scratch/steps";
import { describeVerify, VERIFY_STEP_LIST } from "./verify/steps";

/** How operations of one kind are carried out, and how their end is told. */
export type OperationKindRun = {
  steps: readonly DeployStep[];
  describe(effects: DeployEffects, operationId: string, facts: EndFacts): Promise<string>;
};

export const KIND_RUNS = {
  deploy: { steps: DEPLOY_STEP_LIST, describe: describeDeploy },
  rollback: { steps: ROLLBACK_STEP_LIST, describe: describeRollback },
  backup: { steps: BACKUP_STEP_LIST, describe: describeBackup },
  verify: { steps: VERIFY_STEP_LIST, describe: describeVerify },
  restore: { steps: RESTORE_STEP_LIST, describe: describeRestore },
  undo_restore: { steps: RESTORE_STEP_LIST, describe: describeUndo },
  clear_kept: { steps: RESTORE_STEP_LIST, describe: describeClear },
  prune: { steps: PRUNE_STEP_LIST, describe: describePrune },
  drill: { steps: DRILL_STEP_LIST, describe: describeDrill },
  restore_rollback: { steps: RESTORE_STEP_LIST, describe: describeRestoreRollback },
  scratch: { steps: SCRATCH_STEP_LIST, describe: describeScratch },
  clear_scratch: { steps: SCRATCH_STEP_LIST, describe: describeScratch },
} as const satisfies Record<string, OperationKindRun>;
