import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { query } from "../query";
import { presentRelease, releaseInclude } from "./present";

/** Releases, newest first. A release belongs to no tenant; where it runs is shown within the reader's scope. */
export const listReleases = query({
  action: "release.read",
  input: API.listReleases.query,
  run: async ({ ctx, scope, input }) => {
    const rows = await ctx.db.prisma.release.findMany({
      where: {
        AND: [madeBefore(input.cursor), input.search === undefined ? {} : { name: containing(input.search) }],
      },
      include: releaseInclude(scope),
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(rows, input.limit, ({ createdAt, id }) => [createdAt.toISOString(), id], presentRelease);
  },
});
