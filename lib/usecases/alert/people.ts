import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";

type Over = { tenantId: string | null; environmentId: string | null };

const hasRoleOver = ({ tenantId, environmentId }: Over): Prisma.UserWhereInput => ({
  disabledAt: null,
  roleBindings: {
    some: {
      role: { not: "auditor" },
      OR: [
        { level: "fleet" },
        ...(tenantId === null ? [] : [{ level: "tenant" as const, tenantId }]),
        ...(environmentId === null ? [] : [{ level: "environment" as const, environmentId }]),
      ],
    },
  },
});

/** People with a role over a place, by name: whom something can be given to, as far as a list shows them. */
export const peopleOver = (tx: Tx, over: Over) =>
  tx.user.findMany({
    where: hasRoleOver(over),
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 200,
  });

/** Those of `ids` to whom something of this place can be given, however many others could have it. */
export const peopleAmong = (tx: Tx, over: Over, ids: readonly string[]) =>
  tx.user.findMany({
    where: { AND: [{ id: { in: [...ids] } }, hasRoleOver(over)] },
    select: { id: true, name: true },
  });
