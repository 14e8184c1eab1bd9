import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentScratch } from "./present";
import { scratchInclude } from "./rows";

/** One scratch copy, with its reconciliation. */
export const getScratch = query({
  action: "scratch.read",
  input: API.getScratch.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.scratchCopy.findFirst({
      where: { id: input.scratchId, environment: environmentsIn(scope) },
      include: scratchInclude,
    });
    return presentScratch(ctx, found(row, "scratch copy"));
  },
});
