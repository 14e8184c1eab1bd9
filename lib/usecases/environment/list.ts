import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { STAGES } from "@/lib/domain/catalog/stage";
import { holdMark, loadHolds } from "../hold/standing";
import { query } from "../query";
import { healthIs } from "./health-is";
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
          after(input.cursor),
          environmentsIn(scope),
          input.tenantId === undefined ? {} : { tenantId: input.tenantId },
          input.stage === undefined ? {} : { stage: input.stage },
          input.health === undefined ? {} : healthIs(input.health, ctx.now),
          input.search === undefined
            ? {}
            : {
                OR: [
                  { name: containing(input.search) },
                  { namespace: containing(input.search) },
                  { tenant: { name: containing(input.search) } },
                ],
              },
        ],
      },
      include: briefInclude,
      orderBy: [{ tenant: { name: "asc" } }, { stage: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    const holdsOver = await loadHolds(ctx.db.prisma, rows, ctx.now);
    return pageOf(
      rows,
      input.limit,
      (row) => [row.tenant.name, row.stage, row.id],
      (row) => presentEnvironmentBrief(row, { hold: holdMark(holdsOver, row), now: ctx.now }),
    );
  },
});

/** What follows the last row seen in the order tenant, stage, id. */
function after(cursor: string | undefined): Prisma.EnvironmentWhereInput {
  const [tenant, stage, id] = cursorKey(cursor, 3) ?? [];
  if (tenant === undefined || id === undefined) return {};
  const position = (STAGES as readonly string[]).indexOf(stage ?? "");
  return {
    OR: [
      { tenant: { name: { gt: tenant } } },
      { tenant: { name: tenant }, stage: { in: STAGES.slice(position + 1) } },
      { tenant: { name: tenant }, stage: { in: STAGES.slice(position, position + 1) }, id: { gt: id } },
    ],
  };
}
