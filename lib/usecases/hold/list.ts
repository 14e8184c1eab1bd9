import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Prisma } from "@/lib/data/generated/client";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { holdsIn } from "@/lib/data/scope";
import { query } from "../query";
import { presentHold } from "./present";
import { holdInclude, standingAt } from "./rows";

/** Holds on what the reader sees, newest first. */
export const listHolds = query({
  action: "hold.read",
  input: API.listHolds.query,
  run: async ({ ctx, scope, input }) => {
    const last = timeCursor(input.cursor);
    const standing = standingAt(ctx.now);
    const rows = await ctx.db.prisma.hold.findMany({
      where: {
        AND: [
          last === null
            ? {}
            : { OR: [{ placedAt: { lt: last.at } }, { placedAt: last.at, id: { lt: last.id } }] },
          holdsIn(scope),
          input.active === undefined ? {} : input.active === "true" ? standing : { NOT: standing },
          input.environmentId === undefined ? {} : overEnvironment(input.environmentId),
          input.tenantId === undefined ? {} : { OR: [{ level: "fleet" }, { tenantId: input.tenantId }] },
        ],
      },
      include: holdInclude,
      orderBy: [{ placedAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ placedAt, id }) => [placedAt.toISOString(), id],
      (row) => presentHold(ctx, row),
    );
  },
});

/** Its own holds, its tenant's and the fleet's. */
const overEnvironment = (environmentId: string): Prisma.HoldWhereInput => ({
  OR: [
    { level: "fleet" },
    { environmentId },
    { level: "tenant", tenant: { environments: { some: { id: environmentId } } } },
  ],
});
