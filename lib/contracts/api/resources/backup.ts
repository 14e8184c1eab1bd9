import { z } from "zod";
import { BACKUP_CAUSES, BACKUP_PROOFS, BACKUP_STATES } from "@/lib/domain/recovery/backup-state";
import { BACKUP_BOUNDS } from "@/lib/domain/recovery/policy-bounds";
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
  /** Who keeps it from being forgotten, until when and why; null when the rules decide. */
  kept: z.object({ until: Time, reason: z.string(), by: z.string() }).nullable(),
  /** `restore` is about its own environment. */
  can: z.object({ verify: Can, keep: Can, release: Can, restore: Can }),
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

/** A tenant's place for backups. Its key and the credentials of the storage are never told. */
export const BackupStore = z.object({
  tenant: Named,
  repository: z.string(),
  /** True when credentials of an object storage are kept with it. */
  hasCredentials: z.boolean(),
  createdAt: Time,
  /** Backups that lie there: as long as one does the place stays. */
  backups: z.int(),
  /** Null when it was never asked. A path is reached from the cluster only, so it is not asked. */
  checked: z.object({ at: Time, answers: z.boolean(), sentence: z.string() }).nullable(),
  /** What the storage says about keeping objects from being deleted; null when it said nothing. */
  immutability: z.string().nullable(),
  can: z.object({ edit: Can, check: Can }),
});
export type BackupStore = z.infer<typeof BackupStore>;

/** The place of a tenant, or that there is none yet. */
export const BackupStoreOfTenant = z.object({
  tenant: Named,
  store: BackupStore.nullable(),
  can: z.object({ edit: Can }),
});
export type BackupStoreOfTenant = z.infer<typeof BackupStoreOfTenant>;

export const KeepBackup = z.object({
  until: Time,
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});

const kept = (bounds: { min: number; max: number }) => z.int().min(bounds.min).max(bounds.max);

/** How environments of a tier are backed up. */
export const BackupPolicySettings = z.object({
  /** Five fields, on the clock of each environment. */
  cron: z.string().trim().min(9).max(100),
  keep: z.object({
    last: kept(BACKUP_BOUNDS.last),
    hourly: kept(BACKUP_BOUNDS.hourly),
    daily: kept(BACKUP_BOUNDS.daily),
    weekly: kept(BACKUP_BOUNDS.weekly),
    monthly: kept(BACKUP_BOUNDS.monthly),
    yearly: kept(BACKUP_BOUNDS.yearly),
  }),
  /** A proof older than this is too old, in days. */
  verifyEveryDays: kept(BACKUP_BOUNDS.verifyEveryDays),
});
export type BackupPolicySettings = z.infer<typeof BackupPolicySettings>;

/** What a policy comes to, in words and dates. */
export const BackupPolicyPreview = z.object({
  /** What is wrong with the schedule; null when it can be used. The rest is empty then. */
  problem: z.string().nullable(),
  schedule: z.string(),
  /** The clock the next times are said on: that of most environments of the tier. */
  timeZone: z.string(),
  next: z.array(Time).max(3),
  /** Restore points kept once the rules have run for long enough, and how old the oldest is then. */
  points: z.int(),
  oldestDays: z.int(),
});
export type BackupPolicyPreview = z.infer<typeof BackupPolicyPreview>;

export const BackupPolicy = z.object({
  tier: Tier,
  settings: BackupPolicySettings,
  preview: BackupPolicyPreview,
  /** Environments that follow it. */
  environments: z.int(),
  /** True while nobody has set anything: Holdfast's own settings. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  version: z.int(),
  can: z.object({ edit: Can }),
});
export type BackupPolicy = z.infer<typeof BackupPolicy>;

export const EditBackupPolicy = z.object({
  /** The version that was edited; 0 when nothing was set. */
  version: z.int().min(0),
  settings: BackupPolicySettings,
});

const asNumber = (bounds: { min: number; max: number }) =>
  z.coerce.number().int().min(bounds.min).max(bounds.max);

/** A policy that is being written, as a query. */
export const PreviewBackupPolicy = z.object({
  tier: Tier,
  cron: z.string().trim().max(100),
  last: asNumber(BACKUP_BOUNDS.last),
  hourly: asNumber(BACKUP_BOUNDS.hourly),
  daily: asNumber(BACKUP_BOUNDS.daily),
  weekly: asNumber(BACKUP_BOUNDS.weekly),
  monthly: asNumber(BACKUP_BOUNDS.monthly),
  yearly: asNumber(BACKUP_BOUNDS.yearly),
});

/** What the rules make of an environment's backups now. */
export const Retention = z.object({
  keep: BackupPolicySettings.shape.keep,
  stays: z.int(),
  oldestAt: Time.nullable(),
  /** How many no rule keeps and nothing refers to. */
  forgets: z.int(),
  /** Those that stay only because something refers to them, the oldest first; at most 20. */
  held: z.array(z.object({ id: Id, takenAt: Time, because: z.string() })).max(20),
  can: z.object({ prune: Can }),
});
export type Retention = z.infer<typeof Retention>;
