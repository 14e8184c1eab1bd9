import type { Tone } from "@/components/ui/glyph";
import type { AlertBrief, AlertDelivery } from "@/lib/contracts/api/resources/alert";

export const messages = {
  title: "Alerts",
  failed: "The alerts could not be loaded.",
  search: "Alerts",
  none: "Nothing stands",
  noneMore: "When a signal goes bad, or a backup does, it is told here and to whom it concerns.",
  noneFiltered: "Nothing matches",
  noneFilteredMore: "Choose another tier or state.",
  all: "All alerts",
  now: "Alerts now",
  loading: "Looking for alerts",
  acknowledge: "Acknowledge",
  assign: "Assign",
  resolve: "Resolve",
  silence: "Silence",
  openIncident: "Open an incident",
  causes: "What is wrong",
  hurts: "Who it hurts",
  hurtsNobody: "No site and no business process is written down for this environment.",
  sent: "Messages",
  sentNone: "No route sends this tier. It is beneath the bell of those concerned, and here.",
  silences: "Silences",
  end: "End it now",
  routes: "Where alerts go",
} as const;

export const lede = ({ page, ticket, notice }: { page: number; ticket: number; notice: number }): string => {
  if (page + ticket + notice === 0) return "Nothing stands.";
  const parts = [
    page > 0 ? `${page} ${page === 1 ? "page" : "pages"}` : "",
    ticket > 0 ? `${ticket} ${ticket === 1 ? "ticket" : "tickets"}` : "",
    notice > 0 ? `${notice} ${notice === 1 ? "notice" : "notices"}` : "",
  ].filter((part) => part !== "");
  return `Standing now: ${parts.join(", ")}.`;
};

export const TIER_CHOICES = [
  { value: "", label: "every tier" },
  { value: "page", label: "pages" },
  { value: "ticket", label: "tickets" },
  { value: "notice", label: "notices" },
] as const;

export const STATE_CHOICES = [
  { value: "", label: "standing" },
  { value: "open", label: "open" },
  { value: "acknowledged", label: "acknowledged" },
  { value: "resolved", label: "over" },
] as const;

/** Mark and word of how an alert stands. */
export function alertState(alert: Pick<AlertBrief, "state" | "severity" | "silence" | "acknowledged">): {
  tone: Tone;
  word: string;
} {
  if (alert.state === "resolved") return { tone: "good", word: "over" };
  if (alert.silence !== null) return { tone: "parked", word: "silenced" };
  if (alert.state === "acknowledged")
    return { tone: "running", word: `with ${alert.acknowledged?.by ?? "somebody"}` };
  return { tone: alert.severity === "bad" ? "bad" : "warn", word: "open" };
}

/** Where it is, as people say it. */
export const placeOf = ({ tenant, environment }: Pick<AlertBrief, "tenant" | "environment">): string =>
  environment === null ? "The fleet" : `${tenant?.name ?? ""}, ${environment.name}`;

export const zoneOf = ({ environment }: Pick<AlertBrief, "environment">): string =>
  environment?.timeZone ?? "UTC";

const DELIVERY_WORDS: Readonly<Record<AlertDelivery["state"], { tone: Tone; word: string }>> = {
  queued: { tone: "wait", word: "on its way" },
  sent: { tone: "good", word: "sent" },
  failed: { tone: "bad", word: "not sent" },
  dropped: { tone: "unknown", word: "not needed" },
};
export const deliveryState = ({ state, attempts }: Pick<AlertDelivery, "state" | "attempts">) =>
  state === "queued" && attempts > 0 ? { tone: "warn" as const, word: "tried again" } : DELIVERY_WORDS[state];
