import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as catalog from "../resources/catalog";
import { Id, PageQuery, page, Stage, Verdict } from "../resources/common";

export const catalogOperations = {
  listTenants: {
    method: "GET",
    path: "/api/v1/tenants",
    tag: "Catalog",
    summary: "Tenants with their environments.",
    query: PageQuery.extend({ search: z.string().max(100).optional() }),
    response: page(catalog.TenantBrief),
  },
  getTenant: {
    method: "GET",
    path: "/api/v1/tenants/{tenantId}",
    tag: "Catalog",
    summary: "One tenant: sites, environments, people.",
    params: z.object({ tenantId: Id }),
    response: catalog.Tenant,
  },
  listEnvironments: {
    method: "GET",
    path: "/api/v1/environments",
    tag: "Catalog",
    summary: "Environments, filtered and paged.",
    query: PageQuery.extend({
      tenantId: Id.optional(),
      stage: Stage.optional(),
      health: Verdict.optional(),
      search: z.string().max(100).optional(),
    }),
    response: page(catalog.EnvironmentBrief),
  },
  getEnvironment: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}",
    tag: "Catalog",
    summary: "One environment: release, pods, health, last smoke checks.",
    params: z.object({ environmentId: Id }),
    response: catalog.Environment,
  },
} as const satisfies Record<string, ApiOperation>;
