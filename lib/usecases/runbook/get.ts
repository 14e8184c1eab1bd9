import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { runbooksIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentRunbook } from "./present";
import { runbookInclude } from "./rows";

/** One runbook with its newest text, or the text of a number. */
export const getRunbook = query({
  action: "runbook.read",
  input: API.getRunbook.params.extend(API.getRunbook.query.shape),
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.runbook.findFirst({
        where: { AND: [{ id: input.runbookId }, runbooksIn(scope)] },
        include: runbookInclude,
      }),
      "runbook",
    );
    return presentRunbook(ctx, ctx.db.prisma, row, input.number);
  },
});
