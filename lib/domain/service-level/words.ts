import { readingText } from "../health/reading";
import type { Budget } from "./budget";
import type { BurnAlarm, BurnRules, Burns } from "./burn";
import { indicatorOf } from "./indicator";
import type { ObjectiveTerms } from "./policy";

/** "99.5 %", with as many places as say something. */
export const shareText = (share: number): string => `${Number((share * 100).toFixed(3))}\u00a0%`;

/** "82 %" of a budget; one that is overspent says by how much. */
export function leftText(left: number | null): string {
  if (left === null) return "not measured";
  if (left < 0) return `overspent by ${Math.round(-left * 100)}\u00a0%`;
  // What is not quite gone is not called gone, nor full what is not quite full.
  const percent = left > 0 && left < 0.01 ? 1 : left < 1 && left > 0.99 ? 99 : Math.round(left * 100);
  return `${percent}\u00a0%`;
}

/** "99.5 % of the time all of them can be done, over 28 days of plant hours." */
export function termsText({
  indicator,
  limit,
  target,
  windowDays,
  hours,
  plannedDowntime,
}: ObjectiveTerms): string {
  const { good, unit } = indicatorOf(indicator);
  const from = unit === null ? "" : `; bad from ${readingText(unit, limit)} on`;
  const when = hours === "shifts" ? `${windowDays} days of plant hours` : `${windowDays} days`;
  const planned = plannedDowntime === "counts" ? ", planned downtime included" : "";
  return `${shareText(target)} of ${good}, over ${when}${planned}${from}.`;
}

/** "3 h 21 min" of a number of seconds. */
export function spanText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** What is left of the budget in its own unit: "2 h 40 min of 3 h 21 min", "120 of 500 requests". */
export function budgetText({ total, spent }: Budget, counts: "requests" | "time"): string {
  const rest = Math.max(0, total - spent);
  return counts === "time"
    ? `${spanText(rest)} of ${spanText(total)}`
    : `${Math.floor(rest)} of ${Math.round(total)} requests`;
}

const rateText = (rate: number | null): string => (rate === null ? "unknown" : `${Number(rate.toFixed(1))}`);

/** What an alarm says: how fast, over which times, and how long the whole budget would last at that. */
export function alarmText(
  terms: Pick<ObjectiveTerms, "indicator" | "windowDays">,
  alarm: Exclude<BurnAlarm, "none">,
  { rules, burns, left }: { rules: BurnRules; burns: Burns; left: number | null },
): string {
  const { title } = indicatorOf(terms.indicator);
  const { longMinutes } = rules[alarm];
  const { long } = burns[alarm];
  const over = spanText(longMinutes * 60);
  const lasts =
    long === null || long <= 0 ? "" : `; at this pace all of it lasts ${daysText(terms.windowDays / long)}`;
  return `${title}: the error budget burns ${rateText(long)} times as fast as it may over ${over}${lasts}. Left: ${leftText(left)}.`;
}

const daysText = (days: number): string =>
  days >= 2 ? `${Math.round(days)} days` : `${Math.max(1, Math.round(days * 24))} h`;
