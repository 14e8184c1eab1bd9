import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { covers, type Grant, type Scope } from "@/lib/domain/access/decide";
import { sharedScope } from "@/lib/domain/access/lent";
import type { Role } from "@/lib/domain/access/roles";
import { mayReceive } from "@/lib/domain/change/delegation";

type Bound = { level: Scope["level"]; tenantId: string | null; environmentId: string | null };

/** The scope of a row that names a level and its ids. */
export function scopeOfBinding({ level, tenantId, environmentId }: Bound): Scope {
  if (level === "environment" && tenantId !== null && environmentId !== null)
    return { level, tenantId, environmentId };
  if (level === "tenant" && tenantId !== null) return { level, tenantId };
  if (level === "fleet") return { level };
  throw new Error(`A binding with level ${level} lacks its ids.`);
}

/** Delegations that count at `now`, with the rights of those who gave them, as far as they still sign in. */
export const heldInclude = (now: Date) =>
  ({
    where: { revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now }, from: { disabledAt: null } },
    include: { from: { select: { id: true, name: true, roleBindings: true } } },
    take: 50,
  }) satisfies Prisma.User$heldDelegationsArgs;

type Held = Bound & { from: { id: string; name: string; roleBindings: readonly (Bound & { role: Role })[] } };

/**
 * What somebody may decide by rights that others lent: no more than these have, no further than was lent, and only
 * where a role of their `own` still makes them somebody who may hold it.
 */
export const lentGrants = (delegations: readonly Held[], own: readonly Grant[]): Grant[] =>
  delegations.flatMap((one) =>
    one.from.roleBindings.flatMap((binding): Grant[] => {
      const scope = sharedScope(scopeOfBinding(binding), scopeOfBinding(one));
      if (scope === null) return [];
      const held = own.filter((grant) => covers(grant.scope, scope)).map(({ role }) => role);
      const lentBy = { id: one.from.id, name: one.from.name };
      return mayReceive(binding.role, held) ? [{ role: binding.role, scope, lentBy }] : [];
    }),
  );
