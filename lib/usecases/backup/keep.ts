import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { backupDetailInclude, backupName, presentBackup, readableRefusal } from "./present";

const DAY_MS = 86_400_000;
/** Kept at the longest, in days: what the law asks to be kept for ten years, and a month to spare. */
const MOST_KEPT_DAYS = 3_680;

async function target(tx: Tx, { backupId }: { backupId: string }) {
  // Under its lock, so that it is not forgotten meanwhile.
  await tx.$queryRaw`SELECT id FROM backup WHERE id = ${backupId}::uuid FOR UPDATE`;
  const row = await tx.backup.findUnique({ where: { id: backupId }, include: backupDetailInclude });
  if (row === null) return null;
  const { tenantId, environmentId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId };
  return { row, scope, kind: "backup", id: row.id, name: backupName(row), tenantId, environmentId };
}

async function write(tx: Tx, id: string, kept: Prisma.BackupUpdateInput) {
  const data = { ...kept, version: { increment: 1 } };
  return tx.backup.update({ where: { id }, data, include: backupDetailInclude });
}

/** Keeps a backup from being forgotten until a moment, for a reason; said again it replaces what was said before. */
export const keepBackup = command({
  action: "backup.keep",
  input: API.keepBackup.body.extend(API.keepBackup.params.shape),
  target,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const refusal = readableRefusal(row.state);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const until = new Date(input.until);
    if (until <= ctx.now) throw refused("until", "Give a moment to come: until then it is kept.");
    if (until.getTime() - ctx.now.getTime() > MOST_KEPT_DAYS * DAY_MS)
      throw refused("until", "A backup is kept for ten years at the longest.");
    note({ until: until.toISOString(), reason: input.reason });
    const kept = { keptUntil: until, keptReason: input.reason, keptByName: ctx.actor.name };
    return presentBackup(ctx, await write(tx, row.id, kept));
  },
});

/** Leaves a kept backup to the rules again. */
export const releaseBackup = command({
  action: "backup.keep",
  input: API.releaseBackup.params,
  target,
  run: async ({ tx, ctx, target: { row }, note }) => {
    if (row.keptUntil === null || row.keptUntil <= ctx.now)
      throw new Problem("conflict", "Nobody keeps this backup: the rules decide about it.");
    note({ until: row.keptUntil.toISOString(), reason: row.keptReason });
    return presentBackup(ctx, await write(tx, row.id, { keptUntil: null, keptReason: "", keptByName: null }));
  },
});

const refused = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });
