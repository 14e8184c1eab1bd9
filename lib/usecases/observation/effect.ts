import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { ReleaseEffect } from "@/lib/contracts/api/resources/observation";
import type { CoursePoint } from "@/lib/data/ledger/health-samples";
import { ownedIn } from "@/lib/data/scope";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import { operationShortId } from "@/lib/domain/operation/name";
import { healthLimits } from "../health-policy/settings";
import { found, query } from "../query";
import { type EffectRow, effectOf, effectSelect, STEP_MS } from "./effect-of";

const MOST_RELEASED = 10;
const MOST_COURSES = 6;
/** Drawn first, where they were measured. */
const DRAWN: readonly SignalId[] = ["latency_p95", "error_ratio", "job_backlog", "cron_overdue"];
const RANKS = { worse: 0, better: 1, same: 2, inconclusive: 3 } as const;

/** Deployments that ended well: those of another kind, or which went back, left nothing to follow. */
const arrived = { kind: "deploy" as const, state: "succeeded" as const, finishedAt: { not: null } };

/** What one deployment changed in a day, signal by signal, with the courses (requirement M5). */
export const getReleaseEffect = query({
  action: "operation.read",
  input: API.getReleaseEffect.params,
  run: async ({ ctx, scope, input }): Promise<ReleaseEffect> => {
    const row = found(
      await ctx.db.prisma.operation.findFirst({
        where: { AND: [{ id: input.operationId }, arrived, ownedIn(scope)] },
        select: effectSelect,
      }),
      "deployment that arrived",
    );
    const limits = await healthLimits(ctx.db.prisma);
    const { points, ...effect } = await effectOf(ctx.db, row, { limits, now: ctx.now });
    const worst = [...effect.signals].sort((one, other) => RANKS[one.effect] - RANKS[other.effect]);
    const told = worst.filter((one) => one.effect === "worse").map(({ signal }) => signal);
    const known = DRAWN.filter((id) => effect.signals.some(({ signal }) => signal === id));
    const drawn = [...new Set([...told, ...known])].slice(0, MOST_COURSES);
    return {
      ...effect,
      signals: worst,
      courses: drawn.map((signal) => ({
        ...{ signal, title: definitionOf(signal).title, unit: definitionOf(signal).unit },
        after: pointsOf(points.after, signal, effect.from, effect),
        before: pointsOf(points.before, signal, effect.beforeFrom, effect),
      })),
    };
  },
});

/** Laid over the time since, so that the same hours stand above each other; a gap is a gap. */
function pointsOf(
  points: readonly CoursePoint[],
  id: SignalId,
  begin: string,
  { from, to }: { from: string; to: string },
): ReleaseEffect["courses"][number]["after"] {
  const { slot } = definitionOf(id);
  const known = new Map(
    points
      .filter((point) => point.slot === slot)
      .map(({ at, value }) => [Math.round((at.getTime() - Date.parse(begin)) / STEP_MS), value]),
  );
  const steps = Math.ceil((Date.parse(to) - Date.parse(from)) / STEP_MS);
  return Array.from({ length: Math.max(0, steps) }, (_, index) => ({
    at: new Date(Date.parse(from) + index * STEP_MS).toISOString(),
    value: known.get(index) ?? null,
  }));
}

/** How a release did wherever it arrived, the newest first; at most ten. */
export const listReleaseEffects = query({
  action: "operation.read",
  input: API.listReleaseEffects.params,
  run: async ({ ctx, scope, input }) => {
    const rows: EffectRow[] = await ctx.db.prisma.operation.findMany({
      where: { AND: [{ releaseId: input.releaseId }, arrived, ownedIn(scope)] },
      select: effectSelect,
      orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
      take: MOST_RELEASED,
    });
    const limits = await healthLimits(ctx.db.prisma);
    const items = [];
    for (const row of rows) {
      const { effect, sentence, against, from, to } = await effectOf(ctx.db, row, { limits, now: ctx.now });
      const { tenant, ...environment } = row.environment;
      items.push({
        operation: { id: row.id, name: operationShortId(row.id) },
        ...{ environment, tenant: { id: tenant.id, name: tenant.name } },
        ...{ effect, sentence, against, from, to },
      });
    }
    return { items };
  },
});
