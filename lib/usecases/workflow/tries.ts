import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { WorkflowCourse } from "@/lib/contracts/api/resources/workflow";
import { tryCourse } from "@/lib/data/ledger/workflow-rows";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { Context } from "../context";
import { markersOf } from "../health/courses";
import { found, query } from "../query";

const placeIn = async (ctx: Context, scope: ReadScope, id: string) =>
  found(
    await ctx.db.prisma.environment.findFirst({
      where: { AND: [{ id }, environmentsIn(scope)] },
      select: { id: true },
    }),
    "environment",
  );

/** Tries of a workflow, the newest first. */
export const listWorkflowTries = query({
  action: "catalog.read",
  input: API.listWorkflowTries.query.extend(API.listWorkflowTries.params.shape),
  run: async ({ ctx, scope, input: { environmentId, workflow, cursor, limit } }) => {
    const place = await placeIn(ctx, scope, environmentId);
    const last = timeCursor(cursor);
    const before =
      last === null ? {} : { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] };
    const rows = await ctx.db.prisma.workflowRun.findMany({
      where: { AND: [{ environmentId: place.id, workflow }, before] },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      ...pageSize(limit),
    });
    return pageOf(
      rows,
      limit,
      ({ at, id }) => [at.toISOString(), id],
      ({ id, outcome, milliseconds, detail, askedBy, at }) => ({
        ...{ id, outcome, milliseconds, detail, askedBy, at: at.toISOString() },
      }),
    );
  },
});

const HOUR = 3_600;
/** 144, 168 and 210 points. */
const SPANS = {
  "24h": { seconds: 24 * HOUR, stepSeconds: 600 },
  "7d": { seconds: 7 * 24 * HOUR, stepSeconds: HOUR },
  "35d": { seconds: 35 * 24 * HOUR, stepSeconds: 4 * HOUR },
} as const;

const LEAST_POINTS = 20;

/** A chart of what is tried since a moment ago begins there, not in the emptiness before. */
function beginOf(first: Date, { earliest, to, step }: { earliest: Date; to: Date; step: number }): Date {
  const least = to.getTime() - LEAST_POINTS * step;
  return new Date(Math.max(earliest.getTime(), Math.min(first.getTime() - step, least)));
}

/** How long a workflow took and how often it passed in time, with what was released meanwhile. */
export const getWorkflowCourse = query({
  action: "catalog.read",
  input: API.getWorkflowCourse.query.extend(API.getWorkflowCourse.params.shape),
  run: async ({ ctx, scope, input: { environmentId, workflow, span } }): Promise<WorkflowCourse> => {
    const place = await placeIn(ctx, scope, environmentId);
    const { seconds, stepSeconds } = SPANS[span];
    const step = stepSeconds * 1_000;
    const to = new Date(Math.floor(ctx.now.getTime() / step) * step + step);
    const earliest = new Date(to.getTime() - seconds * 1_000);
    const asked = { from: earliest, to, stepSeconds };
    const known = await tryCourse(ctx.db, { environmentId: place.id, workflow }, asked);
    const from = beginOf(known[0]?.at ?? earliest, { earliest, to, step });
    const at = new Map(known.map((point) => [point.at.getTime(), point]));
    const points = Array.from({ length: (to.getTime() - from.getTime()) / step }, (_, index) => {
      const moment = from.getTime() + index * step;
      const point = at.get(moment);
      return {
        at: new Date(moment).toISOString(),
        milliseconds: point?.milliseconds ?? null,
        share: point === undefined || point.known === 0 ? null : point.good / point.known,
      };
    });
    return {
      ...{ from: from.toISOString(), to: to.toISOString(), stepSeconds, points },
      markers: await markersOf(ctx.db, place.id, { from, to: ctx.now }),
    };
  },
});
