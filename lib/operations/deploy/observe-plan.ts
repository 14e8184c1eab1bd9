import "server-only";
import { z } from "zod";
import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import type { MeasuredSignals } from "@/lib/domain/health/compare";
import type { ObservationSettings as Settings } from "@/lib/domain/health/observation";
import { type MeasuredSignal, SIGNAL_NAMES, type SignalName } from "@/lib/domain/health/signal";
import type { Chosen, MeasuredWindow } from "@/lib/domain/health/yardstick";
import type { Json } from "@/lib/domain/operation/run";
import type { StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";

const Parameters = z.object({
  seconds: z.int().min(0),
  settings: ObservationSettings,
  asks: z.boolean().default(false),
});

/** What the plan says of a watching step: for how long, in seconds, how strictly, and whether a trigger is a question. */
export function watchPlan(ctx: StepContext): { seconds: number; settings: Settings; asks: boolean } {
  const parsed = Parameters.safeParse(ctx.parameters);
  if (!parsed.success) throw new RefusedFailure(`The plan does not say how "${ctx.step}" shall watch.`);
  return parsed.data;
}

const Readings = z.partialRecord(
  z.enum(SIGNAL_NAMES),
  z.object({ value: z.number().nullable(), samples: z.number() }),
);
const Kept = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  readings: Readings,
  /** What the release is compared with; missing in baselines that knew only the time just before. */
  compared: z.object({ seconds: z.number(), readings: Readings }).optional(),
});

const readingsJson = (readings: MeasuredSignals): Json =>
  Object.fromEntries([...readings].map(([name, { value, samples }]) => [name, { value, samples }]));

/** Readings as a step's result, and back. */
export const keptReadings = (from: Date, to: Date, readings: MeasuredSignals): Json => ({
  from: from.toISOString(),
  to: to.toISOString(),
  readings: readingsJson(readings),
});

/** The time just before, and what was chosen to compare with: the one measured a week before, or that time itself. */
export const keptBaseline = (
  before: MeasuredWindow,
  week: MeasuredWindow | null,
  { against, why, seconds, readings }: Chosen,
): Json => ({
  from: before.from.toISOString(),
  to: before.to.toISOString(),
  readings: readingsJson(before.readings),
  ...{ against, why, weekFrom: against === "week" ? (week?.from.toISOString() ?? null) : null },
  compared: { seconds, readings: readingsJson(readings) },
});

const measuredIn = (readings: z.infer<typeof Readings>): MeasuredSignals =>
  new Map(Object.entries(readings) as [SignalName, MeasuredSignal][]);

/**
 * What a release is compared with, empty where nothing was measured, over how many seconds; and since when courses are
 * worth showing.
 */
export function baselineOf(ctx: StepContext): { from: Date; seconds: number; readings: MeasuredSignals } {
  const parsed = Kept.safeParse(ctx.results.get("baseline"));
  if (!parsed.success) return { from: ctx.startedAt, seconds: 0, readings: new Map() };
  const { compared, readings } = parsed.data;
  const [from, to] = [new Date(parsed.data.from), new Date(parsed.data.to)];
  if (compared !== undefined)
    return { from, seconds: compared.seconds, readings: measuredIn(compared.readings) };
  return { from, seconds: (to.getTime() - from.getTime()) / 1_000, readings: measuredIn(readings) };
}
