import "server-only";
import type { BackupStore } from "@/lib/contracts/api/resources/backup";
import type { Prisma } from "@/lib/data/generated/client";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";

export const storeInclude = {
  tenant: {
    select: {
      id: true,
      name: true,
      _count: { select: { backups: { where: { state: { in: ["running", "good", "damaged"] } } } } },
    },
  },
} satisfies Prisma.BackupStoreInclude;
type StoreRow = Prisma.BackupStoreGetPayload<{ include: typeof storeInclude }>;

const ACTION: Action = "backup_store.edit";

/** Whether the reader may say where a tenant's backups are kept. */
export function canEditStore(ctx: Context, tenantId: string) {
  const decision = decide(grantsOf(ctx.actor), ACTION, { level: "tenant", tenantId });
  return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
}

/** A tenant's store as its page shows it: never its key, never the credentials. */
export function presentStore(ctx: Context, row: StoreRow): BackupStore {
  const can = canEditStore(ctx, row.tenantId);
  const path = !row.repository.startsWith("s3:");
  const unasked = "A path is reached from the cluster only: the first backup looks whether it is there.";
  return {
    tenant: { id: row.tenant.id, name: row.tenant.name },
    repository: row.repository,
    hasCredentials: row.sealedAccess !== null,
    createdAt: row.createdAt.toISOString(),
    backups: row.tenant._count.backups,
    checked:
      row.checkedAt === null || row.answers === null
        ? null
        : { at: row.checkedAt.toISOString(), answers: row.answers, sentence: row.checkSentence },
    immutability: row.immutability === "" ? null : row.immutability,
    can: { edit: can, check: can.allowed && path ? { allowed: false, reason: unasked } : can },
  };
}
