import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { WorkflowList } from "@/lib/contracts/api/resources/workflow";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentWorkflows } from "./present";
import { workflowPlace } from "./rows";

/** What people do with an environment's ERP, how each stands, who owns it and how people go on without it. */
export const listWorkflows = query({
  action: "catalog.read",
  input: API.listWorkflows.params,
  run: async ({ ctx, scope, input }): Promise<WorkflowList> => {
    const place = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        select: workflowPlace,
      }),
      "environment",
    );
    const { id, name, tenant, timeZone } = place;
    return {
      ...{ environment: { id, name }, tenant: { id: tenant.id, name: tenant.name }, timeZone },
      items: await presentWorkflows(ctx, ctx.db.prisma, place),
    };
  },
});
