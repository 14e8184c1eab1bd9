import type { ServiceLevel, ServiceLevelDetail } from "@/lib/contracts/api/resources/service-level";
import { leftText, shareText, spanText } from "@/lib/domain/service-level/words";

export const messages = {
  title: "Objectives",
  sentence: "What was promised of every environment, and how much of it may still go wrong.",
  failed: "The objectives could not be brought up to date.",
  failedOne: "The objective could not be brought up to date.",
  none: "No objective",
  noneMore: "None fits what you chose.",
  noneYet: "Production environments get the objectives of their tier within a minute.",
  policies: "Objectives by tier",
  show: "Show",
  shown: [
    { value: "", label: "all" },
    { value: "burning", label: "burning too fast" },
    { value: "exhausted", label: "exhausted" },
    { value: "unknown", label: "not measured" },
    { value: "off", label: "switched off" },
  ],
  oneTenant: "Of one tenant only.",
  oneEnvironment: "Of one environment only.",
  all: "Show all",
  report: "Report of",
  reportGet: "CSV",
  reportFailed: "The report could not be made.",
  budget: "Error budget left",
  budgetUnit: "of the window's budget",
  burnt: "Burnt",
  burntUnit: "of the budget, by time",
  burntBy: "What burnt it",
  burntByMeta: "the costliest first",
  burntNone: "No incident and no release of this window burnt any of it.",
  burntShare: "Of the budget",
  rates: "How fast it burns",
  ratesMeta: "1 uses it up exactly at the end of the window",
  alarm: "Alarm",
  limit: "Begins at",
  long: "Long time",
  short: "Short time",
  edit: "Edit…",
  add: "Add an objective…",
  follow: "Follow the tier",
  followed: "It follows its tier again from the next minute on.",
  saved: "Set. It is judged anew within a minute.",
  notSaved: "Nothing was set.",
  close: "Keep as it is",
  whenExhausted: {
    nothing: "An exhausted budget says nothing to changes.",
    warn: "An exhausted budget warns of the next change.",
    refuse: "An exhausted budget keeps the next change waiting, unless it is an emergency or waived.",
  },
} as const;

export const ALARM_WORDS = { none: "steady", slow: "burns slowly", fast: "burns fast" } as const;

type Standing = Pick<ServiceLevel, "enabled" | "alarm" | "budgetLeft" | "stale">;

/** How an objective stands, in a word with its tone. */
export function standingOf({ enabled, alarm, budgetLeft, stale }: Standing): {
  tone: "good" | "warn" | "bad" | "unknown";
  word: string;
} {
  if (!enabled) return { tone: "unknown", word: "switched off" };
  if (stale) return { tone: "unknown", word: "not counted now" };
  if (alarm === "fast") return { tone: "bad", word: ALARM_WORDS.fast };
  if (budgetLeft !== null && budgetLeft <= 0) return { tone: "bad", word: "exhausted" };
  if (alarm === "slow") return { tone: "warn", word: ALARM_WORDS.slow };
  if (budgetLeft === null) return { tone: "unknown", word: "not measured" };
  return budgetLeft < 0.1 ? { tone: "warn", word: "nearly spent" } : { tone: "good", word: "kept" };
}

export const rateText = (rate: number | null): string =>
  rate === null ? "not measured" : `${rate >= 100 ? rate.toFixed(0) : Number(rate.toFixed(1))}×`;

/** "99.62 % / 99.5 %": what was kept beside what was promised. */
export const attainedText = ({ attained, target }: Pick<ServiceLevel, "attained" | "target">): string =>
  attained === null ? "not measured" : `${shareText(floored(attained))} / ${shareText(target)}`;

/** "planned downtime 24 min": what the window does without, so that nobody takes it for kept. */
export function leftOutText({
  plannedSeconds,
  plannedDowntime,
}: Pick<ServiceLevelDetail, "plannedSeconds" | "plannedDowntime">): string {
  if (plannedSeconds > 0) return `planned downtime ${spanText(plannedSeconds)}`;
  return plannedDowntime === "counts" ? "nothing, planned downtime counts" : "no planned downtime so far";
}

/** What is missed by a hair is not rounded up to kept; far from it nobody needs the places. */
const floored = (share: number): number => {
  const places = share >= 0.9 ? 100_000 : 1_000;
  return Math.floor(share * places) / places;
};

/** How much is left and how it stands, as a sentence. */
export function levelSentence(level: ServiceLevel & { budget?: string | null }): string {
  const { enabled, budgetLeft, budget, burn, alarm } = level;
  if (!enabled) return "It is switched off: nothing is counted and no alarm is raised.";
  if (budgetLeft === null) return "Nothing has been measured in its window yet.";
  if (budgetLeft <= 0)
    return `The error budget is used up${budgetLeft < 0 ? `: ${leftText(budgetLeft)}` : ""}.`;
  const rest = `${leftText(budgetLeft)} of the error budget is left${budget == null ? "" : ` (${budget})`}`;
  return alarm === "none" ? `${rest}.` : `${rest}, and it burns ${rateText(burn)} as fast as it may.`;
}
