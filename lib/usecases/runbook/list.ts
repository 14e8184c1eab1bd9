import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { runbooksIn } from "@/lib/data/scope";
import { query } from "../query";
import { presentRunbookBrief } from "./present";
import { canWriteSomewhere, runbookInclude } from "./rows";

/** Runbooks by name, within what the reader sees; archived ones only when they are asked for. */
export const listRunbooks = query({
  action: "runbook.read",
  input: API.listRunbooks.query,
  run: async ({ ctx, scope, input }) => {
    const [name, id] = cursorKey(input.cursor, 2) ?? [];
    const rows = await ctx.db.prisma.runbook.findMany({
      where: {
        AND: [
          runbooksIn(scope),
          name === undefined || id === undefined
            ? {}
            : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] },
          input.archived === "true" ? { archivedAt: { not: null } } : { archivedAt: null },
          input.scenario === undefined ? {} : { scenario: input.scenario },
          input.tenantId === undefined ? {} : { tenantId: input.tenantId },
          input.search === undefined ? {} : { name: containing(input.search) },
        ],
      },
      include: runbookInclude,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    const page = pageOf(
      rows,
      input.limit,
      (row) => [row.name, row.id],
      (row) => presentRunbookBrief(ctx, row),
    );
    return { ...page, can: { create: canWriteSomewhere(ctx) } };
  },
});
