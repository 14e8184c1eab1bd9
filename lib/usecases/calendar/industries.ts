import "server-only";
import type { Tx } from "@/lib/data/client";

/** The industries of tenants, in one look. */
export async function industriesOf(
  db: Tx,
  tenantIds: readonly string[],
): Promise<(tenantId: string) => string | null> {
  const tenants = await db.tenant.findMany({
    where: { id: { in: [...new Set(tenantIds)] } },
    select: { id: true, industry: true },
  });
  const industries = new Map(tenants.map(({ id, industry }) => [id, industry]));
  return (tenantId) => industries.get(tenantId) ?? null;
}
