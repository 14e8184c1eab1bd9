import type { AlertDomain } from "../alert/source";
import { definitionOf, SIGNAL_IDS, type SignalId } from "../health/catalog";
import type { HealthUnit } from "../health/definition";
import { WORKFLOWS, type Workflow } from "../health/domains";

type Indicator = {
  title: string;
  /** What is good, as the end of "99.5 % of …". */
  good: string;
  domain: AlertDomain;
  /** requests: every request counts once. time: every second counts, by the readings at that moment. */
  counts: "requests" | "time";
  /** The readings that make it; with several the worst decides. */
  signals: readonly SignalId[];
  /** Unit of the limit; null where there is none. */
  unit: HealthUnit | null;
  bounds: { min: number; max: number };
  standard: number;
};

const WORKFLOW_SIGNALS = {
  work_order: "work_orders",
  sale_order: "sale_orders",
  stock_move: "stock_moves",
  purchase: "purchases",
  invoice: "invoices",
} as const satisfies Partial<Record<Workflow, SignalId>>;
type CountedWorkflow = keyof typeof WORKFLOW_SIGNALS;

const CHECKS = SIGNAL_IDS.filter((id) => definitionOf(id).unit === "of_three");
const SHARE = { unit: "ratio", bounds: { min: 0.01, max: 1 }, standard: 0.25 } as const;

const timed = (
  title: string,
  good: string,
  domain: AlertDomain,
  signals: readonly SignalId[],
  limit: Pick<Indicator, "unit" | "bounds" | "standard">,
): Indicator => ({ title, good, domain, signals, counts: "time", ...limit });

const workflow = (id: CountedWorkflow): Indicator =>
  timed(WORKFLOWS[id], "the time it can be done", "business", [WORKFLOW_SIGNALS[id]], SHARE);

/** What can be promised of an environment, from what health keeps of it anyway (requirement G3). */
export const INDICATORS = {
  workflows: timed(
    "Business workflows",
    "the time all of them can be done",
    "business",
    Object.values(WORKFLOW_SIGNALS),
    SHARE,
  ),
  sale_order: workflow("sale_order"),
  stock_move: workflow("stock_move"),
  work_order: workflow("work_order"),
  purchase: workflow("purchase"),
  invoice: workflow("invoice"),
  requests: {
    ...{ title: "Requests answered", good: "requests are answered without an error" },
    ...{ domain: "application", counts: "requests", signals: ["request_rate", "error_ratio"] },
    ...{ unit: null, bounds: { min: 0, max: 0 }, standard: 0 },
  },
  latency: timed(
    "Response time",
    "the time 95 of 100 requests are answered below the limit",
    "application",
    ["latency_p95"],
    { unit: "seconds", bounds: { min: 0.05, max: 60 }, standard: 1.5 },
  ),
  scheduler: timed(
    "Scheduled jobs on time",
    "the time fewer jobs than the limit are overdue",
    "application",
    ["cron_overdue"],
    { unit: "count", bounds: { min: 1, max: 1_000 }, standard: 3 },
  ),
  connectors: timed(
    "Jobs to other systems",
    "the time fewer jobs than the limit failed within 15 minutes",
    "integration",
    ["job_failures"],
    { unit: "count", bounds: { min: 1, max: 100_000 }, standard: 5 },
  ),
  checks: timed(
    "Workflow checks pass",
    "the time every workflow that is tried on a schedule passes",
    "business",
    CHECKS,
    // Of the last three tries of a workflow.
    { unit: "of_three", bounds: { min: 1, max: 3 }, standard: 2 },
  ),
  integrations: timed(
    "Integrations answer",
    "the time fewer integrations than the limit are down",
    "integration",
    ["integrations_down"],
    { unit: "count", bounds: { min: 1, max: 1_000 }, standard: 1 },
  ),
  speed: timed(
    "Workflows as fast as promised",
    "the time fewer workflows than the limit are slower than promised",
    "business",
    ["slow_checks"],
    { unit: "count", bounds: { min: 1, max: 20 }, standard: 1 },
  ),
} as const satisfies Record<string, Indicator>;

export type IndicatorId = keyof typeof INDICATORS;
export const INDICATOR_IDS = Object.keys(INDICATORS) as readonly IndicatorId[];

export const indicatorOf = (id: IndicatorId): Indicator => INDICATORS[id];
export const isIndicatorId = (text: string): text is IndicatorId => Object.hasOwn(INDICATORS, text);

/** What was counted: good and bad in requests or seconds, and the seconds of which something or nothing is known. */
export type Tally = { good: number; bad: number; known: number; unknown: number };
export const NO_TALLY: Tally = { good: 0, bad: 0, known: 0, unknown: 0 };

export const added = (one: Tally, other: Tally): Tally => ({
  good: one.good + other.good,
  bad: one.bad + other.bad,
  known: one.known + other.known,
  unknown: one.unknown + other.unknown,
});

/** A reading by its place in a sample; null where nothing was measured. */
export type Reading = (slot: number) => number | null;

/** What one sample counts, that speaks for `seconds`. What was not measured is neither good nor bad. */
export function tallyOf(id: IndicatorId, limit: number, reading: Reading, seconds: number): Tally {
  const { counts, signals } = indicatorOf(id);
  const values = signals.map((signal) => {
    const value = reading(definitionOf(signal).slot);
    return value !== null && Number.isFinite(value) ? value : null;
  });
  if (counts === "requests") return requestTally(values[0] ?? null, values[1] ?? null, seconds);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { ...NO_TALLY, unknown: seconds };
  return known.some((value) => value >= limit)
    ? { good: 0, bad: seconds, known: seconds, unknown: 0 }
    : { good: seconds, bad: 0, known: seconds, unknown: 0 };
}

/** Too few requests for a share are a quiet time: known, and nothing to count. */
function requestTally(rate: number | null, share: number | null, seconds: number): Tally {
  if (rate === null) return { ...NO_TALLY, unknown: seconds };
  const requests = share === null ? 0 : Math.max(0, rate) * seconds;
  const bad = requests * Math.min(1, Math.max(0, share ?? 0));
  return { good: requests - bad, bad, known: seconds, unknown: 0 };
}
