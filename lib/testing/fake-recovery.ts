import type { StoreVariables } from "@/lib/domain/manifest/toolbox-job";
import type {
  BackupJudgement,
  BackupSubject,
  CopiedEnvironment,
  VerifySubject,
} from "@/lib/domain/recovery/backup-record";
import type { BackupCause } from "@/lib/domain/recovery/backup-state";
import type { ScratchSubject } from "@/lib/domain/scratch/subject";
import type { ProofFacts, RecoveryEffects, RecoveryRecords } from "@/lib/operations/recovery/effects";
import type { ScratchRecords } from "@/lib/operations/recovery/scratch-records";
import { FakeDrills } from "./fake-drills";

/** One scratch copy in memory; none until a test puts one there. */
class FakeScratch implements ScratchRecords {
  subject: ScratchSubject | null = null;
  /** An operation that removes it. */
  removing: string | null = null;

  async subjectOf(operationId: string): Promise<ScratchSubject | null> {
    const known = this.subject?.operationId === operationId || this.removing === operationId;
    return known ? structuredClone(this.subject) : null;
  }
}

/** Backups in memory: one that an operation takes, one that another reads back. */
export class FakeRecovery implements RecoveryRecords, RecoveryEffects {
  readonly records = this;
  readonly drills = new FakeDrills();
  readonly scratch = new FakeScratch();
  readonly toolboxImage = "registry.test/toolbox:1";
  readonly scratchGibibytes = 50;
  store: StoreVariables | null = {
    repository: "s3:https://objects.test/backups",
    variables: { RESTIC_PASSWORD: "open sesame", AWS_SECRET_ACCESS_KEY: "k" },
  };
  backup: BackupSubject | null = null;
  verification: VerifySubject | null = null;
  earlier: readonly number[] = [];
  readonly finished: BackupJudgement[] = [];
  place: CopiedEnvironment | null = null;
  /** Operations whose restore points a pruning removes. */
  forgettable: readonly string[] = [];
  readonly forgetting: string[] = [];
  readonly proofs: ProofFacts[] = [];

  async openStore(_tenantId: string, namespace: string): Promise<StoreVariables | null> {
    return this.store && { ...this.store, repository: `${this.store.repository}/${namespace}` };
  }
  async backupOf(): Promise<BackupSubject | null> {
    return this.backup;
  }
  async verificationOf(): Promise<VerifySubject | null> {
    return this.verification;
  }
  async ensureBackup(_operationId: string, cause: BackupCause): Promise<BackupSubject | null> {
    this.backup = this.backup && { ...this.backup, cause };
    return this.backup;
  }
  async earlierBytes(): Promise<readonly number[]> {
    return this.earlier;
  }
  async finishBackup(_operationId: string, judgement: BackupJudgement): Promise<void> {
    if (this.finished.length === 0) this.finished.push(judgement);
  }
  async finishVerification(_operationId: string, proof: ProofFacts): Promise<void> {
    if (this.proofs.length === 0) this.proofs.push(proof);
  }
  async configurationOf() {
    return { format: 1, release: "2026.11.1" };
  }
  async placeOf(): Promise<CopiedEnvironment | null> {
    return this.place;
  }
  async beginForgetting(): Promise<readonly string[]> {
    this.forgetting.push("begun");
    return this.forgettable;
  }
  async finishForgetting(): Promise<void> {
    this.forgetting.push("finished");
  }
  async sentenceOf(): Promise<string | null> {
    return this.proofs[0]?.sentence ?? this.finished[0]?.sentence ?? null;
  }
}
