import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn, ownedIn } from "@/lib/data/scope";
import { WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import { touchedBy } from "@/lib/domain/integration/impact";
import { INTEGRATIONS_PER_ENVIRONMENT } from "@/lib/domain/integration/kinds";
import { diffModules } from "@/lib/domain/release/diff";
import { found, query } from "../query";
import { integrationInclude, presentBrief } from "./rows";

const moduleSelect = { select: { name: true, version: true, schemaChange: true } } as const;

/** The integrations and workflows a change touches: its environment's, first those whose own modules change. */
export const getChangeIntegrations = query({
  action: "change.read",
  input: API.getChangeIntegrations.params,
  run: async ({ ctx, scope, input: { changeId } }) => {
    const change = found(
      await ctx.db.prisma.change.findFirst({
        where: { AND: [{ id: changeId }, ownedIn(scope)] },
        select: {
          release: { select: { modules: moduleSelect } },
          environmentId: true,
          environment: { select: { release: { select: { modules: moduleSelect } } } },
        },
      }),
      "change",
    );
    const rows = await ctx.db.prisma.integration.findMany({
      where: { environmentId: change.environmentId, environment: environmentsIn(scope) },
      include: integrationInclude,
      take: INTEGRATIONS_PER_ENVIRONMENT,
    });
    const differences = diffModules(change.environment.release?.modules ?? [], change.release.modules, []);
    const changed = differences.map(({ name }) => name);
    const touches = touchedBy(changed, rows);
    const served = new Set(rows.flatMap(({ workflows }) => workflows));
    return {
      items: touches.map(({ integration, modules }) => ({
        integration: presentBrief(integration, ctx.now),
        modules: modules.slice(0, 50),
      })),
      workflows: WORKFLOW_IDS.filter((id) => served.has(id)).map((id) => WORKFLOWS[id]),
    };
  },
});
