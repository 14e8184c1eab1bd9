import type { Tone } from "@/components/ui/glyph";
import type { HealthDomain, HealthSignal } from "@/lib/contracts/api/resources/health";
import type { HealthUnit } from "@/lib/domain/health/definition";
import type { SignalState } from "@/lib/domain/health/domains";
import { readingText } from "@/lib/domain/health/reading";

export const STATE_WORDS: Record<SignalState, { tone: Tone; word: string }> = {
  good: { tone: "good", word: "Good" },
  warn: { tone: "warn", word: "Warning" },
  bad: { tone: "bad", word: "Broken" },
  unknown: { tone: "unknown", word: "Unknown" },
};

export const UNIT_WORDS: Record<HealthUnit, string> = {
  ratio: "%",
  seconds: "seconds",
  per_second: "a second",
  count: "number",
  of_three: "of the last 3",
  bytes: "bytes",
};

export const messages = {
  workflows: "What your people do",
  workflowsMeta: (count: number) => (count === 1 ? "1 workflow" : `${count} workflows`),
  tried: "Owners, checks by schedule and how people go on by hand",
  byHand: "Meanwhile by hand:",
  work: "Work",
  how: "How it is",
  since: "Since",
  domains: "Six domains",
  domainsMeta: "the worst explains itself",
  measured: "measured",
  never: "not measured yet",
  failed: "The health of this environment could not be brought up to date.",
  loading: "Loading the health of this environment",
  nothing: "Nothing is measured",
  signals: "All signals",
  signalsMeta: (count: number, unknown: number) =>
    unknown === 0 ? `${count} signals` : `${count} signals, ${unknown} unknown`,
  signal: "Signal",
  now: "Now",
  warns: "Warns at",
  bad: "Broken at",
  state: "State",
  unlimited: "shown only",
  courses: "Courses",
  coursesFailed: "The courses could not be loaded.",
  coursesLoading: "Loading courses",
  spans: [
    { id: "6h", label: "6 hours" },
    { id: "14d", label: "14 days" },
    { id: "400d", label: "13 months" },
  ],
  unknownMore: (count: number) => (count === 1 ? "1 unknown" : `${count} unknown`),
  heat: "Health by domain",
  heatMeta: (count: number) => (count === 1 ? "1 environment" : `${count} environments`),
  heatFailed: "The health of the fleet could not be loaded.",
  heatLoading: "Loading the health of the fleet",
  heatPlace: (first: number, last: number, total: number) =>
    `${first} to ${last} of ${total}, what hurts most first`,
  heatPages: "Pages of health by domain",
  heatPrevious: "Previous page",
  heatNext: "Next page",
  environment: "Environment",
} as const;

/** "Response time p95 0.49 s": a signal in a few words. */
export const shortReading = ({ title, unit, value }: HealthSignal): string =>
  `${title} ${readingText(unit, value)}`;

/** What a domain says of itself in two lines: what hurts, its first readings, or why none is known; and how much is not. */
export function domainWords({ state, signals, unknown }: HealthDomain): string {
  const known = signals.filter((signal) => signal.state !== "unknown");
  if (known.length === 0)
    return (signals.find(({ served }) => served) ?? signals[0])?.sentence || messages.nothing;
  const hurting = known.filter((signal) => signal.state === state && state !== "good");
  const shown = (hurting.length > 0 ? hurting : known).slice(0, 2).map(shortReading);
  return [...shown, ...(unknown === 0 ? [] : [messages.unknownMore(unknown)])].join(", ");
}
