import type { CriticalityTier } from "../catalog/stage";

/** What a change that does not fit into what is left of its window meets. */
export const FIT_GATES = ["block", "warn", "off"] as const;
export type FitGate = (typeof FIT_GATES)[number];

/** How strictly a change must fit into what is left of the open time, by tier. */
export type WindowSettings = {
  gate: FitGate;
  /** Minutes to spare on top of what it needs. */
  marginMinutes: number;
};

/** What may be set, for schemas and forms alike. */
export const WINDOW_BOUNDS = { marginMinutes: { min: 0, max: 480 } } as const;

const DEFAULTS: Readonly<Record<CriticalityTier, WindowSettings>> = {
  tier1: { gate: "block", marginMinutes: 15 },
  tier2: { gate: "block", marginMinutes: 0 },
  tier3: { gate: "warn", marginMinutes: 0 },
};

/** How strict a tier is where nobody has set anything else. */
export const windowDefaults = (tier: CriticalityTier): WindowSettings => DEFAULTS[tier];
