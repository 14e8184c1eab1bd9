import type { CriticalityTier } from "../catalog/stage";
import type { BurnRules } from "./burn";
import { type IndicatorId, indicatorOf } from "./indicator";
import type { PlannedDowntime } from "./planned";

export const SERVICE_HOURS = ["always", "shifts"] as const;
/** always: every second counts. shifts: those of the shifts the calendar knows for the place; without any, all. */
export type ServiceHours = (typeof SERVICE_HOURS)[number];
export const WINDOW_DAYS = [7, 28] as const;

export type ObjectiveTerms = {
  indicator: IndicatorId;
  /** From which reading on a moment is bad, in the indicator's unit; 0 where it has none. */
  limit: number;
  /** In 0 to 1. */
  target: number;
  windowDays: number;
  hours: ServiceHours;
  plannedDowntime: PlannedDowntime;
};

/** What an exhausted budget means for a change. */
export const BUDGET_RULES = ["nothing", "warn", "refuse"] as const;
export type BudgetRule = (typeof BUDGET_RULES)[number];

export type ServiceLevelSettings = {
  /** Of every production environment of the tier. */
  objectives: readonly ObjectiveTerms[];
  burn: BurnRules;
  whenExhausted: BudgetRule;
};

export const SERVICE_LEVEL_BOUNDS = {
  target: { min: 0.5, max: 0.9999 },
  rate: { min: 1, max: 1_000 },
  longMinutes: { min: 15, max: 360 },
  shortMinutes: { min: 5, max: 60 },
  objectives: { max: 10 },
} as const;

const TARGETS: Readonly<Record<CriticalityTier, number>> = { tier1: 0.995, tier2: 0.99, tier3: 0.98 };

/** 14.4 for an hour burns 2 % of 28 days, 6 for six hours burns 5 %. */
const BURN: BurnRules = {
  fast: { rate: 14.4, longMinutes: 60, shortMinutes: 5 },
  slow: { rate: 6, longMinutes: 360, shortMinutes: 30 },
};

const terms = (indicator: IndicatorId, target: number, hours: ServiceHours): ObjectiveTerms => ({
  ...{ indicator, target, hours, windowDays: 28, plannedDowntime: "left_out" },
  limit: indicatorOf(indicator).standard,
});

/** What holds for a tier where nobody has set anything else. */
export const serviceLevelDefaults = (tier: CriticalityTier): ServiceLevelSettings => ({
  objectives: [
    terms("workflows", TARGETS[tier], "shifts"),
    terms("requests", TARGETS[tier], "always"),
    terms("scheduler", tier === "tier1" ? 0.99 : 0.98, "always"),
  ],
  burn: BURN,
  whenExhausted: "warn",
});

/** Why these terms cannot be: null when they can. */
export function termsProblem({ indicator, limit, target, windowDays }: ObjectiveTerms): string | null {
  const { bounds, title } = indicatorOf(indicator);
  const { min, max } = SERVICE_LEVEL_BOUNDS.target;
  if (limit < bounds.min || limit > bounds.max)
    return bounds.max === 0
      ? `“${title}” has no limit: give 0.`
      : `The limit of “${title}” lies between ${bounds.min} and ${bounds.max}.`;
  if (target < min || target > max) return `The target lies between ${min * 100} % and ${max * 100} %.`;
  return WINDOW_DAYS.some((days) => days === windowDays) ? null : "The window is 7 or 28 days.";
}

/** Why these alarms cannot be: null when they can. */
export function burnProblem({ fast, slow }: BurnRules): string | null {
  if (fast.shortMinutes >= fast.longMinutes || slow.shortMinutes >= slow.longMinutes)
    return "The short time of an alarm must be shorter than its long one.";
  return fast.rate < slow.rate ? "The fast alarm cannot begin at a lower rate than the slow one." : null;
}
