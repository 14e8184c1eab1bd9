import { z } from "zod";
import { SIGNAL_IDS } from "@/lib/domain/health/catalog";
import { HEALTH_DOMAIN_IDS, SIGNAL_STATES, WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { Id, Named, Stage, Time, TimeZone } from "./common";

export const SignalState = z.enum(SIGNAL_STATES);
export const HealthUnit = z.enum(["ratio", "seconds", "per_second", "count", "of_three", "bytes"]);
export const HEALTH_SPANS = ["6h", "14d", "400d"] as const;

export const HealthSignal = z.object({
  id: z.enum(SIGNAL_IDS),
  title: z.string(),
  unit: HealthUnit,
  state: SignalState,
  since: Time,
  /** The newest reading, in the signal's unit; null when nothing was measured. */
  value: z.number().nullable(),
  /** From where it warns and is bad in this tier; null for what is shown and not judged. */
  limits: z.object({ warn: z.number(), bad: z.number() }).nullable(),
  /** False for what nothing here serves and nothing was ever measured of: it counts nowhere. */
  served: z.boolean(),
  /** What is wrong, or why nothing is known; empty while it is good. */
  sentence: z.string(),
});
export type HealthSignal = z.infer<typeof HealthSignal>;

export const HealthDomain = z.object({
  id: z.enum(HEALTH_DOMAIN_IDS),
  name: z.string(),
  /** The worst of what is judged; unknown when more than half of that is. */
  state: SignalState,
  unknown: z.int(),
  /** Worst first. */
  signals: z.array(HealthSignal).max(50),
});
export type HealthDomain = z.infer<typeof HealthDomain>;

export const HealthWorkflow = z.object({
  id: z.enum(WORKFLOW_IDS),
  title: z.string(),
  state: SignalState,
  since: Time,
  sentence: z.string(),
  /** How people work while it fails, as its owner wrote it down; empty where nobody did. */
  fallback: z.string(),
});
export type HealthWorkflow = z.infer<typeof HealthWorkflow>;

export const EnvironmentHealth = z.object({
  state: SignalState,
  sentence: z.string(),
  /** When the signals were last read; null before the first time. */
  at: Time.nullable(),
  /** Read too long ago to say anything of now: everything is unknown then. */
  stale: z.boolean(),
  timeZone: TimeZone,
  workflows: z.array(HealthWorkflow).max(WORKFLOW_IDS.length),
  /** Worst first. */
  domains: z.array(HealthDomain).max(HEALTH_DOMAIN_IDS.length),
});
export type EnvironmentHealth = z.infer<typeof EnvironmentHealth>;

export const HealthCourse = z.object({
  signal: z.enum(SIGNAL_IDS),
  title: z.string(),
  unit: HealthUnit,
  limits: z.object({ warn: z.number(), bad: z.number() }).nullable(),
  /** Null where nothing was measured. */
  points: z.array(z.object({ at: Time, value: z.number().nullable() })).max(300),
});
export type HealthCourse = z.infer<typeof HealthCourse>;

export const HealthCourses = z.object({
  from: Time,
  to: Time,
  /** Seconds of which a point is the mean. */
  stepSeconds: z.int(),
  courses: z.array(HealthCourse).max(8),
  /** Releases and other operations that ended in this time. */
  markers: z.array(z.object({ at: Time, label: z.string() })).max(20),
});
export type HealthCourses = z.infer<typeof HealthCourses>;

export const FleetHealth = z.object({
  items: z
    .array(
      z.object({
        id: Id,
        name: z.string(),
        stage: Stage,
        tenant: Named,
        timeZone: TimeZone,
        /** In the order of the domains; unknown where nothing is measured. */
        domains: z.array(
          z.object({ id: z.enum(HEALTH_DOMAIN_IDS), state: SignalState, sentence: z.string() }),
        ),
      }),
    )
    .max(100),
  nextCursor: z.string().nullable(),
  /** All environments in the reader's scope. */
  total: z.int(),
});
export type FleetHealth = z.infer<typeof FleetHealth>;
