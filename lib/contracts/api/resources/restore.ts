import { z } from "zod";
import { OPERATION_STATES } from "@/lib/domain/operation/state";
import { BACKUP_PROOFS, BACKUP_STATES } from "@/lib/domain/recovery/backup-state";
import { LOSS_NAMES } from "@/lib/domain/recovery/loss";
import { RESTORE_STATES } from "@/lib/domain/recovery/restore";
import { ReleaseBrief } from "./catalog";
import { Can, Id, Named, PageQuery, Stage, Time, Version } from "./common";

const Place = z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() });
const Point = z.object({
  id: Id,
  takenAt: Time,
  state: z.enum(BACKUP_STATES),
  proof: z.enum(BACKUP_PROOFS),
  release: ReleaseBrief.nullable(),
});

/** Rows written since a moment; null where the ERP has no such kind, `known` false when it did not answer. */
export const Loss = z.object({
  known: z.boolean(),
  counts: z.array(z.object({ name: z.enum(LOSS_NAMES), count: z.int().nullable() })).max(20),
});
export type Loss = z.infer<typeof Loss>;

export const RestorePoint = Point.extend({
  sentence: z.string(),
  bytes: z.int(),
  /** Whether it can be brought back there; when not, why and what would help. */
  possible: Can,
  /** The same for a scratch copy of it, which takes no place of anything. */
  inScratch: Can,
  /** True when it is damaged and asks for a confirmation of its own. */
  damaged: z.boolean(),
});
export type RestorePoint = z.infer<typeof RestorePoint>;

/** What can be brought back into an environment, and what is asked before. */
export const RestoreOptions = z.object({
  target: Place.extend({ release: ReleaseBrief.nullable(), tenant: Named }),
  /** Environments of the customer whose backups may be taken; the chosen one is `source`. */
  sources: z.array(Place).max(100),
  source: Place,
  /** The newest first. */
  points: z.array(RestorePoint).max(100),
  /** `before` of the next page, of those that are older; null when there are none. */
  older: Time.nullable(),
  /** Why a backup that was named is not among the points; null when it is, or none was named. */
  pointRefusal: z.string().nullable(),
  /** When which release began to run in the source, within the time of the points. */
  releases: z.array(z.object({ name: z.string(), at: Time })).max(100),
  /** Restores into the source within the time of the points, when their data were exchanged. */
  restores: z.array(z.object({ id: Id, number: z.string(), at: Time, undone: z.boolean() })).max(100),
  /** What hurt the source's business within the time of the points; one that still does has no end. */
  incidents: z
    .array(z.object({ id: Id, number: z.string(), title: z.string(), at: Time, until: Time.nullable() }))
    .max(100),
  /** The seconds that the source's write-ahead log can bring back; null where it has none of its own. */
  recoverable: z.object({ from: Time, until: Time }).nullable(),
  neutralise: z.boolean(),
  secondPerson: z.boolean(),
  /** What a person types; null where that is not asked. */
  confirmation: z.string().nullable(),
  /** Why what stands there will probably be replaced without a backup of it; null where nothing says so. */
  unsaved: z.string().nullable(),
  keptHours: z.int(),
  now: Time,
  can: z.object({ request: Can }),
});
export type RestoreOptions = z.infer<typeof RestoreOptions>;

export const RestoreOptionsQuery = z.object({
  sourceEnvironmentId: Id.optional(),
  /** A backup that is among the points however old it is; one that is not there is said, not replaced. */
  pointId: z.string().max(100).optional(),
  /** Backups taken before this moment: the next page. */
  before: Time.optional(),
});
export const LossQuery = z.object({ since: Time });

export const RequestRestore = z.object({
  /** The backup to bring back; left out when a second is named instead. */
  backupId: Id.optional(),
  /** A second between backups; `sourceEnvironmentId` says whose, the target's own when it is left out. */
  pointInTime: Time.optional(),
  sourceEnvironmentId: Id.optional(),
  reason: z.string().trim().min(10, "Say in at least 10 characters why the data are brought back.").max(2000),
  /** The target's name, typed: asked for in production. */
  confirmation: z.string().trim().max(200).optional(),
  acceptsDamage: z.boolean().default(false),
});
export const DecideRestore = z.object({
  version: Version,
  comment: z.string().trim().min(10, "Say in at least 10 characters what you looked at.").max(2000),
});
export const WithdrawRestore = z.object({
  version: Version,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it is withdrawn.").max(2000),
});
export const UndoRestore = z.object({
  version: Version,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it is taken back.").max(2000),
});

const OperationRef = z.object({ id: Id, shortId: z.string(), state: z.enum(OPERATION_STATES) });

export const RestoreBrief = z.object({
  id: Id,
  number: z.string(),
  tenant: Named,
  target: Place,
  source: Place,
  point: Point.pick({ id: true, takenAt: true, release: true }),
  /** The second that was brought back; null for the moment of the backup itself, which then gives the files only. */
  pointInTime: Time.nullable(),
  neutralise: z.boolean(),
  /** The change that is taken back together with its data; null for an ordinary restore. */
  change: z.object({ id: Id, number: z.string() }).nullable(),
  state: z.enum(RESTORE_STATES),
  sentence: z.string(),
  /** What the reconciliation found, in a sentence; null while nothing was compared. */
  reconciled: z.string().nullable(),
  requester: Named,
  createdAt: Time,
});
export type RestoreBrief = z.infer<typeof RestoreBrief>;

const ReconciledLine = z.object({
  name: z.string(),
  title: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  recorded: z.string().nullable(),
  verdict: z.enum(["met", "same", "explained", "flagged"]),
  note: z.string(),
});
export const Reconciliation = z.object({
  lines: z.array(ReconciledLine).max(100),
  flagged: z.int(),
  explained: z.int(),
  /** Figures that came back as they were recorded. */
  met: z.int().default(0),
  /** What `recorded` is: figures of the backup, its row counts only, or the server of a second, which has no record. */
  record: z.enum(["figures", "rows", "server"]).default("rows"),
  /** Figures that could not be read, with the reason. */
  unread: z
    .array(z.object({ title: z.string(), reason: z.string() }))
    .max(100)
    .default([]),
  /** Why some or all figures of what stood there before are unknown; null when none is. */
  beforeUnknown: z.string().nullable().default(null),
  sameEnvironment: z.boolean(),
  /** Modules whose version differs from what ran before; the first fifteen. */
  modules: z
    .array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
    .max(50)
    .default([]),
  balanced: z.boolean().nullable(),
  sentence: z.string(),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

export const Restore = RestoreBrief.extend({
  reason: z.string(),
  loss: Loss,
  /** The loss in words, as the requester was told. */
  lossSentence: z.string(),
  approver: Named.nullable(),
  decision: z.string(),
  decidedAt: Time.nullable(),
  operation: OperationRef.nullable(),
  undoOperation: OperationRef.nullable(),
  keptUntil: Time.nullable(),
  /** When a request that waits ends by itself; null for every other. */
  lapsesAt: Time.nullable(),
  finishedAt: Time.nullable(),
  reconciliation: Reconciliation.nullable(),
  /** What stood there and was, or will probably be, replaced without a backup of it; null where it is backed up first. */
  unsaved: z.string().nullable(),
  version: Version,
  can: z.object({ approve: Can, reject: Can, withdraw: Can, undo: Can }),
});
export type Restore = z.infer<typeof Restore>;

export const RestoresQuery = PageQuery.extend({ environmentId: Id.optional(), changeId: Id.optional() });
