import { cutText, plainText } from "../shared/plain-text";
import { ALERT_DOMAINS, type AlertDomain, type AlertFact } from "./source";

/** One alert of an Alertmanager's webhook. */
export type OutsideAlert = {
  status: "firing" | "resolved";
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  startsAt: string;
  fingerprint: string;
};

const CRITICAL = new Set(["critical", "page", "error", "high"]);
const text = (value: string | undefined, most: number): string =>
  cutText(plainText(value ?? "").trim(), most);

/** The namespace an alert is about: Holdfast's environments are found by it. */
export const namespaceOf = ({ labels }: OutsideAlert): string | null =>
  labels["namespace"] ?? labels["exported_namespace"] ?? null;

/** What is named in its label `domain`, if Holdfast has it; else by what it is about. */
function domainOf(labels: OutsideAlert["labels"]): AlertDomain {
  const named = ALERT_DOMAINS.find((domain) => domain === labels["domain"]);
  if (named !== undefined) return named;
  const about = `${labels["alertname"] ?? ""} ${labels["job"] ?? ""}`.toLowerCase();
  if (/postgres|pg_|database|replication/.test(about)) return "database";
  if (/backup|restic|drill/.test(about)) return "continuity";
  return /http|ingress|latency|error|odoo/.test(about) ? "application" : "platform";
}

/** What one alert of an Alertmanager tells; the same alert has the same key however often it is sent. */
export function factOfOutside(alert: OutsideAlert): AlertFact {
  const { labels, annotations, fingerprint, status } = alert;
  const title = text(labels["alertname"], 120) || "An alert without a name";
  const sentence =
    text(annotations["summary"], 400) || text(annotations["description"], 400) || `${title} fires.`;
  return {
    key: `alertmanager:${fingerprint}`,
    source: "alertmanager",
    domain: domainOf(labels),
    severity: CRITICAL.has((labels["severity"] ?? "").toLowerCase()) ? "bad" : "warn",
    title,
    sentence,
    since: new Date(alert.startsAt),
    firing: status === "firing",
  };
}
