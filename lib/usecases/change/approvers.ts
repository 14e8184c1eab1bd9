import "server-only";
import type { Tx } from "@/lib/data/client";
import { ROLE_ACTIONS, ROLE_NAMES, ROLES } from "@/lib/domain/access/roles";

const APPROVING = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("change.approve"),
);

/** Who could decide on a change: at most 20 people with the right over its environment, never one of its authors. */
export async function approversFor(
  db: Tx,
  change: { tenantId: string; environmentId: string; authorIds: readonly string[] },
): Promise<{ id: string; name: string; role: string }[]> {
  const bindings = await db.roleBinding.findMany({
    where: {
      role: { in: APPROVING },
      userId: { notIn: [...change.authorIds] },
      user: { disabledAt: null },
      OR: [
        { level: "fleet" },
        { level: "tenant", tenantId: change.tenantId },
        { level: "environment", environmentId: change.environmentId },
      ],
    },
    select: { role: true, user: { select: { id: true, name: true } } },
    orderBy: { user: { name: "asc" } },
    take: 20,
  });
  const seen = new Map(bindings.map(({ user, role }) => [user.id, { ...user, role: ROLE_NAMES[role] }]));
  return [...seen.values()];
}
