import "server-only";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { Prisma } from "./generated/client";

/** Environments a read scope covers, as SQL. */
export function environmentsIn(scope: ReadScope): Prisma.EnvironmentWhereInput {
  if (scope.fleet) return {};
  return {
    OR: [{ tenantId: { in: [...scope.tenantIds] } }, { id: { in: [...scope.environmentIds] } }],
  };
}

/** Tenants a read scope covers: whole ones, and those of which at least one environment is covered. */
export function tenantsIn(scope: ReadScope): Prisma.TenantWhereInput {
  if (scope.fleet) return {};
  return {
    OR: [
      { id: { in: [...scope.tenantIds] } },
      { environments: { some: { id: { in: [...scope.environmentIds] } } } },
    ],
  };
}

/** For rows that carry (tenantId, environmentId), as changes and operations do. */
export function ownedIn(scope: ReadScope): {
  OR?: ({ tenantId: { in: string[] } } | { environmentId: { in: string[] } })[];
} {
  if (scope.fleet) return {};
  return {
    OR: [{ tenantId: { in: [...scope.tenantIds] } }, { environmentId: { in: [...scope.environmentIds] } }],
  };
}

/**
 * Holds on what a read scope covers, as SQL: the fleet's too, and those on the tenants around covered environments,
 * since all of them stop what the reader sees.
 */
export function holdsIn(scope: ReadScope): Prisma.HoldWhereInput {
  if (scope.fleet) return {};
  const environmentIds = [...scope.environmentIds];
  return {
    OR: [
      { level: "fleet" },
      { tenantId: { in: [...scope.tenantIds] } },
      { environmentId: { in: environmentIds } },
      { level: "tenant", tenant: { environments: { some: { id: { in: environmentIds } } } } },
    ],
  };
}

/** Business processes a read scope covers: a covered environment's own, and those its whole tenant has. */
export function processesIn(scope: ReadScope): Prisma.BusinessProcessWhereInput {
  if (scope.fleet) return {};
  const environmentIds = [...scope.environmentIds];
  return {
    OR: [
      { tenantId: { in: [...scope.tenantIds] } },
      { environmentId: { in: environmentIds } },
      { environmentId: null, tenant: { environments: { some: { id: { in: environmentIds } } } } },
    ],
  };
}

/** Runbooks a read scope covers: everybody's, and those of the tenants around what it covers. */
export function runbooksIn(scope: ReadScope): Prisma.RunbookWhereInput {
  if (scope.fleet) return {};
  const covers = scope.tenantIds.length + scope.environmentIds.length > 0;
  return {
    OR: [...(covers ? [{ tenantId: null }] : []), { tenant: tenantsIn(scope) }],
  };
}
