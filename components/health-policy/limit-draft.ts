import { messages as text } from "@/components/health-policy/messages";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import type { SignalLimits } from "@/lib/domain/health/definition";
import {
  type HealthSettings,
  JUDGED_SIGNALS,
  limitsProblem,
  limitUnit,
  shippedLimits,
} from "@/lib/domain/health/policy";

/** A signal's limits as they are typed, in its own unit. */
export type LimitText = { warn: string; bad: string };
export type LimitDraft = Readonly<Record<string, LimitText>>;

const written = (value: number): string => String(Number(value.toPrecision(6)));

export function textOf(id: SignalId, limits: SignalLimits): LimitText {
  const { factor } = limitUnit(id);
  return { warn: written(limits.warn / factor), bad: written(limits.bad / factor) };
}

/** Limits of a tier as its policy has them, or as Holdfast comes with them. */
export function draftOf(tier: CriticalityTier, settings: HealthSettings): LimitDraft {
  return Object.fromEntries(
    JUDGED_SIGNALS.flatMap((id) => {
      const limits = settings.limits[id] ?? shippedLimits(id, tier);
      return limits === null ? [] : [[id, textOf(id, limits)]];
    }),
  );
}

const numberOf = (given: string): number | null => {
  const plain = given.trim().replace(",", ".");
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null;
};

type Read = { limits: SignalLimits; problem: null } | { limits: null; problem: string };

/** What was typed for one signal, in the signal's unit, or what is wrong with it. */
export function limitsFrom(id: SignalId, typed: LimitText | undefined): Read {
  const { factor } = limitUnit(id);
  const [warn, bad] = [numberOf(typed?.warn ?? ""), numberOf(typed?.bad ?? "")];
  if (warn === null || bad === null)
    return { limits: null, problem: `${definitionOf(id).title}: ${text.number}` };
  const exact = (value: number) => Number((value * factor).toPrecision(12));
  const limits = { warn: exact(warn), bad: exact(bad) };
  const problem = limitsProblem(id, limits);
  return problem === null ? { limits, problem } : { limits: null, problem };
}

/** Settings as typed, and what is wrong by signal. */
export function settingsFrom(draft: LimitDraft): {
  settings: HealthSettings;
  problems: Readonly<Partial<Record<SignalId, string>>>;
} {
  const read = JUDGED_SIGNALS.map((id) => ({ id, ...limitsFrom(id, draft[id]) }));
  return {
    settings: {
      limits: Object.fromEntries(read.flatMap(({ id, limits }) => (limits === null ? [] : [[id, limits]]))),
    },
    problems: Object.fromEntries(
      read.flatMap(({ id, problem }) => (problem === null ? [] : [[id, problem]])),
    ),
  };
}
