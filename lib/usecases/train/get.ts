import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { trainDetail } from "./detail";

/** One train, for whoever sees at least one of its environments. */
export const getTrain = query({
  action: "train.read",
  input: API.getTrain.params,
  run: async ({ ctx, scope, input }) => {
    const { id } = found(
      await ctx.db.prisma.train.findFirst({
        where: { id: input.trainId, cars: { some: ownedIn(scope) } },
        select: { id: true },
      }),
      "train",
    );
    return trainDetail(ctx.db.prisma, ctx, id);
  },
});
