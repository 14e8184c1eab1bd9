import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { presentIncident } from "./present";
import { incidentInclude } from "./rows";

/** One incident with its timeline and what changed before it. */
export const getIncident = query({
  action: "incident.read",
  input: API.getIncident.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.incident.findFirst({
        where: { AND: [{ id: input.incidentId }, ownedIn(scope)] },
        include: incidentInclude,
      }),
      "incident",
    );
    return presentIncident(ctx, ctx.db.prisma, row);
  },
});
