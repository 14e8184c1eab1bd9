import "server-only";
import { z } from "zod";
import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import type { MeasuredSignals } from "@/lib/domain/health/compare";
import type { ObservationSettings as Settings } from "@/lib/domain/health/observation";
import { type MeasuredSignal, SIGNAL_NAMES, type SignalName } from "@/lib/domain/health/signal";
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

const Kept = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  readings: z.partialRecord(
    z.enum(SIGNAL_NAMES),
    z.object({ value: z.number().nullable(), samples: z.number() }),
  ),
});

/** Readings as a step's result, and back. */
export const keptReadings = (from: Date, to: Date, readings: MeasuredSignals): Json => ({
  from: from.toISOString(),
  to: to.toISOString(),
  readings: Object.fromEntries([...readings].map(([name, { value, samples }]) => [name, { value, samples }])),
});

/**
 * What the baseline step measured, empty where it measured nothing, over how many seconds; and since when courses are
 * worth showing.
 */
export function baselineOf(ctx: StepContext): { from: Date; seconds: number; readings: MeasuredSignals } {
  const parsed = Kept.safeParse(ctx.results.get("baseline"));
  if (!parsed.success) return { from: ctx.startedAt, seconds: 0, readings: new Map() };
  const entries = Object.entries(parsed.data.readings) as [SignalName, MeasuredSignal][];
  const [from, to] = [new Date(parsed.data.from), new Date(parsed.data.to)];
  const seconds = (to.getTime() - from.getTime()) / 1_000;
  return { from, seconds, readings: new Map(entries) };
}
