import "server-only";
import type { AlertSilence } from "@/lib/contracts/api/resources/alert";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { ownedIn } from "@/lib/data/scope";
import { readScope, type Scope } from "@/lib/domain/access/decide";
import type { AlertDomain } from "@/lib/domain/alert/source";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { canDo } from "./present";

export const silenceInclude = {
  tenant: { select: { name: true } },
  environment: { select: { name: true } },
  createdBy: { select: { name: true } },
} satisfies Prisma.AlertSilenceInclude;
type SilenceRow = Prisma.AlertSilenceGetPayload<{ include: typeof silenceInclude }>;

function scopeOf({ tenantId, environmentId }: SilenceRow): Scope {
  if (tenantId === null) return { level: "fleet" };
  return environmentId === null
    ? { level: "tenant", tenantId }
    : { level: "environment", tenantId, environmentId };
}

export function presentSilence(ctx: Context, row: SilenceRow): AlertSilence {
  const { id, level, tenant, environment, reason, createdBy, createdAt, until } = row;
  return {
    ...{ id, level, reason, by: createdBy.name, domains: row.domains as AlertDomain[] },
    place:
      tenant === null
        ? "The whole fleet"
        : environment === null
          ? tenant.name
          : `${tenant.name}, ${environment.name}`,
    ...{ createdAt: createdAt.toISOString(), until: until.toISOString() },
    can: { end: canDo(ctx, "alert.silence", scopeOf(row), null) },
  };
}

/** Silences that stand over what the reader sees: the fleet's too. */
export async function silencesNow(ctx: Context, tx: Tx): Promise<{ items: AlertSilence[] }> {
  const scope = readScope(grantsOf(ctx.actor), "alert.read");
  const environments = { some: { id: { in: [...scope.environmentIds] } } };
  const seen: Prisma.AlertSilenceWhereInput = scope.fleet
    ? {}
    : {
        OR: [
          ...(scope.tenantIds.length + scope.environmentIds.length > 0 ? [{ level: "fleet" as const }] : []),
          ownedIn(scope),
          { level: "tenant" as const, tenant: { environments } },
        ],
      };
  const rows = await tx.alertSilence.findMany({
    where: { AND: [{ endedAt: null, until: { gt: ctx.now } }, seen] },
    include: silenceInclude,
    orderBy: { until: "desc" },
    take: 200,
  });
  return { items: rows.map((row) => presentSilence(ctx, row)) };
}

export const listSilences = query({
  action: "alert.read",
  input: Nothing,
  run: ({ ctx }) => silencesNow(ctx, ctx.db.prisma),
});
