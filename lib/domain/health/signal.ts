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
export type SignalTrack = "all" | "stable" | "canary";

/** A point of a series; null where nothing was measured, which a chart shows as a gap. */
export type SignalPoint = { at: string; value: number | null };
