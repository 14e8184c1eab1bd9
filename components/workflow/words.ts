import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import type { Tone } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { Workflow, WorkflowCourse, WorkflowRun } from "@/lib/contracts/api/resources/workflow";

export const OUTCOME_WORDS: Record<WorkflowRun["outcome"], { tone: Tone; word: string }> = {
  passed: { tone: "good", word: "Passed" },
  slow: { tone: "warn", word: "Slow" },
  failed: { tone: "bad", word: "Failed" },
  unknown: { tone: "unknown", word: "No answer" },
  skipped: { tone: "parked", word: "Not tried" },
};

export const messages = {
  title: "Workflows",
  sentence:
    "What the business does with this ERP all day. Each is tried on real rows and rolled back: nothing stays in the books.",
  failed: "The workflows could not be brought up to date.",
  all: "All workflows",
  workflow: "Workflow",
  promise: "In time, 28 days",
  schedule: "Tried",
  owner: "Owner",
  contact: "tenant's contact",
  last: "Last try",
  never: "never",
  onDemand: "on demand only",
  edit: "Edit",
  tryNow: "Try now",
  trying: (by: string) => `${by} asked for a try; a worker takes it within seconds.`,
  notAsked: "It was not asked for.",
  byHand: "While it does not work",
  noFallback: "Nobody has written down how people go on by hand.",
  runbook: "Runbook",
  course: "Course",
  courseFailed: "The course could not be loaded.",
  courseLoading: "Loading the course",
  spans: [
    { id: "24h", label: "24 hours" },
    { id: "7d", label: "7 days" },
    { id: "35d", label: "35 days" },
  ],
  tries: "Tries",
  triesMeta: "the newest first, 35 days are kept",
  triesFailed: "The tries could not be loaded.",
  noTries: "It was not tried yet.",
  outcome: "Outcome",
  when: "When",
  took: "Took",
  said: "What the ERP said",
  asked: "asked by",
} as const;

export const form = {
  title: (name: string) => `Edit “${name}”`,
  effect: "The next try follows at once. What was set stays in the audit log.",
  enabled: "By schedule",
  on: "Tried by schedule",
  off: "Only when somebody asks",
  every: "Minutes between two tries",
  hours: "When",
  always: "At any hour",
  shifts: "In the calendar's shifts",
  longest: "Slow above, seconds",
  share: "Passes in time, percent",
  owner: "Owner",
  ownerHint: (contact: string) => `Empty: the tenant's contact, ${contact}.`,
  contact: "How the owner is reached",
  fallback: "How people go on by hand",
  fallbackHint: "Which paper, where it lies, who enters it afterwards.",
  runbook: "Runbook",
  noRunbook: "None",
  save: "Save the workflow",
  cancel: "Keep as it is",
  failed: "The workflow was not saved.",
  number: "Give a number.",
} as const;

/** "99.3 % of 288": what was kept, in figures. */
export function keptText({ kept }: Workflow): string {
  if (kept.known === 0) return "nothing known";
  return `${percent(kept.good / kept.known)} of ${kept.known}`;
}

/** Rounded down, so that 100 % says that none failed. */
export const percent = (share: number): string => `${Math.floor(share * 10_000 + 1e-6) / 100}\u00a0%`;

export const isKept = ({ kept, settings }: Workflow): boolean =>
  kept.known === 0 || kept.good / kept.known >= settings.goodShare;

export function scheduleText({ settings }: Workflow): string {
  const { enabled, everyMinutes, hours } = settings;
  if (!enabled) return messages.onDemand;
  return `every ${everyMinutes} min${hours === "shifts" ? " in shifts" : ""}`;
}

export const promiseText = ({ settings }: Workflow): string =>
  `${percent(settings.goodShare)} within ${settings.longestMs / 1_000} s`;

export const tookText = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : durationText(milliseconds);

/** How long it took, and how often it passed in time. */
export function courseCharts(
  { from, to, points, markers }: WorkflowCourse,
  { settings }: Workflow,
  zone: string,
): readonly ChartSpec[] {
  const around = { from, to, zone, markers };
  const line = (
    key: string,
    label: string,
    value: (point: WorkflowCourse["points"][number]) => number | null,
  ) => ({
    ...{ key, label, look: "main" as const },
    points: points.map((point) => ({ at: point.at, value: value(point) })),
  });
  const highest = points.reduce((most, { milliseconds }) => Math.max(most, milliseconds ?? 0), 0);
  const longest = settings.longestMs;
  return [
    {
      ...{ ...around, title: "Time it took", unit: "seconds, mean of those that passed" },
      lines: [
        line("took", "Time it took", ({ milliseconds }) =>
          milliseconds === null ? null : milliseconds / 1_000,
        ),
      ],
      limits:
        longest <= highest * 4
          ? [{ tone: "warn", value: longest / 1_000, label: `slow above ${longest / 1_000} s` }]
          : [],
      write: (value) => tookText(value * 1_000),
    },
    {
      ...{ ...around, title: "Failed or slow", unit: "% of the tries" },
      lines: [line("bad", "Failed or slow", ({ share }) => (share === null ? null : (1 - share) * 100))],
      limits: [
        {
          tone: "warn",
          value: (1 - settings.goodShare) * 100,
          label: `promised at most ${percent(1 - settings.goodShare)}`,
        },
      ],
      write: (value) => `${Math.round(value * 100) / 100}\u00a0%`,
    },
  ];
}

export const board = {
  sentence:
    "What businesses do with their ERPs all day, tried on real rows and rolled back. What fails names itself.",
  search: "Search environments and tenants",
  hurting: "Only where something fails",
  all: "All environments",
  environment: "Environment",
  none: "No workflow is tried by schedule yet.",
  noneFiltered: "Nothing like that.",
  noneMore: "Production is tried by itself, from a minute after it is known here.",
  /** As narrow as a column. */
  short: {
    sign_in: "Sign in",
    sale_order: "Orders",
    stock_move: "Stock",
    work_order: "Work orders",
    purchase: "Purchases",
    invoice: "Invoices",
    label: "Labels",
  },
} as const;
