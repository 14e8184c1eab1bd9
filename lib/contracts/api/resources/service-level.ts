import { z } from "zod";
import { BURN_ALARMS } from "@/lib/domain/service-level/burn";
import { INDICATOR_IDS } from "@/lib/domain/service-level/indicator";
import { PLANNED_DOWNTIME } from "@/lib/domain/service-level/planned";
import {
  BUDGET_RULES,
  burnProblem,
  SERVICE_HOURS,
  SERVICE_LEVEL_BOUNDS,
  termsProblem,
} from "@/lib/domain/service-level/policy";
import { Can, Id, Named, Stage, Tier, Time, TimeZone } from "./common";

const bounds = SERVICE_LEVEL_BOUNDS;
const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);
const whole = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);

export const IndicatorId = z.enum(INDICATOR_IDS);

const terms = {
  limit: z.number().min(0).max(100_000),
  target: within(bounds.target),
  windowDays: z.int().min(7).max(28),
  hours: z.enum(SERVICE_HOURS),
  /** Terms stored before anybody could say so leave it out. */
  plannedDowntime: z.enum(PLANNED_DOWNTIME).default("left_out"),
};

/** Refuses what lib/domain/service-level/policy says cannot be, in its words. */
const ObjectiveTerms = z.object({ indicator: IndicatorId, ...terms }).superRefine((value, context) => {
  const problem = termsProblem(value);
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});

const BurnRule = z.object({
  rate: within(bounds.rate),
  longMinutes: whole(bounds.longMinutes),
  shortMinutes: whole(bounds.shortMinutes),
});

/** ServiceLevelSettings of lib/domain/service-level/policy, with its bounds. */
export const ServiceLevelSettings = z.object({
  objectives: z
    .array(ObjectiveTerms)
    .max(bounds.objectives.max)
    .refine((list) => new Set(list.map(({ indicator }) => indicator)).size === list.length, {
      message: "Each objective may be set once only.",
    }),
  burn: z.object({ fast: BurnRule, slow: BurnRule }).superRefine((value, context) => {
    const problem = burnProblem(value);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  }),
  whenExhausted: z.enum(BUDGET_RULES),
});

export const ServiceLevelPolicy = z.object({
  tier: Tier,
  settings: ServiceLevelSettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type ServiceLevelPolicy = z.infer<typeof ServiceLevelPolicy>;
export const EditServiceLevelPolicy = z.object({ version: z.int().min(0), settings: ServiceLevelSettings });

/** How an objective of one environment is set; version 0 where it has none yet. */
export const SetServiceLevel = z.object({ version: z.int().min(0), enabled: z.boolean(), ...terms });

const Rate = z.number().nullable();
export const ServiceLevel = z.object({
  id: Id,
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  indicator: IndicatorId,
  title: z.string(),
  /** What is promised, in one sentence. */
  terms: z.string(),
  limit: z.number(),
  target: z.number(),
  windowDays: z.int(),
  hours: z.enum(SERVICE_HOURS),
  plannedDowntime: z.enum(PLANNED_DOWNTIME),
  enabled: z.boolean(),
  /** False while it follows the policy of its tenant's tier. */
  custom: z.boolean(),
  /** Share of the error budget that is left, below 0 when overspent; null before anything was measured. */
  budgetLeft: z.number().nullable(),
  attained: z.number().nullable(),
  alarm: z.enum(BURN_ALARMS),
  alarmSince: Time.nullable(),
  /** How fast the budget burns over the fast alarm's long time; 1 uses it up exactly. */
  burn: Rate,
  measuredAt: Time.nullable(),
  /** Nobody has counted for some minutes: what is shown is of then. */
  stale: z.boolean(),
  version: z.int(),
  can: z.object({ edit: Can }),
});
export type ServiceLevel = z.infer<typeof ServiceLevel>;

const Burnt = z.object({
  kind: z.enum(["incident", "release"]),
  id: Id,
  title: z.string(),
  from: Time,
  to: Time.nullable(),
  /** Share of the window's whole budget that was burnt in that time. */
  share: z.number(),
});

export const ServiceLevelDetail = ServiceLevel.extend({
  /** What is left of the budget in its own unit: "2 h 40 min of 3 h 21 min". */
  budget: z.string().nullable(),
  from: Time,
  to: Time,
  course: z.array(z.object({ at: Time, left: z.number().nullable(), spent: z.number().nullable() })).max(750),
  markers: z.array(z.object({ at: Time, label: z.string() })).max(20),
  alarms: z
    .array(
      z.object({
        alarm: z.enum(["fast", "slow"]),
        rate: z.number(),
        longMinutes: z.int(),
        shortMinutes: z.int(),
        long: Rate,
        short: Rate,
      }),
    )
    .max(2),
  /** What stood while the budget was burnt, the costliest first. */
  burnt: z.array(Burnt).max(20),
  /** Share of the counted time of which nothing is known, in the window. */
  unknownShare: z.number(),
  /** Planned downtime that was left out of the window. */
  plannedSeconds: z.number(),
  whenExhausted: z.enum(BUDGET_RULES),
});
export type ServiceLevelDetail = z.infer<typeof ServiceLevelDetail>;

/** A month of one objective; times in seconds, requests as a number. */
export const ServiceReportRow = z.object({
  tenant: Named,
  environment: Named,
  indicator: IndicatorId,
  title: z.string(),
  target: z.number(),
  attained: z.number().nullable(),
  kept: z.boolean().nullable(),
  good: z.number(),
  bad: z.number(),
  unit: z.enum(["requests", "seconds"]),
  knownSeconds: z.number(),
  unknownSeconds: z.number(),
  /** Planned downtime that was left out; neither known nor unknown. */
  plannedSeconds: z.number(),
});
export const ServiceReport = z.object({
  month: z.string(),
  rows: z.array(ServiceReportRow).max(2_000),
  /** Objectives beyond those listed. */
  more: z.int().min(0),
});
export type ServiceReport = z.infer<typeof ServiceReport>;
