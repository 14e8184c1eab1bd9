import type { Tone } from "@/components/ui/glyph";
import type { IncidentBrief } from "@/lib/contracts/api/resources/incident";
import type { IncidentSeverity } from "@/lib/domain/incident/state";

export const messages = {
  title: "Incidents",
  sentence: "What hurt a business, who led through it, and what was learned.",
  failed: "The incidents could not be loaded.",
  failedOne: "The incident could not be loaded.",
  none: "No incident",
  noneMore: "An incident is opened from an alert, or on the page of an environment.",
  timeline: "What happened",
  changed: "What changed before",
  changedNone: "Nothing changed here in the three days before, as far as Holdfast knows.",
  alerts: "Its alerts",
  alertsNone: "No alert belongs to it.",
  runbooks: "Runbooks followed",
  runbooksNone: "No runbook has been followed for it yet.",
  runbooksLoading: "Loading runbooks",
  follow: "Follow a runbook",
  changes: "Changes that mend it",
  changesNone: "No change was drafted for it.",
  draft: "Draft an emergency change",
  review: "Review",
  reviewNone: "It is reviewed when it is over.",
  actions: "What shall be done",
  actionsNone: "No action came of it.",
  status: "What the plant reads",
  statusNone: "Nothing was written for the plant yet.",
  statusPage: "as they see it",
  statusWrite: "Tell the plant",
  statusTemplates: "Begin from",
  statusText: "What they read from now on",
  statusHint: "In plant words. Begin from a text above and make it yours.",
  statusBeside: (word: string) => `Beside it stands “${word}”, as long as the incident is as it is.`,
  statusEmpty: "Write what they shall read.",
  statusFailed: "It was not published.",
  statusPublish: "Publish it",
  statusTake: "Take it from their page",
  statusTaken: "took it from their page.",
  statusHistory: (count: number) => (count === 1 ? "Told once" : `Told ${count} times`),
  notNow: "Not now",
} as const;

export const STATE_CHOICES = [
  { value: "", label: "not closed" },
  { value: "open", label: "open" },
  { value: "mitigated", label: "mitigated" },
  { value: "resolved", label: "over, not reviewed" },
  { value: "reviewed", label: "reviewed, not closed" },
  { value: "closed", label: "closed" },
  { value: "all", label: "all" },
] as const;

export const SEVERITY_TONES: Readonly<Record<IncidentSeverity, "bad" | "warn" | "wait">> = {
  sev1: "bad",
  sev2: "warn",
  sev3: "wait",
};

const STATES: Readonly<Record<IncidentBrief["state"], { tone: Tone; word: string }>> = {
  open: { tone: "bad", word: "open" },
  mitigated: { tone: "warn", word: "mitigated" },
  resolved: { tone: "wait", word: "over, to be reviewed" },
  reviewed: { tone: "wait", word: "reviewed" },
  closed: { tone: "good", word: "closed" },
};
export const stateWords = (state: IncidentBrief["state"]) => STATES[state];

export const KIND_WORDS: Readonly<Record<string, string>> = {
  message: "says",
  moved: "",
  status: "tells the plant",
  status_taken: "says to the plant:",
  runbook: "ticks off",
  assigned: "",
  severity: "",
  action: "",
  elevation: "",
};

export const MOVE_WORDS = {
  mitigate: { label: "People can work again", title: "Is it mitigated?", reason: "What makes work possible" },
  resolve: { label: "It is over", title: "Is it over?", reason: "What ended it" },
  worsen: { label: "It is worse again", title: "Is it worse again?", reason: "What is seen" },
  reopen: { label: "Reopen", title: "Reopen this incident?", reason: "Why" },
  close: { label: "Close", title: "Close this incident?", reason: "A last word" },
} as const;

export const minutesText = (minutes: number): string => {
  if (minutes <= 0) return "as it began";
  if (minutes < 90) return `${minutes} min before`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h before` : `${Math.round(hours / 24)} days before`;
};
