import "server-only";
import type { TenantBrief } from "@/lib/contracts/api/resources/catalog";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { presentEnvironmentBrief } from "../environment/present";
import { briefInclude } from "../environment/rows";
import { type HoldsOver, holdMark } from "../hold/standing";

/** More environments than any tenant has; the list of environments shows whatever lies beyond. */
const ENVIRONMENTS_SHOWN = 50;

/** A tenant with those of its environments that the scope covers. */
export const tenantInclude = (scope: ReadScope) =>
  ({
    environments: {
      where: environmentsIn(scope),
      include: briefInclude,
      orderBy: [{ stage: "asc" }, { name: "asc" }],
      take: ENVIRONMENTS_SHOWN,
    },
  }) satisfies Prisma.TenantInclude;

export type TenantRow = Prisma.TenantGetPayload<{ include: ReturnType<typeof tenantInclude> }>;

export const presentTenantBrief = (row: TenantRow, holdsOver: HoldsOver, now: Date): TenantBrief => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  industry: row.industry,
  tier: row.tier,
  timeZone: row.timeZone,
  environments: row.environments.map((environment) =>
    presentEnvironmentBrief(environment, { hold: holdMark(holdsOver, environment), now }),
  ),
});
