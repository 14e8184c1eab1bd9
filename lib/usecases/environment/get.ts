import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { grantsOf } from "../context";
import { holdMark, loadHolds } from "../hold/standing";
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
    const [hash, holdsOver] = await Promise.all([
      manifestHash(ctx.db.prisma, row.manifestId),
      loadHolds(ctx.db.prisma, [row], ctx.now),
    ]);
    const hold = holdMark(holdsOver, row);
    return presentEnvironment(row, { hash, hold, grants: grantsOf(ctx.actor), now: ctx.now });
  },
});
