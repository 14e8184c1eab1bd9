import { legalPairs, type MoveTable, move } from "../shared/machine";

export const INCIDENT_STATES = ["open", "mitigated", "resolved", "reviewed", "closed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
export const INCIDENT_EVENTS = ["mitigate", "resolve", "worsen", "reopen", "review", "close"] as const;
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number];

/** mitigated: people can work, the cause stands. Reviewed only after it is over, closed when what was learned is done. */
export const INCIDENT_MOVES = {
  open: { mitigate: "mitigated", resolve: "resolved" },
  mitigated: { resolve: "resolved", worsen: "open" },
  resolved: { reopen: "open", review: "reviewed" },
  reviewed: { close: "closed" },
  closed: {},
} as const satisfies MoveTable<IncidentState, IncidentEvent>;

const TABLE: MoveTable<IncidentState, IncidentEvent> = INCIDENT_MOVES;

export const moveIncident = (from: IncidentState, event: IncidentEvent) => move(TABLE, from, event);
export const LEGAL_INCIDENT_MOVES = legalPairs(TABLE);

/** The number people say. */
export const incidentNumber = (number: number): string => `INC-${number}`;

export const SEVERITIES = ["sev1", "sev2", "sev3"] as const;
export type IncidentSeverity = (typeof SEVERITIES)[number];
export const SEVERITY_NAMES: Readonly<Record<IncidentSeverity, string>> = {
  sev1: "SEV 1: a plant stands still",
  sev2: "SEV 2: work is hindered",
  sev3: "SEV 3: a nuisance",
};
export const SEVERITY_SHORT: Readonly<Record<IncidentSeverity, string>> = {
  sev1: "SEV 1",
  sev2: "SEV 2",
  sev3: "SEV 3",
};

export const INCIDENT_BOUNDS = { actions: 30, entries: 500, alerts: 50 } as const;

/** Why it cannot be closed, as a sentence; null when it can. */
export function closeRefusal(actions: readonly { doneAt: Date | null }[]): string | null {
  const open = actions.filter(({ doneAt }) => doneAt === null).length;
  if (open === 0) return null;
  return `${open} ${open === 1 ? "action of its review is" : "actions of its review are"} not done yet.`;
}
