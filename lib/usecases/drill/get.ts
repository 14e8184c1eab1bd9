import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentFully } from "./present";
import { drillInclude } from "./rows";

/** One drill: clock, steps, what was measured and checked, findings. */
export const getDrill = query({
  action: "drill.read",
  input: API.getDrill.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.drill.findFirst({
      where: { id: input.drillId, environment: environmentsIn(scope) },
      include: drillInclude,
    });
    return presentFully(ctx, ctx.db.prisma, found(row, "drill"));
  },
});
