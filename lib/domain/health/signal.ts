/** What is measured of an environment. Every value is in the unit its entry names. */
export const SIGNALS = {
  error_ratio: {
    title: "Failed requests",
    unit: "ratio",
    meaning: "Share of requests that the ERP answered with 5xx, 0 to 1.",
  },
  latency_p95: {
    title: "Response time p95",
    unit: "seconds",
    meaning: "95 of 100 requests were answered within this time.",
  },
  request_rate: { title: "Requests", unit: "per_second", meaning: "Requests that reached the ERP." },
  restarts: {
    title: "Restarts",
    unit: "count",
    meaning: "Containers of the environment that ended and were started again in the window.",
  },
  job_backlog: { title: "Queued jobs", unit: "count", meaning: "Queue jobs that wait or run." },
  failed_jobs: {
    title: "Failed jobs",
    unit: "count",
    meaning: "Queue jobs and scheduled actions that fail.",
  },
  memory: {
    title: "Memory of the largest pod",
    unit: "bytes",
    meaning: "Resident memory of the environment's largest ERP process.",
  },
} as const satisfies Record<string, { title: string; unit: SignalUnit; meaning: string }>;

export type SignalUnit = "ratio" | "seconds" | "per_second" | "count" | "bytes";
export type SignalName = keyof typeof SIGNALS;
export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly SignalName[];

/** The pods whose signal is meant: all of the environment, those of the running release, or the canary's. */
export const SIGNAL_TRACKS = ["all", "stable", "canary"] as const;
export type SignalTrack = (typeof SIGNAL_TRACKS)[number];

/** A point of a series; null where nothing was measured, which a chart shows as a gap. */
export type SignalPoint = { at: string; value: number | null };

/** One signal over a whole window: its value, and how many requests or scrapes stand behind it. */
export type MeasuredSignal = { value: number | null; samples: number };

/** One signal's course for one track, oldest point first. */
export type SignalCourse = { signal: SignalName; track: SignalTrack; points: readonly SignalPoint[] };

/** Judged by requests: too few of them prove nothing. The others are gauges, where one scrape is a fact. */
const JUDGED_BY_REQUESTS: ReadonlySet<SignalName> = new Set(["error_ratio", "latency_p95"]);
export const judgedByRequests = (signal: SignalName): boolean => JUDGED_BY_REQUESTS.has(signal);

const MEGABYTE = 1024 * 1024;

/** "0.24", "3.1", "31", "1200": three figures below a thousand, without trailing zeros. */
function figures(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(places)));
}

/** A value with its unit, as people read it: "31 %", which no line breaks apart, "0.52 s", "12". Null is "not measured". */
export function signalText(signal: SignalName, value: number | null): string {
  if (value === null) return "not measured";
  switch (SIGNALS[signal].unit) {
    case "ratio":
      return `${figures(value * 100)}\u00a0%`;
    case "seconds":
      return value > 0 && value < 0.01 ? `${figures(value * 1_000)} ms` : `${figures(value)} s`;
    case "per_second":
      return `${figures(value)} /s`;
    case "count":
      return figures(value);
    case "bytes":
      return value >= 1_000 * MEGABYTE
        ? `${figures(value / (1_024 * MEGABYTE))} GB`
        : `${figures(value / MEGABYTE)} MB`;
  }
}
