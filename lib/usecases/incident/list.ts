import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
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
