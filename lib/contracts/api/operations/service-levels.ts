import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Can, Id, PageQuery, page, Tier } from "../resources/common";
import * as level from "../resources/service-level";

const tag = "Objectives";
const ofEnvironment = z.object({ environmentId: Id, indicator: level.IndicatorId });

export const serviceLevelOperations = {
  listServiceLevels: {
    method: "GET",
    path: "/api/v1/service-levels",
    tag,
    summary: "Objectives of environments with what is left of their error budgets, the least first.",
    query: PageQuery.extend({
      tenantId: Id.optional(),
      environmentId: Id.optional(),
      show: z.enum(["burning", "exhausted", "unknown", "off"]).optional(),
    }),
    /** `add` is about the environment that was asked for. */
    response: page(level.ServiceLevel).extend({ can: z.object({ add: Can }) }),
  },
  getServiceReport: {
    method: "GET",
    path: "/api/v1/service-levels/report",
    tag,
    summary: "What was promised and kept in a month, by tenant, environment and objective.",
    query: z.object({
      month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "Give a month such as 2026-11."),
      tenantId: Id.optional(),
    }),
    response: level.ServiceReport,
  },
  getServiceLevel: {
    method: "GET",
    path: "/api/v1/service-levels/{serviceLevelId}",
    tag,
    summary: "One objective: budget, burn rates, and what burnt it.",
    params: z.object({ serviceLevelId: Id }),
    response: level.ServiceLevelDetail,
  },
  setServiceLevel: {
    method: "PATCH",
    path: "/api/v1/environments/{environmentId}/service-levels/{indicator}",
    tag,
    summary: "Set an objective of one environment, or switch it off.",
    params: ofEnvironment,
    body: level.SetServiceLevel,
    response: level.ServiceLevel,
  },
  followServiceLevel: {
    method: "DELETE",
    path: "/api/v1/environments/{environmentId}/service-levels/{indicator}",
    tag,
    summary: "Let an objective follow its tier again; one that the tier does not ask for goes.",
    params: ofEnvironment,
    response: z.object({ followed: z.boolean() }),
  },
  listServiceLevelPolicies: {
    method: "GET",
    path: "/api/v1/policies/service-levels",
    tag: "Policies",
    summary: "Objectives, alarms and the meaning of an exhausted budget, by tier.",
    response: z.object({ items: z.array(level.ServiceLevelPolicy).max(3) }),
  },
  editServiceLevelPolicy: {
    method: "PATCH",
    path: "/api/v1/policies/service-levels/{tier}",
    tag: "Policies",
    summary: "Set the objectives of a tier. Environments that follow it have them within a minute.",
    params: z.object({ tier: Tier }),
    body: level.EditServiceLevelPolicy,
    response: level.ServiceLevelPolicy,
  },
} as const satisfies Record<string, ApiOperation>;
