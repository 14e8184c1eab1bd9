import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { found, query } from "../query";
import { presentReleaseDetail, releaseInclude } from "./present";
import { sameVersionWarnings } from "./same-version";

/** One release with its modules and configuration. */
export const getRelease = query({
  action: "release.read",
  input: API.getRelease.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.release.findUnique({
      where: { id: input.releaseId },
      include: { ...releaseInclude(scope), modules: { orderBy: { name: "asc" } } },
    });
    const release = found(row, "release");
    return presentReleaseDetail(release, await sameVersionWarnings(ctx.db.prisma, release));
  },
});
