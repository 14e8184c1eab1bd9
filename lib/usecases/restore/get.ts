import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentRestore } from "./present";
import { restoreInclude } from "./rows";

/** One restore, with its reconciliation. */
export const getRestore = query({
  action: "restore.read",
  input: API.getRestore.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.restore.findFirst({
      where: { id: input.restoreId, targetEnvironment: environmentsIn(scope) },
      include: restoreInclude,
    });
    return presentRestore(ctx, found(row, "restore"));
  },
});
