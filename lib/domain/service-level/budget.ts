import type { Tally } from "./indicator";

/** What is promised: the share that is good, over a window of which so many seconds count. */
export type BudgetTerms = { target: number; windowSeconds: number };

export type Budget = {
  /** What may be bad in the window, in the tally's unit: of all that the window will hold at the pace seen so far. */
  total: number;
  spent: number;
  /** 1 is untouched, 0 exhausted, below 0 overspent. */
  left: number;
  /** Share that was good of what was counted. */
  attained: number;
};

/**
 * How much of an error budget is left. The budget is that of the whole window, also while only its beginning is known:
 * ten bad minutes cost the same on the first day as on the last. Null before anything was counted. What is unknown is
 * left out on both sides.
 */
export function budgetOf({ good, bad, known }: Tally, { target, windowSeconds }: BudgetTerms): Budget | null {
  const counted = good + bad;
  if (counted <= 0 || known <= 0 || windowSeconds <= 0) return null;
  const total = (1 - target) * counted * Math.max(1, windowSeconds / known);
  return { total, spent: bad, left: 1 - bad / total, attained: good / counted };
}

/**
 * How fast the budget burns over a stretch of `seconds`: 1 uses up exactly all of it by the end of the window. Time of which
 * nothing is known burns nothing. Null when nothing was counted in it at all.
 */
export function burnRate({ good, bad, known }: Tally, seconds: number, target: number): number | null {
  const counted = good + bad;
  if (known <= 0 || seconds <= 0) return null;
  if (counted <= 0) return 0;
  const badSeconds = (bad / counted) * Math.min(known, seconds);
  return badSeconds / seconds / (1 - target);
}
