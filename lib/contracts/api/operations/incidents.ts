import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as incident from "../resources/incident";
import { StatusPage } from "../resources/status";

const one = z.object({ incidentId: Id });
const tag = "Incidents";

export const incidentOperations = {
  listIncidents: {
    method: "GET",
    path: "/api/v1/incidents",
    tag,
    summary: "Incidents, the newest first; only those not closed unless a state is asked for.",
    query: PageQuery.extend({
      state: z.enum(["current", "all", ...incident.IncidentState.options]).optional(),
      tenantId: Id.optional(),
      environmentId: Id.optional(),
    }),
    response: page(incident.IncidentBrief),
  },
  openIncident: {
    method: "POST",
    path: "/api/v1/incidents",
    tag,
    summary: "Open an incident from an alert, or for an environment.",
    body: incident.OpenIncident,
    response: incident.Incident,
    status: 201,
  },
  getIncident: {
    method: "GET",
    path: "/api/v1/incidents/{incidentId}",
    tag,
    summary: "One incident: timeline, what changed before it, alerts, review.",
    params: one,
    response: incident.Incident,
  },
  moveIncident: {
    method: "POST",
    path: "/api/v1/incidents/{incidentId}/move",
    tag,
    summary: "Say that it is mitigated, over, worse again, or closed.",
    params: one,
    body: incident.MoveIncident,
    response: incident.Incident,
  },
  sayInIncident: {
    method: "POST",
    path: "/api/v1/incidents/{incidentId}/messages",
    tag,
    summary: "Write into its timeline.",
    params: one,
    body: incident.SayInIncident,
    response: incident.Incident,
    status: 201,
  },
  setIncident: {
    method: "POST",
    path: "/api/v1/incidents/{incidentId}/lead",
    tag,
    summary: "Set how severe it is, and who leads.",
    params: one,
    body: incident.SetIncident,
    response: incident.Incident,
  },
  publishStatus: {
    method: "POST",
    path: "/api/v1/incidents/{incidentId}/status",
    tag,
    summary: "Publish what the tenant's people read about it; an empty text takes it from their page.",
    params: one,
    body: incident.PublishStatus,
    response: incident.Incident,
  },
  getStatus: {
    method: "GET",
    path: "/api/v1/status",
    tag,
    summary: "What a tenant's people read: how their environments are, and what was published of incidents.",
    query: z.object({ tenantId: Id.optional() }),
    response: StatusPage,
  },
  reviewIncident: {
    method: "POST",
    path: "/api/v1/incidents/{incidentId}/review",
    tag,
    summary: "Write down what was learned, and what shall be done.",
    params: one,
    body: incident.ReviewIncident,
    response: incident.Incident,
  },
  finishIncidentAction: {
    method: "POST",
    path: "/api/v1/incident-actions/{actionId}/finish",
    tag,
    summary: "Say what was done about an action of a review.",
    params: z.object({ actionId: Id }),
    body: incident.FinishIncidentAction,
    response: incident.Incident,
  },
} as const satisfies Record<string, ApiOperation>;
