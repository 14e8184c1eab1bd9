import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { query } from "../query";
import { presentDrillBrief } from "./present";
import { drillBriefInclude } from "./rows";

/** Drills of what the reader sees, newest first. */
export const listDrills = query({
  action: "drill.read",
  input: API.listDrills.query,
  run: async ({ ctx, scope, input }) => {
    const place = input.environmentId === undefined ? {} : { environmentId: input.environmentId };
    const rows = await ctx.db.prisma.drill.findMany({
      where: { AND: [{ environment: environmentsIn(scope) }, place, madeBefore(input.cursor)] },
      include: drillBriefInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(rows, input.limit, ({ createdAt, id }) => [createdAt.toISOString(), id], presentDrillBrief);
  },
});
