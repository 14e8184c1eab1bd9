import "server-only";
import type { Tx } from "@/lib/data/client";
import { systemKey } from "@/lib/domain/integration/kinds";

const MOST = 2_000;

export type Systems = {
  /** Names of the systems an environment is connected to. */
  of(environmentId: string): readonly string[];
  /** Other environments of the same tenants that are connected to a system one of the asked ones is, too. */
  neighbours: ReadonlySet<string>;
};

/** What environments are connected to, and who else is, in one query. */
export async function loadSystems(
  db: Tx,
  places: readonly { id: string; tenantId: string }[],
): Promise<Systems> {
  const rows = await db.integration.findMany({
    where: { tenantId: { in: [...new Set(places.map(({ tenantId }) => tenantId))] } },
    select: { environmentId: true, tenantId: true, system: true },
    orderBy: { id: "asc" },
    take: MOST,
  });
  const asked = new Set(places.map(({ id }) => id));
  const keyOf = (row: (typeof rows)[number]) => `${row.tenantId} ${systemKey(row.system)}`;
  const theirs = new Set(rows.filter(({ environmentId }) => asked.has(environmentId)).map(keyOf));
  const systemsOf = new Map<string, string[]>();
  for (const row of rows) {
    const own = systemsOf.get(row.environmentId) ?? [];
    systemsOf.set(row.environmentId, [...own, row.system]);
  }
  const neighbours = rows.filter((row) => theirs.has(keyOf(row)) && !asked.has(row.environmentId));
  return {
    of: (environmentId) => systemsOf.get(environmentId) ?? [],
    neighbours: new Set(neighbours.map(({ environmentId }) => environmentId)),
  };
}
