import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { changeDetail } from "./detail";

/** The decision page's data. */
export const getChange = query({
  action: "change.read",
  input: API.getChange.params,
  run: async ({ ctx, scope, input }) => {
    const { id } = found(
      await ctx.db.prisma.change.findFirst({
        where: { AND: [{ id: input.changeId }, ownedIn(scope)] },
        select: { id: true },
      }),
      "change",
    );
    return changeDetail(ctx.db.prisma, ctx, id);
  },
});
