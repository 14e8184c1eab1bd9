import type { CriticalityTier, Stage } from "../catalog/stage";
import type { AlertDomain, Severity } from "./source";

export const ALERT_TIERS = ["page", "ticket", "notice"] as const;
/** page: somebody is woken. ticket: somebody looks today. notice: it is written down. */
export type AlertTier = (typeof ALERT_TIERS)[number];

export const TIER_NAMES: Readonly<Record<AlertTier, string>> = {
  page: "Page",
  ticket: "Ticket",
  notice: "Notice",
};

/** Where it is: an environment of a tenant, or none (a cluster's own part). */
export type AlertPlace = { stage: Stage; tier: CriticalityTier } | null;

const STOPS_WORK: ReadonlySet<AlertDomain> = new Set(["business", "application", "database"]);

/**
 * How loud it is (requirement G4): a plant that cannot work wakes somebody; what will hurt later is looked at in the
 * day; what hurts no business is written down.
 */
export function tierOf(domain: AlertDomain, severity: Severity, place: AlertPlace): AlertTier {
  if (place === null) return severity === "bad" ? "ticket" : "notice";
  const { stage, tier } = place;
  if (stage !== "production") return severity === "bad" && stage !== "dev" ? "ticket" : "notice";
  if (severity === "warn") return tier === "tier1" ? "ticket" : "notice";
  if (domain === "continuity") return "ticket";
  if (tier === "tier3") return "ticket";
  return STOPS_WORK.has(domain) || tier === "tier1" ? "page" : "ticket";
}

/** Whether one is louder than another. */
export const isLouder = (one: AlertTier, other: AlertTier): boolean =>
  ALERT_TIERS.indexOf(one) < ALERT_TIERS.indexOf(other);
