import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { cursorPage, pageOf } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { holdMark, loadHolds } from "../hold/standing";
import { query } from "../query";
import { presentEnvironmentBrief } from "./present";
import { briefInclude } from "./rows";

/** Environments within the reader's scope, by tenant and stage. */
export const listEnvironments = query({
  action: "catalog.read",
  input: API.listEnvironments.query,
  run: async ({ ctx, scope, input }) => {
    const rows = await ctx.db.prisma.environment.findMany({
      where: {
        AND: [
          environmentsIn(scope),
          input.tenantId === undefined ? {} : { tenantId: input.tenantId },
          input.stage === undefined ? {} : { stage: input.stage },
          input.health === undefined ? {} : { health: input.health },
          input.search === undefined
            ? {}
            : {
                OR: [
                  { name: { contains: input.search, mode: "insensitive" } },
                  { namespace: { contains: input.search, mode: "insensitive" } },
                  { tenant: { name: { contains: input.search, mode: "insensitive" } } },
                ],
              },
        ],
      },
      include: briefInclude,
      orderBy: [{ tenant: { name: "asc" } }, { stage: "asc" }, { id: "asc" }],
      ...cursorPage(input),
    });
    const holdsOver = await loadHolds(ctx.db.prisma, rows, ctx.now);
    return pageOf(rows, input.limit, (row) => presentEnvironmentBrief(row, holdMark(holdsOver, row)));
  },
});
