import "server-only";
import { z } from "zod";
import type { Backup, BackupBrief, BackupVerification } from "@/lib/contracts/api/resources/backup";
import type { Can } from "@/lib/contracts/api/resources/common";
import type { Prisma } from "@/lib/data/generated/client";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import type { BackupState } from "@/lib/domain/recovery/backup-state";
import { nothingToBringBack } from "@/lib/domain/recovery/restore";
import { type Context, grantsOf } from "../context";
import { copyRefusal, type ProtectedRow, protectedInclude } from "./create";

export const backupInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  release: { select: { id: true, name: true, digest: true } },
  verifications: {
    where: { passed: { not: null } },
    orderBy: { at: "desc" },
    take: 1,
    select: { at: true },
  },
} satisfies Prisma.BackupInclude;
type BriefRow = Prisma.BackupGetPayload<{ include: typeof backupInclude }>;

export const backupDetailInclude = {
  ...backupInclude,
  environment: { include: protectedInclude },
  verifications: { orderBy: { at: "desc" }, take: 20 },
} satisfies Prisma.BackupInclude;
type DetailRow = Prisma.BackupGetPayload<{ include: typeof backupDetailInclude }>;

/** The short name people say: bkp-3f9a1c2b. */
export const backupName = ({ id }: { id: string }): string => `bkp-${id.replaceAll("-", "").slice(-8)}`;

/** Why a backup cannot be read back, by its state; null when it can. */
export function readableRefusal(state: BackupState): string | null {
  if (state === "good" || state === "damaged") return null;
  if (state === "running") return "This backup is still being taken.";
  return state === "failed"
    ? "This backup failed: there is nothing to read back."
    : "This backup was forgotten.";
}

const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

export function presentBackupBrief(row: BriefRow): BackupBrief {
  const { id, cause, state, proof, sentence, release, operationId, seconds } = row;
  const { id: environmentId, name, stage, timeZone } = row.environment;
  return {
    ...{ id, cause, state, proof, sentence, release, operationId, seconds },
    environment: { id: environmentId, name, stage, timeZone },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    provenAt: iso(row.verifications[0]?.at),
    takenAt: iso(row.takenAt),
    createdAt: row.createdAt.toISOString(),
    finishedAt: iso(row.finishedAt),
    dumpBytes: Number(row.dumpBytes),
    filestoreBytes: Number(row.filestoreBytes),
    addedBytes: Number(row.addedBytes),
  };
}

const Checks = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })).max(20),
});

function presentVerification(row: DetailRow["verifications"][number]): BackupVerification {
  const { id, operationId, passed, sentence, seconds } = row;
  const result = Checks.safeParse(row.result);
  return {
    ...{ id, operationId, passed, sentence, seconds },
    running: seconds === null,
    checks: result.success ? result.data.checks : [],
    at: row.at.toISOString(),
  };
}

const Modules = z.array(z.object({ name: z.string(), version: z.string() }));
const Names = z.array(z.string());
const Rows = z.record(z.string(), z.number());

/** The backup as its page shows it. */
export function presentBackup(ctx: Context, row: DetailRow): Backup {
  const decided = row.verifications.filter(({ passed }) => passed !== null).slice(0, 1);
  const { databaseSnapshotId, filestoreSnapshotId, dumpSha256, walPosition, postgresVersion } = row;
  const rowCounts = Object.entries(Rows.catch({}).parse(row.rowCounts));
  return {
    ...presentBackupBrief({ ...row, verifications: decided }),
    ...{ databaseSnapshotId, filestoreSnapshotId, dumpSha256, walPosition, postgresVersion },
    attachments: {
      total: row.attachmentsTotal,
      present: row.attachmentsPresent,
      missing: Names.catch([]).parse(row.attachmentsMissing).slice(0, 20),
    },
    rowCounts: rowCounts.slice(0, 100).map(([table, rows]) => ({ table, rows })),
    modules: Modules.catch([]).parse(row.modules),
    verifications: row.verifications.map(presentVerification),
    kept:
      row.keptUntil === null || row.keptUntil <= ctx.now
        ? null
        : {
            until: row.keptUntil.toISOString(),
            reason: row.keptReason,
            by: row.keptByName ?? "nobody known",
          },
    can: { verify: canVerify(ctx, row), ...canKeep(ctx, row), restore: canRestore(ctx, row) },
  };
}

function canKeep(ctx: Context, row: DetailRow): { keep: Can; release: Can } {
  const { tenantId, environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), "backup.keep", {
    level: "environment",
    tenantId,
    environmentId,
  });
  const right = decision.allow ? null : decision.reason;
  const free = row.keptUntil === null || row.keptUntil <= ctx.now;
  const keep = right ?? readableRefusal(row.state);
  const release = right ?? (free ? "Nobody keeps it: the rules decide about it." : null);
  return {
    keep: { allowed: keep === null, reason: keep },
    release: { allowed: release === null, reason: release },
  };
}

/** Back into its own environment. What stands against it there now, the page of the restore says. */
function canRestore(ctx: Context, row: DetailRow): Can {
  const { tenantId, environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), "restore.request", {
    level: "environment",
    tenantId,
    environmentId,
  });
  const complete = row.databaseSnapshotId !== null && row.filestoreSnapshotId !== null;
  const reason = decision.allow ? nothingToBringBack({ ...row, complete }) : decision.reason;
  return { allowed: reason === null, reason };
}

/** Whether the reader may do it, and whether the environment lets it happen now: the right first. */
export function canCopy(ctx: Context, action: Action & `backup.${string}`, row: ProtectedRow): Can {
  const scope = { level: "environment", tenantId: row.tenantId, environmentId: row.id } as const;
  const decision = decide(grantsOf(ctx.actor), action, scope);
  const reason = decision.allow ? copyRefusal(row) : decision.reason;
  return { allowed: reason === null, reason };
}

function canVerify(ctx: Context, row: DetailRow): Can {
  const can = canCopy(ctx, "backup.verify", row.environment);
  const refusal = readableRefusal(row.state);
  return can.allowed && refusal !== null ? { allowed: false, reason: refusal } : can;
}
