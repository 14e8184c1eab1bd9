import type { CriticalityTier, Stage } from "../catalog/stage";

export const WORKFLOW_HOURS = ["always", "shifts"] as const;

/** How a workflow is tried and what is promised of it. */
export type WorkflowSettings = {
  /** False: only when somebody asks. */
  enabled: boolean;
  everyMinutes: number;
  /** At any hour, or only while the calendar's shifts say that the plant works. */
  hours: (typeof WORKFLOW_HOURS)[number];
  /** A try that passes and takes longer than this is slow. */
  longestMs: number;
  /** The share of tries that has to pass in time, 0 to 1. */
  goodShare: number;
};

/** What may be set, for schemas and forms alike. */
export const WORKFLOW_BOUNDS = {
  everyMinutes: { min: 1, max: 1_440 },
  longestMs: { min: 100, max: 20_000 },
  goodShare: { min: 0.5, max: 0.9999 },
} as const;

const BY_TIER: Readonly<
  Record<CriticalityTier, Pick<WorkflowSettings, "everyMinutes" | "longestMs" | "goodShare">>
> = {
  tier1: { everyMinutes: 5, longestMs: 3_000, goodShare: 0.995 },
  tier2: { everyMinutes: 10, longestMs: 5_000, goodShare: 0.99 },
  tier3: { everyMinutes: 30, longestMs: 10_000, goodShare: 0.98 },
};

/** How the workflows of a tier are tried where nobody has set anything else: by schedule in production only. */
export const workflowDefaults = (tier: CriticalityTier, stage: Stage): WorkflowSettings => ({
  enabled: stage === "production",
  hours: "always",
  ...BY_TIER[tier],
});

const KEYS = ["enabled", "everyMinutes", "hours", "longestMs", "goodShare"] as const;

/** Settings that say what their tier says anyway follow it. */
export const sameSettings = (one: WorkflowSettings, other: WorkflowSettings): boolean =>
  KEYS.every((key) => one[key] === other[key]);
