import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Can } from "@/lib/contracts/api/resources/common";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { worstLevels } from "@/lib/data/service-levels";
import { decide, type ReadScope } from "@/lib/domain/access/decide";
import { isIndicatorId } from "@/lib/domain/service-level/indicator";
import { Problem } from "@/lib/domain/shared/problem";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { levelInclude, presentLevel } from "./present";

/** Objectives the reader may see: what burns first, then what has least left of its budget. */
export const listServiceLevels = query({
  action: "service_level.read",
  input: API.listServiceLevels.query,
  run: async ({ ctx, scope, input: { cursor, limit, ...filter } }) => {
    const db = ctx.db.prisma;
    const found = await worstLevels(db, scope, {
      ...{ filter, after: lastOf(cursor), take: pageSize(limit).take },
    });
    const rows = await db.serviceLevel.findMany({
      where: { id: { in: found.map(({ id }) => id) } },
      include: levelInclude,
    });
    const known = new Map(rows.map((row) => [row.id, row]));
    const { items, nextCursor } = pageOf(
      found,
      limit,
      ({ score, id }) => [String(score), id],
      ({ id }) => known.get(id),
    );
    return {
      items: items.flatMap((row) =>
        row !== undefined && isIndicatorId(row.indicator) ? [presentLevel(ctx, row)] : [],
      ),
      nextCursor,
      can: { add: await mayAdd(ctx, scope, filter.environmentId) },
    };
  },
});

/** Whether the reader may promise something of the environment the list is about. */
async function mayAdd(ctx: Context, scope: ReadScope, environmentId: string | undefined): Promise<Can> {
  const environment =
    environmentId === undefined
      ? null
      : await ctx.db.prisma.environment.findFirst({
          where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
          select: { id: true, tenantId: true },
        });
  if (environment === null) return { allowed: false, reason: "Choose an environment first." };
  const { id, tenantId } = environment;
  const place = { level: "environment" as const, tenantId, environmentId: id };
  const decision = decide(grantsOf(ctx.actor), "service_level.edit", place);
  return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
}

function lastOf(cursor: string | undefined): { score: number; id: string } | null {
  const key = cursorKey(cursor, 2);
  if (key === null) return null;
  const [text = "", id = ""] = key;
  const score = Number(text);
  if (text.trim() === "" || !Number.isFinite(score))
    throw new Problem("invalid_input", "cursor: take it from nextCursor of the page before.");
  return { score, id };
}
