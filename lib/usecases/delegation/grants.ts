import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import type { Grant, Scope } from "@/lib/domain/access/decide";
import { sharedScope } from "@/lib/domain/access/lent";
import type { Role } from "@/lib/domain/access/roles";
import { DELEGABLE } from "@/lib/domain/change/delegation";

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

/** What somebody may decide by rights that others lent: no more than these have, and no further than was lent. */
export const lentGrants = (delegations: readonly Held[]): Grant[] =>
  delegations.flatMap((one) =>
    one.from.roleBindings.flatMap((binding): Grant[] => {
      if (DELEGABLE[binding.role] === undefined) return [];
      const scope = sharedScope(scopeOfBinding(binding), scopeOfBinding(one));
      const lentBy = { id: one.from.id, name: one.from.name };
      return scope === null ? [] : [{ role: binding.role, scope, lentBy }];
    }),
  );
