import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Scope } from "@/lib/domain/access/decide";

type Asked = { level: Scope["level"]; tenantId: string | null; environmentId: string | null };

/** What is meant, with its name; null when it does not exist or level and ids do not fit. */
export async function placeOf(tx: Tx, asked: Asked): Promise<(Asked & { name: string }) | null> {
  const { level, tenantId, environmentId } = asked;
  if (level === "fleet") return { level, tenantId: null, environmentId: null, name: "the fleet" };
  if (tenantId === null) return null;
  if (level === "tenant") {
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
    return tenant && { level, tenantId, environmentId: null, name: tenant.name };
  }
  if (environmentId === null) return null;
  const place = await tx.environment.findFirst({
    where: { id: environmentId, tenantId },
    select: { name: true },
  });
  return place && { level, tenantId, environmentId, name: place.name };
}

/** Bindings that cover a scope wholly. */
export function covering(scope: Scope) {
  const fleet = { level: "fleet" as const };
  if (scope.level === "fleet") return fleet;
  const tenant = { level: "tenant" as const, tenantId: scope.tenantId };
  if (scope.level === "tenant") return { OR: [fleet, tenant] };
  return { OR: [fleet, tenant, { environmentId: scope.environmentId }] };
}
