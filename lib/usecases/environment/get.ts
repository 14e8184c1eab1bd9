import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentEnvironment } from "./present";
import { detailInclude, manifestHash } from "./rows";

/** One environment: what runs there, how it is, its pods as last observed. */
export const getEnvironment = query({
  action: "catalog.read",
  input: API.getEnvironment.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        include: detailInclude,
      }),
      "environment",
    );
    return presentEnvironment(row, await manifestHash(ctx.db.prisma, row.manifestId));
  },
});
