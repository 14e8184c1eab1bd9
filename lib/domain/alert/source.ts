/** Which part of an environment's life a cause is about; health's own domains. */
export const ALERT_DOMAINS = [
  "business",
  "application",
  "database",
  "integration",
  "platform",
  "continuity",
] as const;
export type AlertDomain = (typeof ALERT_DOMAINS)[number];

/** Domains as a plant says them. */
export const DOMAIN_NAMES: Readonly<Record<AlertDomain, string>> = {
  business: "Business flow",
  application: "Application",
  database: "Database",
  integration: "Integration",
  platform: "Platform",
  continuity: "Continuity",
};

/** Who tells of a cause: health's signals, our own ledger of copies and drills, an error budget, or an Alertmanager. */
export const ALERT_SOURCES = ["health", "ledger", "objective", "alertmanager"] as const;
export type AlertSource = (typeof ALERT_SOURCES)[number];

export const SEVERITIES = ["warn", "bad"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something began to be wrong, is still wrong, or has ended; told under a key that is the same each time. */
export type AlertFact = {
  key: string;
  source: AlertSource;
  domain: AlertDomain;
  severity: Severity;
  /** What it is, in a few words. */
  title: string;
  /** What is seen, with value, limit and since. */
  sentence: string;
  /** When it began, by its source's own clock: what began no later than its last end is a replay. */
  since: Date;
  firing: boolean;
  /** Of an end: nothing is better, it is only looked at no more. */
  unmeasured?: true;
};

type HealthState = "good" | "warn" | "bad" | "unknown" | "gone";

/** A signal that changed its state, as health tells it. */
export type SignalChange = {
  signalId: string;
  domain: AlertDomain;
  to: HealthState;
  sentence: string;
  at: Date;
  title?: string;
};

const titleOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");

/** The key of what a signal tells. */
export const signalKey = (signalId: string): string => `signal:${signalId}`;
/** How one integration is named as a signal. */
export const integrationSignal = (integrationId: string): string => `integration:${integrationId}`;

/** What a changed signal tells; null when nothing is known any more, which begins nothing and ends nothing. */
export function factOfSignal(change: SignalChange): AlertFact | null {
  const { signalId, domain, to, sentence, at } = change;
  if (to === "unknown") return null;
  return {
    ...{ key: signalKey(signalId), source: "health" as const, domain, sentence },
    severity: to === "bad" ? "bad" : "warn",
    title: change.title ?? titleOf(signalId),
    since: at,
    firing: to !== "good" && to !== "gone",
    ...(to === "gone" ? { unmeasured: true as const } : {}),
  };
}
