import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { readScope } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { incidentInclude, presentIncidentBrief } from "./rows";

/** Incidents the reader may see, the newest first. */
export const listIncidents = query({
  action: "incident.read",
  input: API.listIncidents.query,
  run: async ({ ctx, scope, input }) => {
    const { tenantId, environmentId, state } = input;
    const last = timeCursor(input.cursor);
    const rows = await ctx.db.prisma.incident.findMany({
      where: {
        AND: [
          ownedIn(scope),
          last === null
            ? {}
            : { OR: [{ openedAt: { lt: last.at } }, { openedAt: last.at, id: { lt: last.id } }] },
          state === undefined || state === "current"
            ? { state: { not: "closed" } }
            : state === "all"
              ? {}
              : { state },
          tenantId === undefined ? {} : { tenantId },
          environmentId === undefined ? {} : { environmentId },
        ],
      },
      include: incidentInclude,
      orderBy: [{ openedAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ openedAt, id }) => [openedAt.toISOString(), id],
      presentIncidentBrief,
    );
  },
});

const SHOWN = 8;

/** Incidents this person leads and has not closed, the longest standing first, and how many there are. */
export async function incidentsForMe(ctx: Context) {
  const where = {
    AND: [
      ownedIn(readScope(grantsOf(ctx.actor), "incident.read")),
      { commanderId: ctx.actor.id, state: { not: "closed" as const } },
    ],
  };
  const [rows, total] = await Promise.all([
    ctx.db.prisma.incident.findMany({
      where,
      include: incidentInclude,
      orderBy: [{ openedAt: "asc" }, { id: "asc" }],
      take: SHOWN,
    }),
    ctx.db.prisma.incident.count({ where }),
  ]);
  return { items: rows.map(presentIncidentBrief), total };
}
