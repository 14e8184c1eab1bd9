import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { query } from "../query";
import { presentScratchBrief } from "./present";
import { scratchBriefInclude } from "./rows";

/** Scratch copies of what the reader sees, newest first. */
export const listScratch = query({
  action: "scratch.read",
  input: API.listScratch.query,
  run: async ({ ctx, scope, input }) => {
    const place = input.environmentId === undefined ? {} : { environmentId: input.environmentId };
    const rows = await ctx.db.prisma.scratchCopy.findMany({
      where: { AND: [{ environment: environmentsIn(scope) }, place, madeBefore(input.cursor)] },
      include: scratchBriefInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ createdAt, id }) => [createdAt.toISOString(), id],
      presentScratchBrief,
    );
  },
});
