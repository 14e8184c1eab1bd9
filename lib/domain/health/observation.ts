import type { Stage } from "../catalog/stage";
import type { SignalName } from "./signal";

/**
 * When a signal is worse than before. `warning` asks a person, `trigger` rolls back. A limit is reached when the value
 * is at least `floor` (absolute, in the signal's unit) and at least `factor` times what it was before; a factor of 0
 * looks at the absolute value alone.
 */
export type SignalLimit = { floor: number; factor: number };
export type SignalThreshold = { signal: SignalName; warning: SignalLimit; trigger: SignalLimit };

/** How environments of one stage are watched after a release. */
export type ObservationSettings = {
  /** How long the release is watched once everybody uses it, in seconds; 0 does not watch. */
  soakSeconds: number;
  /** How long each share of a canary is watched, in seconds. */
  canarySoakSeconds: number;
  /** Shares of the visitors that a canary gets one after the other, in percent; the last step is always everybody. */
  canaryPercents: readonly number[];
  /** How far back the baseline looks, in seconds. */
  baselineSeconds: number;
  /** Requests that must stand behind a judgement about errors and response time. */
  minimumRequests: number;
  /** What happens when too little was measured to judge: go on with a note, or ask a person. */
  whenThin: "go_on" | "ask";
  /** How long a question waits for a person before the release goes back by itself, in seconds. */
  answerSeconds: number;
  thresholds: readonly SignalThreshold[];
};

/** What can be watched; request_rate is shown but says nothing about good or bad. */
export const WATCHED_SIGNALS = [
  "error_ratio",
  "latency_p95",
  "restarts",
  "job_backlog",
  "failed_jobs",
  "memory",
] as const satisfies readonly SignalName[];

const GIGABYTE = 1024 ** 3;

const THRESHOLDS: readonly SignalThreshold[] = [
  { signal: "error_ratio", warning: { floor: 0.01, factor: 2 }, trigger: { floor: 0.02, factor: 3 } },
  { signal: "latency_p95", warning: { floor: 1, factor: 1.5 }, trigger: { floor: 2, factor: 2.5 } },
  { signal: "restarts", warning: { floor: 1, factor: 2 }, trigger: { floor: 3, factor: 3 } },
  { signal: "job_backlog", warning: { floor: 50, factor: 2 }, trigger: { floor: 200, factor: 4 } },
  { signal: "failed_jobs", warning: { floor: 5, factor: 2 }, trigger: { floor: 20, factor: 4 } },
  {
    signal: "memory",
    warning: { floor: 1.5 * GIGABYTE, factor: 1.5 },
    trigger: { floor: 2 * GIGABYTE, factor: 2 },
  },
];

const MINUTE = 60;
const SOAK = {
  dev: 0,
  integration: 0,
  staging: 2 * MINUTE,
  uat: 2 * MINUTE,
  production: 15 * MINUTE,
} as const;

/** How a stage is watched where nobody has set anything else. */
export function observationDefaults(stage: Stage): ObservationSettings {
  const production = stage === "production";
  return {
    soakSeconds: SOAK[stage],
    canarySoakSeconds: production ? 5 * MINUTE : SOAK[stage],
    canaryPercents: [10, 50],
    baselineSeconds: production ? 30 * MINUTE : 10 * MINUTE,
    minimumRequests: 50,
    whenThin: production ? "ask" : "go_on",
    answerSeconds: 4 * 60 * MINUTE,
    thresholds: THRESHOLDS,
  };
}

/** What may be set, for schemas and forms alike. Times in seconds. */
export const OBSERVATION_BOUNDS = {
  soakSeconds: { min: 0, max: 86_400 },
  canarySoakSeconds: { min: 0, max: 86_400 },
  baselineSeconds: { min: 60, max: 86_400 },
  minimumRequests: { min: 1, max: 100_000 },
  answerSeconds: { min: 60, max: 604_800 },
  canaryPercent: { min: 1, max: 90 },
  floor: { min: 0, max: 1e15 },
  factor: { min: 0, max: 1_000 },
} as const;

const SHORTEST_ROUND = 10;
const LONGEST_ROUND = 120;

/** Seconds between two looks: a sixtieth of the time watched, at least 10 s and at most 2 min. */
export const roundSeconds = (soakSeconds: number): number =>
  Math.min(LONGEST_ROUND, Math.max(SHORTEST_ROUND, Math.round(soakSeconds / 60)));

/** What the limit comes to after what was before: the value that reaches it. */
export const limitValue = ({ floor, factor }: SignalLimit, before: number | null): number =>
  Math.max(floor, factor * (before ?? 0));
