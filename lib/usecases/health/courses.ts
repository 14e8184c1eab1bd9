import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { HealthCourse, HealthCourses } from "@/lib/contracts/api/resources/health";
import type { Database } from "@/lib/data/client";
import { type CoursePoint, sampleCourse } from "@/lib/data/ledger/health-samples";
import { environmentsIn } from "@/lib/data/scope";
import { definitionOf, isSignalId, type SignalId } from "@/lib/domain/health/catalog";
import type { SignalLimits } from "@/lib/domain/health/definition";
import { Problem } from "@/lib/domain/shared/problem";
import { healthLimits } from "../health-policy/settings";
import { found, query } from "../query";

const HOUR = 3_600;
/** Level of the samples, and of how many seconds a point is the mean: 240, 168 and 200 points. */
const SPANS = {
  "6h": { level: 0, seconds: 6 * HOUR, stepSeconds: 90 },
  "14d": { level: 1, seconds: 14 * 24 * HOUR, stepSeconds: 2 * HOUR },
  "400d": { level: 2, seconds: 400 * 24 * HOUR, stepSeconds: 48 * HOUR },
} as const;
const MOST_MARKERS = 20;
const MOST_SIGNALS = 8;
const LEAST_POINTS = 20;

/** Courses of signals for the charts, from our own samples, and the operations that ended meanwhile. */
export const getHealthCourses = query({
  action: "catalog.read",
  input: API.getHealthCourses.query.extend(API.getHealthCourses.params.shape),
  run: async ({ ctx, scope, input }): Promise<HealthCourses> => {
    const environment = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        select: { id: true, tenant: { select: { tier: true } } },
      }),
      "environment",
    );
    const signals = namesIn(input.signals);
    const { level, seconds, stepSeconds } = SPANS[input.span];
    const step = stepSeconds * 1_000;
    const to = new Date(Math.floor(ctx.now.getTime() / step) * step + step);
    const earliest = new Date(to.getTime() - seconds * 1_000);
    const slots = signals.map((id) => definitionOf(id).slot);
    const points = await sampleCourse(ctx.db, environment.id, {
      ...{ level, from: earliest, to, stepSeconds, slots },
    });
    const limitsOf = await healthLimits(ctx.db.prisma);
    const from = beginOf(points, { earliest, to, step });
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      stepSeconds,
      courses: signals.map((id) =>
        courseOf(id, limitsOf(id, environment.tenant.tier), { from, to, step, points }),
      ),
      markers: await markersOf(ctx.db, environment.id, { from, to: ctx.now }),
    };
  },
});

/** A chart of a place that is measured since a moment ago begins there, not in the emptiness before. */
function beginOf(
  points: readonly CoursePoint[],
  { earliest, to, step }: { earliest: Date; to: Date; step: number },
): Date {
  const first = points[0]?.at.getTime() ?? earliest.getTime();
  const least = to.getTime() - LEAST_POINTS * step;
  return new Date(Math.max(earliest.getTime(), Math.min(first - step, least)));
}

/** The signals of a list with commas. @throws Problem `invalid_input` that names what is none */
function namesIn(list: string): readonly SignalId[] {
  const names = [...new Set(list.split(",").map((name) => name.trim()))];
  const stranger = names.find((name) => !isSignalId(name));
  if (stranger !== undefined)
    throw new Problem("invalid_input", `signals: there is no signal “${stranger.slice(0, 60)}”.`);
  if (names.length > MOST_SIGNALS)
    throw new Problem("invalid_input", `signals: at most ${MOST_SIGNALS} at once, not ${names.length}.`);
  return names.filter(isSignalId);
}

type Grid = { from: Date; to: Date; step: number; points: readonly CoursePoint[] };

/** A point for every step, so that what was not measured is seen as a gap. */
function courseOf(id: SignalId, limits: SignalLimits | null, { from, to, step, points }: Grid): HealthCourse {
  const { title, unit, slot } = definitionOf(id);
  const known = new Map(
    points.filter((point) => point.slot === slot).map(({ at, value }) => [at.getTime(), value]),
  );
  const steps = Math.round((to.getTime() - from.getTime()) / step);
  return {
    signal: id,
    title,
    unit,
    limits,
    points: Array.from({ length: steps }, (_, index) => {
      const at = from.getTime() + index * step;
      return { at: new Date(at).toISOString(), value: known.get(at) ?? null };
    }),
  };
}

/** What changed what runs there, newest kept when there is too much. */
export async function markersOf(
  db: Database,
  environmentId: string,
  { from, to }: { from: Date; to: Date },
): Promise<HealthCourses["markers"]> {
  const rows = await db.prisma.operation.findMany({
    where: {
      environmentId,
      kind: { in: ["deploy", "rollback", "restore", "restore_rollback"] },
      startedAt: { not: null },
      finishedAt: { gte: from, lte: to },
    },
    select: { kind: true, state: true, finishedAt: true, release: { select: { name: true } } },
    orderBy: { finishedAt: "desc" },
    take: MOST_MARKERS,
  });
  return rows.reverse().flatMap(({ kind, state, finishedAt, release }) => {
    if (finishedAt === null) return [];
    return [{ at: finishedAt.toISOString(), label: labelOf(kind, state, release?.name ?? "release") }];
  });
}

function labelOf(kind: string, state: string, release: string): string {
  if (kind === "deploy" && state === "succeeded") return release;
  if (kind === "deploy") return `${release} went back`;
  return kind === "restore" ? "restore" : "rollback";
}
