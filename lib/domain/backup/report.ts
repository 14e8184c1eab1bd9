/**
 * What the toolbox tells at its end: JSON of at most 4,096 bytes in the termination message of its pod.
 * A report is either `ok` with its facts, or not `ok` with the fault.
 */
export const REPORT_BYTES = 4_096;

/** Names of everything that can go wrong; the sentence beside it is for people. */
export type FaultName =
  | "bad_settings"
  | "wrong_repository_key"
  | "repository_unreachable"
  | "repository_missing"
  | "repository_locked"
  | "repository_damaged"
  | "snapshot_missing"
  | "not_enough_disk"
  | "database_unreachable"
  | "database_missing"
  | "database_damaged"
  | "missing_extension"
  | "missing_role"
  | "missing_locale"
  | "version_mismatch"
  | "target_exists"
  | "database_in_use"
  | "not_archived"
  | "filestore_missing"
  | "permission_denied"
  | "already_running"
  | "verification_failed"
  | "time_limit"
  | "interrupted"
  | "failed";

export type Fault = { step: string; name: FaultName; message: string };
export type FailedReport = { ok: false; error: Fault };

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>;

/** Attachment rows that name a file, and how many of them have it. `missing` holds at most twenty names. */
export type AttachmentCount = {
  total: number;
  present: number;
  /** 0 to 100 with two decimals; 100 only when none is missing. */
  percent: number;
  missing: readonly string[];
};

/** Seconds by phase, with one decimal. */
export type PhaseSeconds = Readonly<Record<string, number>>;

export type BackupReport = {
  ok: true;
  operation: string;
  /** True when an earlier run of the same operation made the snapshots: nothing was added now. */
  repeated: boolean;
  databaseSnapshotId: string;
  filestoreSnapshotId: string;
  dumpBytes: number;
  dumpSha256: string;
  filestoreBytes: number;
  filestoreFiles: number;
  /** What the repository grew by, after deduplication and compression. */
  addedBytes: number;
  attachments: AttachmentCount;
  walPosition: string;
  /** The database server's clock at the snapshot, ISO 8601 in UTC. */
  serverTime: string;
  rowCounts: RowCounts;
  postgresVersion: string;
  odooMajor: number | null;
  seconds: PhaseSeconds;
  notes: readonly string[];
};

/** One question a verification asked. */
export type Check = { name: string; ok: boolean; detail: string };

export type VerifyReport = {
  ok: true;
  operation: string;
  checks: readonly Check[];
  rowCounts: RowCounts;
  attachments: AttachmentCount;
  /** Files whose content was held against their name, of those the snapshot has. */
  filesHashed: number;
  filesTotal: number;
  seconds: PhaseSeconds;
  totalSeconds: number;
};
export type FailedVerifyReport = FailedReport & { checks: readonly Check[] };

export type RestoreReport = {
  ok: true;
  operation: string;
  repeated: boolean;
  database: string;
  filestore: string;
  rowCounts: RowCounts;
  attachments: AttachmentCount;
  /** Of the files, those that an earlier snapshot had to give. */
  fromEarlier: number;
  /** Of the missing files, those that an earlier snapshot has, but not with the content their names tell. */
  damagedEarlier: number;
  /** Rows changed by item, when the copy was neutralised. */
  neutralized: RowCounts | null;
  figures: FiguresBack;
  seconds: PhaseSeconds;
  totalSeconds: number;
};

/** A restore point as the repository knows it. Without a filestore snapshot it is the rest of a broken-off run. */
export type StoredPoint = {
  operation: string;
  time: string;
  databaseSnapshotId: string | null;
  filestoreSnapshotId: string | null;
  labels: Readonly<Record<string, string>>;
};

export type InspectReport = {
  ok: true;
  points: readonly StoredPoint[];
  /** How many more there are than fit into the report. */
  more: number;
  /** Bytes of the snapshots that were asked for, as they would be restored. */
  sizes: Readonly<Record<string, number>>;
};

/** Business figures of a database by name, as the database writes them. */
export type BusinessFigures = Readonly<Record<string, string>>;

/** Figures of a database, and those that could not be read: the table or column it lacks, or "! " and what was said. */
export type ReadFigures = { figures: BusinessFigures; unread: Readonly<Record<string, string>> };

/** What was recorded of a restore point, held against what came back before anything changed it. */
export type FiguresBack = {
  /** Null where nothing was recorded, or by other rules than today's. */
  recorded: BusinessFigures | null;
  /** What came back where it is not what was recorded. */
  differing: BusinessFigures;
};

/** A module's version in two databases; null where it is not installed. */
export type ModulePair = { name: string; before: string | null; after: string | null };

export type SwapReport = {
  ok: true;
  operation: string;
  /** False when there was nothing to exchange, which was allowed. */
  swapped: boolean;
  repeated: boolean;
  database: string;
  /** What lived before, and where; null when nothing was exchanged. */
  keptDatabase: string | null;
  keptFilestore: string | null;
  /** Figures of what lived before and of what lives now. */
  before: BusinessFigures;
  after: BusinessFigures;
  /** Why some or all figures of before could not be read; null when all were. */
  beforeUnknown: string | null;
  /** Figures of what lives now that could not be read, with the reason. */
  unread: Readonly<Record<string, string>>;
  /** Modules that differ between the two; at most fifteen. */
  modules: readonly ModulePair[];
  seconds: PhaseSeconds;
  totalSeconds: number;
};

/** The write-ahead log is archived up to a mark that was just committed. */
export type ArchiveReport = {
  ok: true;
  operation: string;
  /** The database server's clock at the mark. */
  serverTime: string;
  segment: string;
  /** False where the role may not close a segment and the server's own time limit was waited for. */
  switched: boolean;
  archivedSeconds: number;
  totalSeconds: number;
};

export type DropReport = {
  ok: true;
  operation: string;
  madeBy: string;
  databases: readonly string[];
  directories: readonly string[];
  spared: boolean;
  seconds: PhaseSeconds;
};

/** What a copy that stands on its own holds, once it is harmless and Holdfast can sign in to it. */
export type ReadyReport = {
  ok: true;
  operation: string;
  /** Keys of the operator that were put in: none where nobody of that name is in the copy. */
  keys: number;
  figures: BusinessFigures;
  unread: Readonly<Record<string, string>>;
  seconds: PhaseSeconds;
};

export type MeasureReport = {
  ok: true;
  operation: string;
  /** The newest moment at which the ERP is known to have written, in UTC; null when the database says nothing. */
  heartbeatAt: string | null;
  heartbeatFrom: "heartbeat" | "scheduled_action" | "nothing";
  rowCounts: RowCounts;
  attachments: AttachmentCount;
  /** Of the missing ones those written after the backup their files are of, with the oldest of them. */
  newer: { rows: number; oldest: string | null };
  filesHashed: number;
  filesWrong: number;
  modulesRight: number;
  /** At most five, in words. */
  modulesWrong: readonly string[];
  modulesUnfinished: readonly string[];
  seconds: PhaseSeconds;
};

export type ForgetReport = {
  ok: true;
  kept: number;
  forgotten: readonly string[];
  forgottenCount: number;
  /** Named ones that were gone already. */
  missing: number;
  /** Rests of runs that broke off a day ago or longer. */
  brokenOff: number;
  /** What the repository shrinks by once it is pruned. */
  freedBytes: number;
  pruned: boolean;
  seconds: PhaseSeconds;
};

/** The tables people count their business by; those that do not exist in a database are left out. */
export const BUSINESS_TABLES = [
  "sale_order",
  "sale_order_line",
  "purchase_order",
  "purchase_order_line",
  "stock_picking",
  "stock_move",
  "stock_quant",
  "mrp_production",
  "mrp_workorder",
  "account_move",
  "account_move_line",
  "account_payment",
  "product_product",
  "res_partner",
  "res_users",
  "ir_attachment",
  "mail_message",
] as const;

/** Share of attachments that have their file: never rounded up to 100. */
export function completeness(total: number, present: number): number {
  return total === 0 ? 100 : Math.floor((present / total) * 10_000) / 100;
}
