import { z } from "zod";
import { MOST_REACH } from "@/lib/domain/integration/reach";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as integration from "../resources/integration";
import * as outlets from "../resources/outlets";

const one = z.object({ integrationId: Id });
const cluster = z.object({ clusterId: Id });

export const integrationOperations = {
  listIntegrations: {
    method: "GET",
    path: "/api/v1/integrations",
    tag: "Integrations",
    summary: "Integrations in scope, by tenant and environment.",
    query: PageQuery.extend({
      tenantId: Id.optional(),
      state: integration.IntegrationState.optional(),
      kind: integration.IntegrationKind.optional(),
      search: z.string().trim().max(80).optional(),
    }),
    response: page(integration.IntegrationBrief),
  },
  getEnvironmentIntegrations: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/integrations",
    tag: "Integrations",
    summary: "An environment's integrations, the worst first.",
    params: z.object({ environmentId: Id }),
    response: integration.EnvironmentIntegrations,
  },
  addIntegration: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/integrations",
    tag: "Integrations",
    summary: "Write down an integration of an environment, and how it is checked.",
    params: z.object({ environmentId: Id }),
    body: integration.AddIntegration,
    response: integration.Integration,
    status: 201,
  },
  getIntegration: {
    method: "GET",
    path: "/api/v1/integrations/{integrationId}",
    tag: "Integrations",
    summary: "One integration with its last checks.",
    params: one,
    response: integration.Integration,
  },
  editIntegration: {
    method: "PATCH",
    path: "/api/v1/integrations/{integrationId}",
    tag: "Integrations",
    summary: "Change an integration or its check; a secret goes only to the place it was given for.",
    params: one,
    body: integration.EditIntegration,
    response: integration.Integration,
  },
  removeIntegration: {
    method: "POST",
    path: "/api/v1/integrations/{integrationId}/remove",
    tag: "Integrations",
    summary: "Remove an integration with its history; an alert that stands about it ends.",
    params: one,
    body: integration.RemoveIntegration,
    response: z.object({ removed: z.literal(true) }),
  },
  checkIntegration: {
    method: "POST",
    path: "/api/v1/integrations/{integrationId}/check",
    tag: "Integrations",
    summary: "Check an integration now; the answer counts like a scheduled one.",
    params: one,
    response: integration.Integration,
  },
  getIntegrationMap: {
    method: "GET",
    path: "/api/v1/integration-map",
    tag: "Integrations",
    summary: "What a tenant's workflows, systems and environments depend on; at most 200 integrations.",
    query: z.object({ tenantId: Id.optional() }),
    response: integration.IntegrationMap,
  },
  getChangeIntegrations: {
    method: "GET",
    path: "/api/v1/changes/{changeId}/integrations",
    tag: "Integrations",
    summary: "The integrations and workflows a change touches, first those whose own modules change.",
    params: z.object({ changeId: Id }),
    response: integration.ChangeIntegrations,
  },
  getClusterOutlets: {
    method: "GET",
    path: "/api/v1/clusters/{clusterId}/outlets",
    tag: "Clusters",
    summary: `What checks of integrations may call from a cluster (at most ${MOST_REACH} lines), and where its logs are kept.`,
    params: cluster,
    response: outlets.ClusterOutlets,
  },
  setClusterOutlets: {
    method: "PATCH",
    path: "/api/v1/clusters/{clusterId}/outlets",
    tag: "Clusters",
    summary: "Set what checks of integrations may call from a cluster, and where its logs are kept.",
    params: cluster,
    body: outlets.SetClusterOutlets,
    response: outlets.ClusterOutlets,
  },
} as const satisfies Record<string, ApiOperation>;
