import { z } from "zod";

const Bytes = z.number().int().nonnegative();
const Counts = z.record(z.string().max(100), z.number().int().nonnegative());
const Seconds = z.record(z.string().max(100), z.number().nonnegative());

const Attachments = z.object({
  total: z.int().nonnegative(),
  present: z.int().nonnegative(),
  percent: z.number().min(0).max(100),
  missing: z.array(z.string().max(500)).max(20),
});
const Check = z.object({ name: z.string().max(100), ok: z.boolean(), detail: z.string().max(4_096) });

/** What the toolbox says when it did not succeed; a failed verification adds what it looked at. */
export const FailedToolboxReport = z.object({
  ok: z.literal(false),
  error: z.object({ step: z.string().max(100), name: z.string().max(100), message: z.string().max(4_096) }),
  checks: z.array(Check).max(20).optional(),
});

/** Reports of lib/domain/backup/report as they arrive in a termination message; what was cut there is missing here. */
export const BackupToolboxReport = z.object({
  ok: z.literal(true),
  repeated: z.boolean(),
  databaseSnapshotId: z.string().max(64),
  filestoreSnapshotId: z.string().max(64),
  dumpBytes: Bytes,
  dumpSha256: z.string().max(64),
  filestoreBytes: Bytes,
  addedBytes: Bytes,
  attachments: Attachments,
  walPosition: z.string().max(50),
  serverTime: z.iso.datetime({ offset: true }),
  rowCounts: Counts.default({}),
  postgresVersion: z.string().max(100),
  seconds: Seconds.default({}),
});
export type BackupToolboxReport = z.infer<typeof BackupToolboxReport>;

export const MeasureToolboxReport = z.object({
  ok: z.literal(true),
  heartbeatAt: z.iso.datetime({ offset: true }).nullable(),
  heartbeatFrom: z.enum(["heartbeat", "scheduled_action", "nothing"]),
  rowCounts: Counts.default({}),
  attachments: Attachments,
  newer: z
    .object({ rows: z.int().nonnegative(), oldest: z.iso.datetime({ offset: true }).nullable() })
    .default({ rows: 0, oldest: null }),
  filesHashed: z.int().nonnegative(),
  filesWrong: z.int().nonnegative(),
  modulesRight: z.int().nonnegative(),
  modulesWrong: z.array(z.string().max(300)).max(10),
  modulesUnfinished: z.array(z.string().max(100)).max(10),
});
export type MeasureToolboxReport = z.infer<typeof MeasureToolboxReport>;

export const ForgetToolboxReport = z.object({
  ok: z.literal(true),
  kept: z.int().nonnegative(),
  forgottenCount: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  brokenOff: z.int().nonnegative(),
  freedBytes: Bytes,
});

export const VerifyToolboxReport = z.object({
  ok: z.literal(true),
  checks: z.array(Check).max(20).default([]),
  rowCounts: Counts.default({}),
  attachments: Attachments,
  filesHashed: z.int().nonnegative(),
  /** Null in the report of an earlier toolbox. */
  filesTotal: z.int().nonnegative().nullable().default(null),
  totalSeconds: z.number().nonnegative(),
});
