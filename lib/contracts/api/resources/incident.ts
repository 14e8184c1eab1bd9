import { z } from "zod";
import { SCOPE_LEVELS } from "@/lib/domain/incident/changed";
import { INCIDENT_BOUNDS, INCIDENT_EVENTS, INCIDENT_STATES, SEVERITIES } from "@/lib/domain/incident/state";
import { LONGEST_STATUS } from "@/lib/domain/incident/status-text";
import { AlertBrief, Hurts } from "./alert";
import { Can, Id, Named, Stage, Time, TimeZone, Version } from "./common";
import { Elevation } from "./elevation";

export const IncidentState = z.enum(INCIDENT_STATES);
export const IncidentSeverity = z.enum(SEVERITIES);

export const IncidentBrief = z.object({
  id: Id,
  number: z.string(),
  title: z.string(),
  severity: IncidentSeverity,
  state: IncidentState,
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  commander: Named.nullable(),
  startedAt: Time,
  openedAt: Time,
  resolvedAt: Time.nullable(),
  status: z.object({ text: z.string(), at: Time }).nullable(),
  openActions: z.int(),
  version: Version,
});
export type IncidentBrief = z.infer<typeof IncidentBrief>;

export const IncidentEntry = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  by: z.string(),
  path: z.string().nullable(),
  at: Time,
});
export type IncidentEntry = z.infer<typeof IncidentEntry>;

export const IncidentAction = z.object({
  id: Id,
  text: z.string(),
  owner: Named.nullable(),
  dueOn: z.string(),
  done: z.object({ at: Time, note: z.string(), by: z.string() }).nullable(),
  version: Version,
});
export type IncidentAction = z.infer<typeof IncidentAction>;

export const Incident = IncidentBrief.extend({
  openedBy: z.string(),
  mitigatedAt: Time.nullable(),
  reviewedAt: Time.nullable(),
  closedAt: Time.nullable(),
  hurts: Hurts,
  /** Oldest first. */
  timeline: z.array(IncidentEntry).max(INCIDENT_BOUNDS.entries),
  /** The likeliest first. */
  changed: z
    .array(
      z.object({
        kind: z.string(),
        title: z.string(),
        path: z.string().nullable(),
        at: Time,
        scope: z.enum(SCOPE_LEVELS),
        minutesBefore: z.int(),
      }),
    )
    .max(20),
  alerts: z.array(AlertBrief).max(INCIDENT_BOUNDS.alerts),
  runbooks: z
    .array(
      z.object({
        ...{ id: Id, name: z.string(), startedAt: Time, finished: z.boolean() },
        /** Of its steps, how many are ticked off. */
        done: z.int(),
        steps: z.int(),
      }),
    )
    .max(20),
  /** Changes drafted to mend it. */
  changes: z.array(z.object({ id: Id, number: z.string(), title: z.string(), state: z.string() })).max(20),
  /** Every text that was published, the newest first; null where people were told nothing any more. */
  statusHistory: z.array(z.object({ id: Id, text: z.string().nullable(), by: z.string(), at: Time })).max(50),
  review: z.object({ causes: z.string(), whatHelped: z.string() }).nullable(),
  actions: z.array(IncidentAction).max(INCIDENT_BOUNDS.actions),
  people: z.array(Named).max(200),
  /** Rights that were asked for because of it, the newest first. */
  elevations: z.array(Elevation).max(20),
  can: z.object({
    handle: Can,
    publish: Can,
    review: Can,
    close: Can,
    draftChange: Can,
    followRunbook: Can,
    askElevation: Can,
  }),
  /** Which moves are open from here. */
  moves: z.array(z.enum(INCIDENT_EVENTS)).max(6),
});
export type Incident = z.infer<typeof Incident>;

const Title = z.string().trim().min(5, "Say in at least 5 characters what is wrong.").max(160);
export const OpenIncident = z
  .object({
    environmentId: Id.optional(),
    alertId: Id.optional(),
    title: Title,
    severity: IncidentSeverity,
    statusText: z.string().trim().max(1_000).default(""),
  })
  .refine(({ environmentId, alertId }) => (environmentId === undefined) !== (alertId === undefined), {
    path: ["environmentId"],
    message: "Name an environment or an alert, one of them.",
  });

const Words = z.string().trim().min(3, "Write at least 3 characters.").max(2_000);
export const MoveIncident = z.object({
  version: Version,
  event: z.enum(["mitigate", "resolve", "worsen", "reopen", "close"]),
  note: Words,
});
export const SayInIncident = z.object({ text: Words });
export const SetIncident = z.object({
  version: Version,
  severity: IncidentSeverity,
  commanderId: Id.nullable(),
});
export const PublishStatus = z.object({
  version: Version,
  /** Empty takes it from the tenant's page. */
  text: z.string().trim().max(LONGEST_STATUS),
});
const Action = z.object({
  text: z.string().trim().min(5, "Say in at least 5 characters what shall be done.").max(500),
  ownerId: Id.nullable(),
  dueOn: z.iso.date("Choose a day."),
});
export const ReviewIncident = z.object({
  version: Version,
  causes: z.string().trim().min(20, "Say in at least 20 characters why it happened.").max(5_000),
  whatHelped: z.string().trim().max(5_000).default(""),
  actions: z.array(Action).max(INCIDENT_BOUNDS.actions).default([]),
});
export const FinishIncidentAction = z.object({
  version: Version,
  note: z.string().trim().min(5, "Say in at least 5 characters what was done.").max(1_000),
});
