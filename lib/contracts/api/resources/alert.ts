import { z } from "zod";
import { ROTA_MEMBERS } from "@/lib/domain/alert/rota";
import { ALERT_CHANNELS, LONGEST_STEP_MINUTES } from "@/lib/domain/alert/route";
import { ALERT_DOMAINS, ALERT_SOURCES, SEVERITIES } from "@/lib/domain/alert/source";
import { ALERT_STATES } from "@/lib/domain/alert/state";
import { ALERT_TIERS } from "@/lib/domain/alert/tier";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { Can, Id, Named, Stage, Time, TimeZone, Version } from "./common";

export const AlertDomain = z.enum(ALERT_DOMAINS);
export const AlertTier = z.enum(ALERT_TIERS);
export const AlertState = z.enum(ALERT_STATES);

export const AlertBrief = z.object({
  id: Id,
  number: z.string(),
  tier: AlertTier,
  domain: AlertDomain,
  severity: z.enum(SEVERITIES),
  state: AlertState,
  title: z.string(),
  sentence: z.string(),
  tenant: Named.nullable(),
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }).nullable(),
  raisedAt: Time,
  resolvedAt: Time.nullable(),
  flaps: z.int(),
  /** Causes that stand, those beyond what is kept as rows included. */
  causes: z.int(),
  /** Why nobody is told of it now; null when nothing silences it. */
  silence: z.object({ reason: z.string(), until: Time }).nullable(),
  acknowledged: z.object({ by: z.string(), at: Time }).nullable(),
  assignee: Named.nullable(),
  incident: z.object({ id: Id, number: z.string() }).nullable(),
  version: Version,
  can: z.object({ acknowledge: Can, assign: Can, resolve: Can, silence: Can, openIncident: Can }),
});
export type AlertBrief = z.infer<typeof AlertBrief>;

/** Whom it hurts: sites, what the business does there, and how many people are known to work there. */
export const Hurts = z.object({
  sites: z.array(z.string()).max(50),
  processes: z.array(z.string()).max(50),
  people: z.int().nullable(),
});

export const AlertCause = z.object({
  id: Id,
  key: z.string(),
  source: z.enum(ALERT_SOURCES),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  sentence: z.string(),
  since: Time,
  endedAt: Time.nullable(),
});

export const AlertDelivery = z.object({
  id: Id,
  route: z.string(),
  channel: z.enum(ALERT_CHANNELS),
  occasion: z.enum(["raised", "over", "many", "test"]),
  state: z.enum(["queued", "sent", "failed", "dropped"]),
  attempts: z.int(),
  /** When it is tried next, while it is queued. */
  nextAt: Time,
  createdAt: Time,
  sentAt: Time.nullable(),
  sentTo: z.string(),
  lastError: z.string(),
});
export type AlertDelivery = z.infer<typeof AlertDelivery>;

export const Alert = AlertBrief.extend({
  resolvedNote: z.string(),
  announced: z.int(),
  announcedAt: Time.nullable(),
  nextStepAt: Time.nullable(),
  causeList: z.array(AlertCause).max(50),
  moreCauses: z.int(),
  hurts: Hurts,
  deliveries: z.array(AlertDelivery).max(50),
  /** Whom it can be given to. */
  people: z.array(Named).max(200),
});
export type Alert = z.infer<typeof Alert>;

export const AlertList = z.object({
  items: z.array(AlertBrief).max(100),
  nextCursor: z.string().nullable(),
  counts: z.object({ page: z.int(), ticket: z.int(), notice: z.int() }),
});
export type AlertList = z.infer<typeof AlertList>;

const Reason = z.string().trim().min(5, "Say why in at least 5 characters.").max(500);
export const AcknowledgeAlert = z.object({ version: Version });
export const AssignAlert = z.object({ version: Version, assigneeId: Id.nullable() });
export const ResolveAlert = z.object({ version: Version, note: Reason });

export const SilenceAlerts = z
  .object({
    level: z.enum(["fleet", "tenant", "environment"]),
    tenantId: Id.optional(),
    environmentId: Id.optional(),
    domains: z.array(AlertDomain).max(ALERT_DOMAINS.length).default([]),
    reason: Reason,
    until: Time,
  })
  .refine(({ level, tenantId }) => level !== "tenant" || tenantId !== undefined, {
    path: ["tenantId"],
    message: "Name the tenant.",
  })
  .refine(({ level, environmentId }) => level !== "environment" || environmentId !== undefined, {
    path: ["environmentId"],
    message: "Name the environment.",
  });

export const AlertSilence = z.object({
  id: Id,
  level: z.enum(["fleet", "tenant", "environment"]),
  place: z.string(),
  domains: z.array(AlertDomain).max(ALERT_DOMAINS.length),
  reason: z.string(),
  by: z.string(),
  createdAt: Time,
  until: Time,
  can: z.object({ end: Can }),
});
export type AlertSilence = z.infer<typeof AlertSilence>;
export const SilenceList = z.object({ items: z.array(AlertSilence).max(200) });
export type SilenceList = z.infer<typeof SilenceList>;

const LONGEST_LABEL = 2_000;
/** An Alertmanager drops a whole post that is refused: one long text in it is cut, and costs nobody the others. */
const Labels = z.record(
  z.string().max(1_000),
  z
    .string()
    .max(1_000_000)
    .overwrite((text) => cutText(plainText(text), LONGEST_LABEL)),
);
/** What an Alertmanager posts (webhook, version 4); what else it holds is not read. */
export const AlertmanagerPost = z.object({
  version: z.literal("4", "Holdfast reads version 4 of Alertmanager's webhook."),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: Labels,
        annotations: Labels.default({}),
        startsAt: z.iso.datetime({ offset: true }),
        endsAt: z.iso.datetime({ offset: true }).optional(),
        fingerprint: z.string().min(1).max(64),
      }),
    )
    .max(1_000, "At most 1,000 alerts at once: set max_alerts of the receiver."),
});
export const AlertmanagerAnswer = z.object({
  taken: z.int(),
  /** Of those, alerts whose labels name no environment Holdfast knows: they are the fleet's. */
  unplaced: z.int(),
});

const Tiers = z.array(AlertTier).min(1, "Choose at least one tier.").max(3);
const routeHead = {
  name: z.string().trim().min(3, "Give the route a name of at least 3 characters.").max(80),
  tiers: Tiers,
  afterMinutes: z.int().min(0).max(LONGEST_STEP_MINUTES, "A step comes within a day."),
  workHours: z.boolean(),
  enabled: z.boolean(),
};
export const AlertRoute = z.object({
  id: Id,
  tenant: Named.nullable(),
  channel: z.enum(ALERT_CHANNELS),
  /** A mail address, or the host of a web address: the rest of it is a secret. */
  target: z.string(),
  rota: Named.nullable(),
  signed: z.boolean(),
  ...routeHead,
  last: AlertDelivery.nullable(),
  version: Version,
  can: z.object({ edit: Can }),
});
export type AlertRoute = z.infer<typeof AlertRoute>;

export const CreateRoute = z.object({
  tenantId: Id.nullable(),
  channel: z.enum(ALERT_CHANNELS),
  email: z.email("Write a mail address.").max(200).optional(),
  rotaId: Id.optional(),
  url: z.url("Write the whole address.").max(2_000).optional(),
  secret: z.string().min(16, "A secret has at least 16 characters.").max(200).optional(),
  ...routeHead,
});
export const EditRoute = z.object({ version: Version, ...routeHead });

export const Rota = z.object({
  id: Id,
  tenant: Named.nullable(),
  name: z.string(),
  timeZone: TimeZone,
  startsAt: z.string(),
  members: z.array(Named).max(ROTA_MEMBERS),
  weeks: z.array(z.object({ person: Named, from: Time, until: Time })).max(8),
  version: Version,
  can: z.object({ edit: Can }),
});
export type Rota = z.infer<typeof Rota>;

const rotaHead = {
  name: z.string().trim().min(3, "Give the rota a name of at least 3 characters.").max(80),
  timeZone: TimeZone,
  startsAt: z.string().max(20),
  memberIds: z.array(Id).min(1, "Choose at least one person.").max(ROTA_MEMBERS),
};
export const CreateRota = z.object({ tenantId: Id.nullable(), ...rotaHead });
export const EditRota = z.object({ version: Version, ...rotaHead });
/** Takes a route or a rota out of use. */
export const RemoveFromUse = z.object({ version: Version });

export const Alerting = z.object({
  routes: z.array(AlertRoute).max(200),
  rotas: z.array(Rota).max(100),
  deliveries: z
    .array(AlertDelivery.extend({ alert: z.object({ id: Id, number: z.string() }).nullable() }))
    .max(50),
  /** For whom the reader may write routes. */
  places: z.object({ everybody: Can, tenants: z.array(Named).max(100) }),
  people: z.array(Named).max(200),
});
export type Alerting = z.infer<typeof Alerting>;
