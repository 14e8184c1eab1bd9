import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import { Prisma } from "@/lib/data/generated/client";
import { staleIntegrations } from "@/lib/data/ledger/integration-rows";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import type { SignalState } from "@/lib/domain/health/domains";
import { INTEGRATIONS_PER_ENVIRONMENT, worstIntegrationFirst } from "@/lib/domain/integration/kinds";
import { found, query } from "../query";
import { integrationInclude, mayIntegration, presentBrief } from "./rows";

/** Integrations in scope by tenant, environment and name. */
export const listIntegrations = query({
  action: "catalog.read",
  input: API.listIntegrations.query,
  run: async ({ ctx, scope, input }) => {
    const [tenant, name, id] = cursorKey(input.cursor, 3) ?? [];
    const { tenantId, state, kind, search } = input;
    const rows = await ctx.db.prisma.integration.findMany({
      where: {
        AND: [
          { environment: environmentsIn(scope) },
          tenant === undefined || name === undefined || id === undefined
            ? {}
            : {
                OR: [
                  { tenant: { name: { gt: tenant } } },
                  { tenant: { name: tenant }, name: { gt: name } },
                  { tenant: { name: tenant }, name, id: { gt: id } },
                ],
              },
          tenantId === undefined ? {} : { tenantId },
          state === undefined ? {} : standsNow(state, await staleIntegrations(ctx.db.prisma, ctx.now)),
          kind === undefined ? {} : { kind },
          search === undefined || search === "" ? {} : searched(search),
        ],
      },
      include: integrationInclude,
      orderBy: [{ tenant: { name: "asc" } }, { name: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      (row) => [row.tenant.name, row.name, row.id],
      (row) => presentBrief(row, ctx.now),
    );
  },
});

/** Those that stand like that now: what nobody has checked lately is unknown, whatever was seen last. */
const standsNow = (state: SignalState, stale: string[]): Prisma.IntegrationWhereInput =>
  state === "unknown"
    ? { OR: [{ state }, { check: { equals: Prisma.DbNull } }, { id: { in: stale } }] }
    : { state, NOT: [{ check: { equals: Prisma.DbNull } }, { id: { in: stale } }] };

const searched = (search: string) => {
  const contains = containing(search);
  return {
    OR: [
      { name: contains },
      { system: contains },
      { endpoint: contains },
      { environment: { name: contains } },
    ],
  };
};

/** An environment's integrations, the worst first. */
export const getEnvironmentIntegrations = query({
  action: "catalog.read",
  input: API.getEnvironmentIntegrations.params,
  run: async ({ ctx, scope, input: { environmentId } }) => {
    const environment = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
        select: {
          tenantId: true,
          integrations: { include: integrationInclude, take: INTEGRATIONS_PER_ENVIRONMENT },
        },
      }),
      "environment",
    );
    return {
      items: environment.integrations.map((row) => presentBrief(row, ctx.now)).sort(worstIntegrationFirst),
      can: {
        add: mayIntegration(ctx, "integration.edit", { tenantId: environment.tenantId, environmentId }),
      },
    };
  },
});
