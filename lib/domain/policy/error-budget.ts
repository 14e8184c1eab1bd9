import { type IndicatorId, indicatorOf } from "../service-level/indicator";
import type { BudgetRule } from "../service-level/policy";
import { leftText } from "../service-level/words";
import { momentIn } from "../shared/moment";
import { counted, sentenceCase } from "../shared/words";
import type { Gate } from "./gate";

const ID = "error_budget";
const TITLE = "Error budget";

/** Less than this share of a budget is told before it is gone. */
export const NEARLY_SPENT = 0.1;

/** Overspent further than this is not told apart. */
const MOST_BUDGETS = 100;

/** An objective of the environment of whose error budget little or nothing is left. */
export type SpentBudget = {
  indicator: IndicatorId;
  /** Below 0 when overspent. */
  left: number;
  measuredAt: Date;
  /** What its tier says an exhausted budget means. */
  rule: BudgetRule;
};

type BudgetFacts = {
  budgets?: readonly SpentBudget[];
  emergency: boolean;
  environment: { timeZone: string };
};

/**
 * Requirement G3: where users have had more errors than was promised, the next change waits or is warned of, as the tier's
 * policy says. An emergency is never kept waiting: it may be what stops the errors.
 */
export function errorBudget({ budgets = [], emergency, environment }: BudgetFacts): Gate {
  const gate = (verdict: Gate["verdict"], fact: string, remedy: string | null = null): Gate => ({
    ...{ id: ID, title: TITLE, verdict, fact, remedy },
  });
  const asked = budgets.filter(({ rule }) => rule !== "nothing");
  const [worst] = asked.toSorted((one, other) => one.left - other.left);
  if (worst === undefined) return gate("pass", "No objective is short of its error budget.");
  const gone = asked.filter(({ left }) => left <= 0).length;
  const title = indicatorOf(worst.indicator).title;
  const at = `as of ${momentIn(worst.measuredAt, environment.timeZone)}`;
  if (gone === 0)
    return gate("warn", `“${title}” has ${leftText(worst.left)} of its error budget left, ${at}.`);
  const said = worst.left < 0 ? `is ${leftText(worst.left)}` : "is used up";
  const others = sentenceCase(counted(gone - 1, "more objective is", "more objectives are"));
  const more = gone === 1 ? "" : ` ${others} exhausted.`;
  return {
    ...gate(
      worst.rule === "refuse" && !emergency ? "fail" : "warn",
      `The error budget of “${title}” ${said}, ${at}.${more}`,
      "Deploy what makes it more reliable, wait until the window has moved on, or have it waived.",
    ),
    grounds: asked.flatMap(budgetsGone),
  };
}

/** Each whole budget that is gone is a ground of its own: who waived one did not waive the next. */
const budgetsGone = ({ indicator, left }: SpentBudget): string[] =>
  Array.from(
    { length: Math.min(MOST_BUDGETS, Math.floor(-left) + 1) },
    (_, whole) => `${indicator} ${whole}`,
  );
