import "server-only";
import type { StoreVariables } from "@/lib/domain/manifest/toolbox-job";
import type { Json } from "@/lib/domain/operation/run";
import type {
  BackupJudgement,
  BackupSubject,
  CopiedEnvironment,
  VerifySubject,
} from "@/lib/domain/recovery/backup-record";
import type { BackupCause } from "@/lib/domain/recovery/backup-state";
import type { DrillRecords } from "./drill-records";
import type { ScratchRecords } from "./scratch-records";

export type ProofFacts = {
  /** Null when nothing can be said about the backup: the reading itself did not work. */
  passed: boolean | null;
  /** True when what was proven before is not proven any more, though nothing was disproved. */
  unproves?: boolean;
  /** True when what is stored is damaged: that concerns every backup of the environment, not only this one. */
  storeDamaged?: boolean;
  sentence: string;
  result: Json;
  seconds: number;
};

/** Backups and their places in Holdfast's own records. An outage there is a TransientFailure. */
export interface RecoveryRecords {
  /**
   * The environment's repository and the secrets to open it; null when its tenant has no store. Values are for a
   * Secret of the cluster only: never logged, never stored.
   */
  openStore(tenantId: string, namespace: string): Promise<StoreVariables | null>;
  /** The backup that this operation takes, of whatever kind the operation is; null when it takes none. */
  backupOf(operationId: string): Promise<BackupSubject | null>;
  /** The backup that this operation reads back; null when it is no verification. */
  verificationOf(operationId: string): Promise<VerifySubject | null>;
  /** Total bytes of the environment's newest finished backups but this one, the newest first. */
  earlierBytes(environmentId: string, butBackupId: string, count: number): Promise<readonly number[]>;
  /** Makes the row of the backup that an operation of another kind takes, once; then as `backupOf`. */
  ensureBackup(operationId: string, cause: BackupCause): Promise<BackupSubject | null>;
  /** The sentence of an operation's backup or verification; null while it has none. */
  sentenceOf(operationId: string): Promise<string | null>;
  /** Ends the operation's running backup; one that has ended stays as it is. */
  finishBackup(operationId: string, judgement: BackupJudgement): Promise<void>;
  /** Writes down what the reading found, and what it says about the backup. */
  finishVerification(operationId: string, proof: ProofFacts): Promise<void>;
  /** What the data of this operation's environment belong to and run as: stored beside them. */
  configurationOf(operationId: string): Promise<Json>;
  /** The environment that this operation works on, whatever its kind; null when there is no such operation. */
  placeOf(operationId: string): Promise<CopiedEnvironment | null>;
  /**
   * Marks the backups that this operation shall remove as forgotten, but for those something refers to by now. Answers
   * the operations whose restore points are to go; asked again, the same.
   */
  beginForgetting(operationId: string): Promise<readonly string[]>;
  /** The store has let go of what was marked. */
  finishForgetting(operationId: string): Promise<void>;
}

/** All that copying and reading back needs besides the cluster. An installation without a toolbox has no image: "". */
export type RecoveryEffects = {
  records: RecoveryRecords;
  drills: DrillRecords;
  scratch: ScratchRecords;
  toolboxImage: string;
  /** Room each Job of the toolbox has for what it unpacks. */
  scratchGibibytes: number;
};
