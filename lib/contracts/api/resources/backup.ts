import { z } from "zod";
import { BACKUP_CAUSES, BACKUP_PROOFS, BACKUP_STATES } from "@/lib/domain/recovery/backup-state";
import { ReleaseBrief } from "./catalog";
import { Can, Id, Named, page, Stage, Tier, Time, Verdict } from "./common";

const Place = z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() });

export const BackupBrief = z.object({
  id: Id,
  environment: Place,
  tenant: Named,
  cause: z.enum(BACKUP_CAUSES),
  state: z.enum(BACKUP_STATES),
  proof: z.enum(BACKUP_PROOFS),
  /** When it was proven or disproved last; null when nothing is said yet. */
  provenAt: Time.nullable(),
  sentence: z.string(),
  release: ReleaseBrief.nullable(),
  operationId: Id,
  /** The database's time of the copy: what was written later is not in it. Null while it runs or when it failed. */
  takenAt: Time.nullable(),
  createdAt: Time,
  finishedAt: Time.nullable(),
  /** Bytes of the dump and of the files, before compression and deduplication. */
  dumpBytes: z.int(),
  filestoreBytes: z.int(),
  /** Bytes the store grew by. */
  addedBytes: z.int(),
  seconds: z.number().nullable(),
});
export type BackupBrief = z.infer<typeof BackupBrief>;

export const BackupVerification = z.object({
  id: Id,
  operationId: Id,
  /** Null while it goes on, and when the reading itself did not work. */
  passed: z.boolean().nullable(),
  /** True while it goes on. */
  running: z.boolean(),
  sentence: z.string(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })).max(20),
  seconds: z.number().nullable(),
  at: Time,
});
export type BackupVerification = z.infer<typeof BackupVerification>;

export const Backup = BackupBrief.extend({
  databaseSnapshotId: z.string().nullable(),
  filestoreSnapshotId: z.string().nullable(),
  dumpSha256: z.string(),
  walPosition: z.string(),
  postgresVersion: z.string(),
  attachments: z.object({ total: z.int(), present: z.int(), missing: z.array(z.string()).max(20) }),
  /** Rows of the business tables at the moment of the copy. */
  rowCounts: z.array(z.object({ table: z.string(), rows: z.int() })).max(100),
  modules: z.array(z.object({ name: z.string(), version: z.string() })).max(1_000),
  /** The newest first. */
  verifications: z.array(BackupVerification).max(20),
  can: z.object({ verify: Can }),
});
export type Backup = z.infer<typeof Backup>;

export const BackupPage = page(BackupBrief).extend({ can: z.object({ take: Can }) });
export type BackupPage = z.infer<typeof BackupPage>;

/** One environment on the recovery board. */
export const Protection = z.object({
  environment: Place,
  tenant: Named,
  tier: Tier,
  verdict: Verdict,
  /** What a person has to know, worst first. */
  findings: z.array(z.string()).max(5),
  lastGood: z.object({ id: Id, takenAt: Time, proof: z.enum(BACKUP_PROOFS) }).nullable(),
  /** When the next backup is there at the latest. */
  dueBy: Time,
  lastProofAt: Time.nullable(),
  verifyEveryDays: z.int(),
  lastFailure: z.object({ id: Id, at: Time, sentence: z.string() }).nullable(),
});
export type Protection = z.infer<typeof Protection>;

/** Worst first. */
export const RecoveryBoard = z.object({ items: z.array(Protection).max(500), more: z.int() });
export type RecoveryBoard = z.infer<typeof RecoveryBoard>;

const PLACE = /^(\/[^\s,]*|s3:https?:\/\/[^\s,@]+)$/;

export const SetBackupStore = z.object({
  repository: z
    .string()
    .trim()
    .max(500)
    .regex(
      PLACE,
      "Give a path such as /backups/nordwerk, or s3:https://host/bucket/prefix without credentials.",
    ),
  /** Of the object storage; leave both out for a path. */
  accessKeyId: z.string().trim().min(1).max(200).optional(),
  secretAccessKey: z.string().min(1).max(500).optional(),
});

export const BackupStore = z.object({ tenant: Named, repository: z.string(), createdAt: Time });
export type BackupStore = z.infer<typeof BackupStore>;
