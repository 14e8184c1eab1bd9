import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import type { DrillStepEnd, Tick } from "@/lib/domain/runbook/run";

/** Steps of a drill's operation that came to an end. */
const ENDED_STEPS = ["done", "skipped", "failed"] as const;

export const runInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  startedBy: { select: { name: true } },
  runbookVersion: { include: { runbook: { select: { id: true, name: true } } } },
  ticks: { orderBy: { at: "asc" } },
  drill: {
    select: {
      id: true,
      number: true,
      operation: {
        select: {
          steps: {
            where: { state: { in: [...ENDED_STEPS] }, finishedAt: { not: null } },
            select: { name: true, state: true, sentence: true, finishedAt: true },
          },
        },
      },
    },
  },
} satisfies Prisma.RunbookRunInclude;

export type RunRow = Prisma.RunbookRunGetPayload<{ include: typeof runInclude }>;

/** What people ticked. */
export const madeTicks = (row: RunRow): readonly Tick[] =>
  row.ticks.map(({ step, state, note, actorName, at }) => ({ step, state, note, by: actorName, at }));

/** What the drill's own steps came to; nothing outside a drill. */
export const drillEnds = (row: RunRow): readonly DrillStepEnd[] =>
  (row.drill?.operation.steps ?? []).flatMap(({ name, state, sentence, finishedAt }) => {
    const known = ENDED_STEPS.find((each) => each === state);
    return known === undefined || finishedAt === null
      ? []
      : [{ name, state: known, sentence, at: finishedAt }];
  });
