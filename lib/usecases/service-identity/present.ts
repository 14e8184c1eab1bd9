import "server-only";
import type { ServiceIdentity } from "@/lib/contracts/api/resources/service-identity";
import type { Tx } from "@/lib/data/client";
import type { ServiceIdentity as Row } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { serviceRights, tokenCounts } from "@/lib/domain/access/token";
import type { Target } from "../command";
import { type Context, grantsOf } from "../context";

export const withCreator = { createdBy: { select: { name: true } } } as const;
type Shown = Row & { createdBy: { name: string } | null };

/** Whether the reader may manage identities; one that is revoked stays so. */
export function canManage(ctx: Context, row: Pick<Row, "name" | "revokedAt"> | null) {
  const decision = decide(grantsOf(ctx.actor), "service_identity.manage", { level: "fleet" });
  const reason = decision.allow ? (row === null ? null : revokedRefusal(row)) : decision.reason;
  return { allowed: reason === null, reason };
}

export const revokedRefusal = ({ name, revokedAt }: Pick<Row, "name" | "revokedAt">): string | null =>
  revokedAt === null ? null : `${name} was revoked. Create another one.`;

export function presentIdentity(ctx: Context, row: Shown): ServiceIdentity {
  return {
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    rights: [...serviceRights(row.rights)],
    tokenHint: row.tokenHint,
    createdBy: row.createdBy?.name ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    revokedReason: row.revokedReason,
    state: row.revokedAt !== null ? "revoked" : tokenCounts(row, ctx.now) ? "good" : "expired",
    version: row.version,
    can: { renew: canManage(ctx, row), revoke: canManage(ctx, row) },
  };
}

/** The identity a command acts on. */
export async function identityTarget(tx: Tx, input: { identityId: string }): Promise<Target<Row> | null> {
  const row = await tx.serviceIdentity.findUnique({ where: { id: input.identityId } });
  if (row === null) return null;
  return {
    ...{ row, scope: { level: "fleet" }, kind: "service_identity", id: row.id, name: row.name },
    ...{ tenantId: null, environmentId: null },
  };
}
