import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { knownBeforehand, operationDetailInclude, presentOperation } from "./present";

/** One operation with its plan, as far as it has come. */
export const getOperation = query({
  action: "operation.read",
  input: API.getOperation.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.operation.findFirst({
        where: { AND: [{ id: input.operationId }, ownedIn(scope)] },
        include: operationDetailInclude,
      }),
      "operation",
    );
    return presentOperation(ctx, row, await knownBeforehand(ctx.db.prisma, row, ctx.now));
  },
});
