import { draftOfTerms, type TermsDraft, termsFrom } from "@/components/service-level/terms-draft";
import type { ServiceLevelPolicy } from "@/lib/contracts/api/resources/service-level";
import type { BurnRule } from "@/lib/domain/service-level/burn";
import { type IndicatorId, indicatorOf } from "@/lib/domain/service-level/indicator";
import {
  type BudgetRule,
  burnProblem,
  type ObjectiveTerms,
  SERVICE_LEVEL_BOUNDS,
} from "@/lib/domain/service-level/policy";

type Settings = ServiceLevelPolicy["settings"];
export type RuleDraft = Record<keyof BurnRule, string>;

/** A tier's settings as its form shows them. */
export type PolicyDraft = {
  objectives: readonly { indicator: IndicatorId; terms: TermsDraft }[];
  fast: RuleDraft;
  slow: RuleDraft;
  whenExhausted: BudgetRule;
};

export const RULE_FIELDS = [
  { name: "rate", label: "Times as fast as it may" },
  { name: "longMinutes", label: "Over (minutes)" },
  { name: "shortMinutes", label: "And still over (minutes)" },
] as const satisfies readonly { name: keyof BurnRule; label: string }[];

const ruleDraft = ({ rate, longMinutes, shortMinutes }: BurnRule): RuleDraft => ({
  rate: String(rate),
  longMinutes: String(longMinutes),
  shortMinutes: String(shortMinutes),
});

export const draftOfPolicy = ({ objectives, burn, whenExhausted }: Settings): PolicyDraft => ({
  objectives: objectives.map((terms) => ({ indicator: terms.indicator, terms: draftOfTerms(terms) })),
  fast: ruleDraft(burn.fast),
  slow: ruleDraft(burn.slow),
  whenExhausted,
});

/** What the form says as settings, or the first thing that is wrong with it. */
export function settingsFrom(
  draft: PolicyDraft,
): { settings: Settings; problem: null } | { settings: null; problem: string } {
  const objectives: ObjectiveTerms[] = [];
  for (const { indicator, terms } of draft.objectives) {
    const read = termsFrom(indicator, terms);
    if (read.terms === null)
      return { settings: null, problem: `${indicatorOf(indicator).title}: ${read.problem}` };
    objectives.push(read.terms);
  }
  const [fast, slow] = [ruleFrom(draft.fast), ruleFrom(draft.slow)];
  if (typeof fast === "string") return { settings: null, problem: `Burns fast: ${fast}` };
  if (typeof slow === "string") return { settings: null, problem: `Burns slowly: ${slow}` };
  const problem = burnProblem({ fast, slow });
  if (problem !== null) return { settings: null, problem };
  return { settings: { objectives, burn: { fast, slow }, whenExhausted: draft.whenExhausted }, problem };
}

/** A rule, or the sentence that says what it lacks. */
function ruleFrom(draft: RuleDraft): BurnRule | string {
  const rule: BurnRule = { rate: 0, longMinutes: 0, shortMinutes: 0 };
  for (const { name, label } of RULE_FIELDS) {
    const { min, max } = SERVICE_LEVEL_BOUNDS[name];
    const value = Number(draft[name].trim().replace(",", "."));
    const whole = name === "rate" || Number.isInteger(value);
    if (draft[name].trim() === "" || !(value >= min && value <= max) || !whole)
      return `“${label}” is a ${name === "rate" ? "number" : "whole number"} from ${min} to ${max}.`;
    rule[name] = value;
  }
  return rule;
}
