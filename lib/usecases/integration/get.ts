import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentIntegration } from "./present";
import { integrationInclude } from "./rows";

/** One integration with its history. */
export const getIntegration = query({
  action: "catalog.read",
  input: API.getIntegration.params,
  run: async ({ ctx, scope, input: { integrationId } }) => {
    const row = await ctx.db.prisma.integration.findFirst({
      where: { id: integrationId, environment: environmentsIn(scope) },
      include: integrationInclude,
    });
    return presentIntegration(ctx, ctx.db.prisma, found(row, "integration"));
  },
});
