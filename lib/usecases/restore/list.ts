import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { query } from "../query";
import { presentRestoreBrief } from "./present";
import { restoreBriefInclude } from "./rows";

/** Restores into what the reader sees, newest first. */
export const listRestores = query({
  action: "restore.read",
  input: API.listRestores.query,
  run: async ({ ctx, scope, input }) => {
    const place = input.environmentId === undefined ? {} : { targetEnvironmentId: input.environmentId };
    const change = input.changeId === undefined ? {} : { changeId: input.changeId };
    const rows = await ctx.db.prisma.restore.findMany({
      where: { AND: [{ targetEnvironment: environmentsIn(scope) }, place, change, madeBefore(input.cursor)] },
      include: restoreBriefInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ createdAt, id }) => [createdAt.toISOString(), id],
      presentRestoreBrief,
    );
  },
});
