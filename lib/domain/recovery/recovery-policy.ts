import type { CriticalityTier } from "../catalog/stage";

/** What a missing or stale recovery proof does to a production change. */
export const RECOVERY_GATES = ["block", "warn", "off"] as const;
export type RecoveryGate = (typeof RECOVERY_GATES)[number];

/** How often environments of a tier rehearse their recovery, how old the proof may be, and what a missing one stops. */
export type RecoverySettings = {
  /** A drill by schedule every so many days. */
  drillEveryDays: number;
  /** A passed drill proves recovery for so many days. */
  proofMaxAgeDays: number;
  gate: RecoveryGate;
};

/** What may be set, for schemas and forms alike. Days. */
export const RECOVERY_BOUNDS = {
  drillEveryDays: { min: 1, max: 730 },
  proofMaxAgeDays: { min: 1, max: 730 },
} as const;

/** A drill comes round well before the proof of the one before is too old, so that a failed one can be repeated. */
const DEFAULTS: Readonly<Record<CriticalityTier, RecoverySettings>> = {
  tier1: { drillEveryDays: 30, proofMaxAgeDays: 90, gate: "block" },
  tier2: { drillEveryDays: 90, proofMaxAgeDays: 180, gate: "warn" },
  tier3: { drillEveryDays: 180, proofMaxAgeDays: 365, gate: "off" },
};

/** How environments of a tier prove their recovery where nobody has set anything else. */
export const recoveryDefaults = (tier: CriticalityTier): RecoverySettings => DEFAULTS[tier];

/** Null when the settings make sense together, else the sentence that says what is wrong. */
export function recoverySettingsProblem({
  drillEveryDays,
  proofMaxAgeDays,
}: RecoverySettings): string | null {
  return drillEveryDays > proofMaxAgeDays
    ? "A proof may not be younger than the drills that make it: let it last at least as many days as lie between two drills."
    : null;
}

const DAY_MS = 24 * 3_600_000;

/** Until when a proof made at `at` counts. */
export const proofCountsUntil = (settings: Pick<RecoverySettings, "proofMaxAgeDays">, at: Date): Date =>
  new Date(at.getTime() + settings.proofMaxAgeDays * DAY_MS);

/** When the next drill by schedule is due, after one that ended at `last`. */
export const nextDrillDue = (settings: Pick<RecoverySettings, "drillEveryDays">, last: Date): Date =>
  new Date(last.getTime() + settings.drillEveryDays * DAY_MS);
