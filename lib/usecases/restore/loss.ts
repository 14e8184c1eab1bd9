import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { countWritten } from "./count";

/** What was written in an environment since a moment, counted by its ERP now. */
export const countLoss = query({
  action: "restore.read",
  input: API.countLoss.query.extend(API.countLoss.params.shape),
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.environment.findFirst({
      where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
      select: { clusterId: true, namespace: true },
    });
    const { known, counts } = await countWritten(ctx, found(row, "environment"), new Date(input.since));
    return { known, counts: [...counts] };
  },
});
