import type { HealthUnit } from "@/lib/domain/health/definition";
import { type IndicatorId, indicatorOf } from "@/lib/domain/service-level/indicator";
import type { PlannedDowntime } from "@/lib/domain/service-level/planned";
import { type ObjectiveTerms, termsProblem } from "@/lib/domain/service-level/policy";

/** The terms of an objective as a form shows them: shares in percent. */
export type TermsDraft = {
  limit: string;
  target: string;
  windowDays: string;
  hours: "always" | "shifts";
  plannedDowntime: PlannedDowntime;
};

const scaleOf = (unit: HealthUnit | null): number => (unit === "ratio" ? 100 : 1);
const written = (value: number): string => String(Number(value.toPrecision(8)));

/** The unit a limit is written in; null where the indicator has none. */
export function limitUnit(indicator: IndicatorId): string | null {
  const { unit } = indicatorOf(indicator);
  if (unit === null) return null;
  const words = { ratio: "%", seconds: "seconds", of_three: "of the last three" } as const;
  return unit in words ? words[unit as keyof typeof words] : "number";
}

export const draftOfTerms = ({
  indicator,
  limit,
  target,
  windowDays,
  hours,
  plannedDowntime,
}: ObjectiveTerms): TermsDraft => ({
  limit: written(limit * scaleOf(indicatorOf(indicator).unit)),
  target: written(target * 100),
  windowDays: String(windowDays),
  ...{ hours, plannedDowntime },
});

const decimal = (text: string): number | null =>
  /^\s*\d{1,6}([.,]\d{1,6})?\s*$/.test(text) ? Number(text.trim().replace(",", ".")) : null;

/** What the form says as terms, or what is wrong with it in one sentence. */
export function termsFrom(
  indicator: IndicatorId,
  { limit, target, windowDays, hours, plannedDowntime }: TermsDraft,
): { terms: ObjectiveTerms; problem: null } | { terms: null; problem: string } {
  const [from, share] = [decimal(limit), decimal(target)];
  if (share === null) return { terms: null, problem: "Give the target in percent, such as 99.5." };
  if (from === null) return { terms: null, problem: "Give the limit as a number of 0 or more." };
  const terms = {
    ...{ indicator, hours, plannedDowntime, windowDays: Number(windowDays) },
    limit: Number((from / scaleOf(indicatorOf(indicator).unit)).toPrecision(10)),
    target: Number((share / 100).toPrecision(10)),
  };
  const problem = termsProblem(terms);
  return problem === null ? { terms, problem } : { terms: null, problem };
}
