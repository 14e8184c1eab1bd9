import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { ownRoles, rolesToAsk } from "@/lib/domain/access/elevation";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { grantsOf } from "../context";
import { Nothing, query } from "../query";
import { elevationInclude, presentElevation } from "./rows";

const MOST = 50;

/** What the reader asked for, and what they could ask for. */
export const listMyElevations = query({
  action: "catalog.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.elevation.findMany({
      where: { userId: ctx.actor.id },
      include: elevationInclude,
      orderBy: [{ askedAt: "desc" }, { id: "desc" }],
      take: MOST,
    });
    const grants = grantsOf(ctx.actor);
    const roles = rolesToAsk(ownRoles(grants)).map((role) => ({ role, name: ROLE_NAMES[role] }));
    const able = roles.length > 0;
    return {
      items: rows.map((row) => presentElevation(ctx, row)),
      roles,
      fleet: grants.some(({ scope }) => scope.level === "fleet"),
      can: {
        ask: { allowed: able, reason: able ? null : "No role is granted for a while to one of your roles." },
      },
    };
  },
});

/** Requests and grants within the reader's scope, the newest first. */
export const listElevations = query({
  action: "elevation.read",
  input: API.listElevations.query,
  run: async ({ ctx, scope, input }) => {
    const last = timeCursor(input.cursor);
    const open = {
      endedAt: null,
      OR: [{ verdict: null, answerBy: { gt: ctx.now } }, { endsAt: { gt: ctx.now } }],
    };
    const rows = await ctx.db.prisma.elevation.findMany({
      where: {
        AND: [
          ownedIn(scope),
          last === null
            ? {}
            : { OR: [{ askedAt: { lt: last.at } }, { askedAt: last.at, id: { lt: last.id } }] },
          input.state === "all" ? {} : open,
        ],
      },
      include: elevationInclude,
      orderBy: [{ askedAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ askedAt, id }) => [askedAt.toISOString(), id],
      (row) => presentElevation(ctx, row),
    );
  },
});
