import "server-only";
import type { ReleaseEffect } from "@/lib/contracts/api/resources/observation";
import type { Database } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { type CoursePoint, sampleCourse } from "@/lib/data/ledger/health-samples";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import {
  effectSentence,
  effectSignals,
  FOLLOWED_MS,
  LEAST_POINTS,
  overallEffect,
  signalEffect,
} from "@/lib/domain/health/effect";
import type { LimitsOf } from "@/lib/domain/health/policy";
import { weekBefore, type Yardstick } from "@/lib/domain/health/yardstick";

export const effectSelect = {
  ...{ id: true, environmentId: true, startedAt: true, finishedAt: true, createdAt: true },
  environment: {
    select: {
      ...{ id: true, name: true, stage: true, timeZone: true },
      tenant: { select: { id: true, name: true, tier: true } },
    },
  },
} satisfies Prisma.OperationSelect;
export type EffectRow = Prisma.OperationGetPayload<{ select: typeof effectSelect }>;

const STEP_SECONDS = 300;
export const STEP_MS = STEP_SECONDS * 1_000;
/** Readings are kept as read for six hours; means of five minutes are made within the hour. */
const AS_READ_MS = 6 * 3_600_000;

type Span = { from: Date; to: Date };

/** A day after it arrived, or when the next operation began there, or now. */
async function followedUntil(
  db: Database,
  { id, environmentId }: EffectRow,
  begin: Date,
  now: Date,
): Promise<Date> {
  const next = await db.prisma.operation.findFirst({
    where: {
      ...{ environmentId, id: { not: id }, startedAt: { gt: begin } },
      kind: { in: ["deploy", "rollback", "restore", "restore_rollback"] },
    },
    orderBy: { startedAt: "asc" },
    select: { startedAt: true },
  });
  const day = begin.getTime() + FOLLOWED_MS;
  return new Date(Math.min(now.getTime(), day, next?.startedAt?.getTime() ?? day));
}

/** What is known of a release a day after it opened, beside the same hours a week before, or the time just before it. */
export async function effectOf(
  db: Database,
  row: EffectRow,
  { limits, now }: { limits: LimitsOf; now: Date },
): Promise<Omit<ReleaseEffect, "courses"> & { points: { before: CoursePoint[]; after: CoursePoint[] } }> {
  const { environment, environmentId, startedAt, finishedAt } = row;
  const begin = finishedAt ?? row.createdAt;
  const end = await followedUntil(db, row, begin, now);
  const since = { from: begin, to: end };
  const signals = effectSignals(environment.stage);
  const read = (span: Span) => pointsIn(db, environmentId, { span, signals, now });
  const { timeZone } = environment;
  const week = { from: weekBefore(since.from, timeZone), to: weekBefore(since.to, timeZone) };
  const [after, then] = [await read(since), await read(week)];
  const against: Yardstick = momentsIn(then) >= LEAST_POINTS ? "week" : "before";
  const opened = startedAt ?? begin;
  const just = { from: new Date(opened.getTime() - (end.getTime() - begin.getTime())), to: opened };
  const beside = against === "week" ? week : just;
  const before = against === "week" ? then : await read(just);
  const effects = signals.flatMap((id) => {
    const judged = limits(id, environment.tenant.tier);
    if (judged === null) return [];
    const [was, is] = [valuesOf(before, id), valuesOf(after, id)];
    // What nobody measures on either side is no line of the table.
    return was.length + is.length === 0 ? [] : [signalEffect(id, judged, { before: was, after: is })];
  });
  return {
    ...{ against, effect: overallEffect(effects), sentence: effectSentence(effects, against) },
    ...{ from: since.from.toISOString(), to: since.to.toISOString() },
    ...{ beforeFrom: beside.from.toISOString(), beforeTo: beside.to.toISOString(), timeZone },
    signals: effects.map((one) => {
      const { title, unit } = definitionOf(one.signal);
      return { ...one, title, unit };
    }),
    points: { before, after },
  };
}

/** Means of five minutes: of what was read where that is still kept, else of what was folded. */
function pointsIn(
  db: Database,
  environmentId: string,
  { span, signals, now }: { span: Span; signals: readonly SignalId[]; now: Date },
): Promise<CoursePoint[]> {
  if (span.to <= span.from) return Promise.resolve([]);
  const level = now.getTime() - span.from.getTime() < AS_READ_MS ? 0 : 1;
  const slots = signals.map((id) => definitionOf(id).slot);
  // What was read the moment it arrived is the release's own.
  const to = new Date(span.to.getTime() - 1);
  return sampleCourse(db, environmentId, { from: span.from, to, level, stepSeconds: STEP_SECONDS, slots });
}

const momentsIn = (points: readonly CoursePoint[]): number =>
  new Set(points.map(({ at }) => Math.floor(at.getTime() / STEP_MS))).size;

const valuesOf = (points: readonly CoursePoint[], id: SignalId): number[] => {
  const { slot } = definitionOf(id);
  return points.filter((point) => point.slot === slot).map(({ value }) => value);
};
