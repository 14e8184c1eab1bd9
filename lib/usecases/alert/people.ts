import "server-only";
import type { Tx } from "@/lib/data/client";

type Over = { tenantId: string | null; environmentId: string | null };

/** People with a role over a place, by name: whom something can be given to. */
export const peopleOver = (tx: Tx, { tenantId, environmentId }: Over) =>
  tx.user.findMany({
    where: {
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
    },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 200,
  });
