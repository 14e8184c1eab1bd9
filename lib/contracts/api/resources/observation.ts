import { z } from "zod";
import { SIGNAL_IDS } from "@/lib/domain/health/catalog";
import { OBSERVATION_VERDICTS } from "@/lib/domain/health/compare";
import { EFFECTS } from "@/lib/domain/health/effect";
import { OBSERVATION_BOUNDS, WATCHED_SIGNALS } from "@/lib/domain/health/observation";
import { SIGNAL_NAMES, SIGNAL_TRACKS } from "@/lib/domain/health/signal";
import { YARDSTICKS } from "@/lib/domain/health/yardstick";
import { Can, Id, Named, Stage, Time, TimeZone } from "./common";
import { HealthUnit } from "./health";

const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);
const whole = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);
const bounds = OBSERVATION_BOUNDS;

export const SignalLimit = z.object({ floor: within(bounds.floor), factor: within(bounds.factor) });
export const SignalThreshold = z
  .object({ signal: z.enum(WATCHED_SIGNALS), warning: SignalLimit, trigger: SignalLimit })
  .refine(({ warning, trigger }) => warning.floor <= trigger.floor && warning.factor <= trigger.factor, {
    message: "It must warn before it goes back: the warning's limits may not be above the trigger's.",
  });

/** ObservationSettings of lib/domain/health/observation, with its bounds. */
export const ObservationSettings = z.object({
  soakSeconds: whole(bounds.soakSeconds),
  canarySoakSeconds: whole(bounds.canarySoakSeconds),
  canaryPercents: z
    .array(whole(bounds.canaryPercent))
    .min(1)
    .max(2)
    .refine((list) => list.every((percent, index) => index === 0 || percent > (list[index - 1] ?? 0)), {
      message: "Each share of the visitors must be larger than the one before.",
    }),
  baselineSeconds: whole(bounds.baselineSeconds),
  minimumRequests: whole(bounds.minimumRequests),
  whenThin: z.enum(["go_on", "ask"]),
  answerSeconds: whole(bounds.answerSeconds),
  thresholds: z
    .array(SignalThreshold)
    .max(WATCHED_SIGNALS.length)
    .refine((list) => new Set(list.map(({ signal }) => signal)).size === list.length, {
      message: "Each signal may have one pair of limits only.",
    }),
});
export type ObservationSettings = z.infer<typeof ObservationSettings>;

export const ObservationPolicy = z.object({
  stage: Stage,
  settings: ObservationSettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type ObservationPolicy = z.infer<typeof ObservationPolicy>;

export const EditObservationPolicy = z.object({
  version: z.int().min(0),
  settings: ObservationSettings,
});

export const SignalComparison = z.object({
  signal: z.enum(SIGNAL_NAMES),
  before: z.number().nullable(),
  now: z.number().nullable(),
  samplesBefore: z.number(),
  samplesNow: z.number(),
  warningAt: z.number(),
  triggerAt: z.number(),
  limits: z.object({ warning: SignalLimit, trigger: SignalLimit }),
  verdict: z.enum(OBSERVATION_VERDICTS),
});
export type SignalComparison = z.infer<typeof SignalComparison>;

export const SignalCourse = z.object({
  signal: z.enum(SIGNAL_NAMES),
  track: z.enum(SIGNAL_TRACKS),
  /** Null where nothing was measured. */
  points: z.array(z.object({ at: Time, value: z.number().nullable() })).max(300),
});
export type SignalCourse = z.infer<typeof SignalCourse>;

export const Observation = z.object({
  at: Time,
  step: z.string(),
  verdict: z.enum(OBSERVATION_VERDICTS),
  sentence: z.string(),
});
export type Observation = z.infer<typeof Observation>;

/** What an operation's charts and its comparison are made of. */
export const OperationSignals = z.object({
  from: Time,
  to: Time,
  /** live: read from the cluster's metrics now; kept: stored when watching ended; none: nothing to show. */
  source: z.enum(["live", "kept", "none"]),
  /** Why there is nothing to show, or why it is not live. */
  note: z.string().nullable(),
  courses: z.array(SignalCourse).max(20),
  markers: z.array(z.object({ at: Time, label: z.string() })).max(20),
  /** The comparison of the newest look; empty before the first. */
  comparisons: z.array(SignalComparison),
  comparedAt: Time.nullable(),
  /** Against what: in words. */
  comparedWith: z.string(),
  observations: z.array(Observation).max(300),
});
export type OperationSignals = z.infer<typeof OperationSignals>;

/** Means of five minutes; null where nothing was measured. */
const EffectPoints = z.array(z.object({ at: Time, value: z.number().nullable() })).max(300);
const EffectPeriod = {
  against: z.enum(YARDSTICKS),
  effect: z.enum(EFFECTS),
  sentence: z.string(),
  /** Since it arrived: a day, or until the next operation. */
  from: Time,
  to: Time,
};

/** What a release changed, beside the same hours a week before or the time just before it. */
export const ReleaseEffect = z.object({
  ...EffectPeriod,
  beforeFrom: Time,
  beforeTo: Time,
  timeZone: TimeZone,
  signals: z
    .array(
      z.object({
        signal: z.enum(SIGNAL_IDS),
        title: z.string(),
        unit: HealthUnit,
        before: z.number().nullable(),
        after: z.number().nullable(),
        pointsBefore: z.int(),
        pointsAfter: z.int(),
        effect: z.enum(EFFECTS),
      }),
    )
    .max(100),
  courses: z
    .array(
      z.object({
        signal: z.enum(SIGNAL_IDS),
        title: z.string(),
        unit: HealthUnit,
        after: EffectPoints,
        /** Moved to the time since. */
        before: EffectPoints,
      }),
    )
    .max(10),
});
export type ReleaseEffect = z.infer<typeof ReleaseEffect>;

export const ReleaseEffectBrief = z.object({
  operation: Named,
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  ...EffectPeriod,
});
export type ReleaseEffectBrief = z.infer<typeof ReleaseEffectBrief>;
