import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Prisma } from "@/lib/data/generated/client";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { type ReadScope, readScope } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { alertInclude, presentAlertBrief } from "./present";

const STANDING: Prisma.AlertWhereInput = { state: { not: "resolved" } };

/** Alerts a read scope covers; those of no environment are the fleet's alone. */
export const alertsIn = (scope: ReadScope): Prisma.AlertWhereInput => ownedIn(scope);

/** Alerts, the newest first; how many stand of each tier within the same place. */
export const listAlerts = query({
  action: "alert.read",
  input: API.listAlerts.query,
  run: async ({ ctx, scope, input }) => {
    const { tenantId, environmentId, tier, state, mine } = input;
    const place: Prisma.AlertWhereInput = {
      AND: [
        alertsIn(scope),
        tenantId === undefined ? {} : { tenantId },
        environmentId === undefined ? {} : { environmentId },
        mine === "true" ? { assigneeId: ctx.actor.id } : {},
      ],
    };
    const last = timeCursor(input.cursor);
    const [rows, counts] = await Promise.all([
      ctx.db.prisma.alert.findMany({
        where: {
          AND: [
            place,
            last === null
              ? {}
              : { OR: [{ raisedAt: { lt: last.at } }, { raisedAt: last.at, id: { lt: last.id } }] },
            state === undefined || state === "standing" ? STANDING : { state },
            tier === undefined ? {} : { tier },
          ],
        },
        include: alertInclude,
        orderBy: [{ raisedAt: "desc" }, { id: "desc" }],
        ...pageSize(input.limit),
      }),
      countsOf(ctx, place),
    ]);
    const page = pageOf(
      rows,
      input.limit,
      ({ raisedAt, id }) => [raisedAt.toISOString(), id],
      (row) => presentAlertBrief(ctx, row),
    );
    return { ...page, counts };
  },
});

async function countsOf(ctx: Context, place: Prisma.AlertWhereInput) {
  const rows = await ctx.db.prisma.alert.groupBy({
    by: ["tier"],
    where: { AND: [place, STANDING] },
    _count: { _all: true },
  });
  const of = (tier: "page" | "ticket" | "notice") => rows.find((row) => row.tier === tier)?._count._all ?? 0;
  return { page: of("page"), ticket: of("ticket"), notice: of("notice") };
}

const SHOWN = 8;

/** Alerts this person may take on or has taken on, as far as they wake or ask for work. */
export const alertsWaitingForMe = (ctx: Context): Prisma.AlertWhereInput => ({
  AND: [
    ownedIn(readScope(grantsOf(ctx.actor), "alert.acknowledge")),
    { tier: { in: ["page", "ticket"] }, silenceReason: null },
    { OR: [{ state: "open" }, { state: "acknowledged", assigneeId: ctx.actor.id }] },
  ],
});

/** Alerts this person could take on or has: pages and tickets, the loudest and longest standing first. */
export async function alertsForMe(ctx: Context) {
  const where = alertsWaitingForMe(ctx);
  const [rows, total] = await Promise.all([
    ctx.db.prisma.alert.findMany({
      where,
      include: alertInclude,
      orderBy: [{ tier: "asc" }, { raisedAt: "asc" }],
      take: SHOWN,
    }),
    ctx.db.prisma.alert.count({ where }),
  ]);
  return { items: rows.map((row) => presentAlertBrief(ctx, row)), total };
}
