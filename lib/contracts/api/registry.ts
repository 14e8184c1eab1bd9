import { z } from "zod";
import * as catalog from "./resources/catalog";
import * as change from "./resources/change";
import { Id, PageQuery, page, Stage, Verdict } from "./resources/common";
import * as operation from "./resources/operation";
import { Overview } from "./resources/overview";
import * as platform from "./resources/platform";
import * as release from "./resources/release";

export type ApiOperation = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: `/api/v1/${string}`;
  /** One line for people who read the documentation. */
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
  /** 200 unless something was created. */
  status?: 200 | 201;
  /** Server-sent events instead of one JSON answer; `response` is then one event's data. */
  stream?: true;
};

const changeId = z.object({ changeId: Id });

/** What live readers are told: only that something happened to a subject; they fetch what they may see. */
export const LiveEvent = z.object({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  tenantId: Id.nullable(),
  environmentId: Id.nullable(),
  subject: z.object({
    kind: z.enum(["change", "operation", "environment", "cluster", "release"]),
    id: z.string(),
  }),
});
export type LiveEvent = z.infer<typeof LiveEvent>;

/** The one list from which routes, the browser's client, the command line and the OpenAPI document are made. */
export const API = {
  getMe: {
    method: "GET",
    path: "/api/v1/me",
    tag: "Session",
    summary: "Who I am and what I may do.",
    response: platform.Me,
  },
  listMySessions: {
    method: "GET",
    path: "/api/v1/me/sessions",
    tag: "Session",
    summary: "Browsers in which I am signed in.",
    response: z.object({ items: z.array(platform.SessionInfo) }),
  },
  revokeSession: {
    method: "POST",
    path: "/api/v1/me/sessions/{sessionId}/revoke",
    tag: "Session",
    summary: "End one of my sessions.",
    params: z.object({ sessionId: Id }),
    response: z.object({ id: Id }),
  },
  streamEvents: {
    method: "GET",
    path: "/api/v1/events",
    tag: "Session",
    summary: "What happens within my scope, as server-sent events.",
    response: LiveEvent,
    stream: true,
  },

  getOverview: {
    method: "GET",
    path: "/api/v1/overview",
    tag: "Overview",
    summary: "What needs me, what runs, how the fleet is.",
    response: Overview,
  },

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

  listReleases: {
    method: "GET",
    path: "/api/v1/releases",
    tag: "Releases",
    summary: "Releases, newest first.",
    query: PageQuery.extend({ search: z.string().max(100).optional() }),
    response: page(release.Release),
  },
  registerRelease: {
    method: "POST",
    path: "/api/v1/releases",
    tag: "Releases",
    summary: "Register an immutable release by image digest.",
    body: release.RegisterRelease,
    response: release.ReleaseDetail,
    status: 201,
  },
  getRelease: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}",
    tag: "Releases",
    summary: "One release with its modules and configuration.",
    params: z.object({ releaseId: Id }),
    response: release.ReleaseDetail,
  },
  compareReleases: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}/compare",
    tag: "Releases",
    summary: "What differs between two releases.",
    params: z.object({ releaseId: Id }),
    query: z.object({ from: Id }),
    response: release.ReleaseComparison,
  },

  listChanges: {
    method: "GET",
    path: "/api/v1/changes",
    tag: "Changes",
    summary: "Changes by what they wait for.",
    query: PageQuery.extend({
      waiting: z.enum(["me", "decision", "start", "running", "ended"]).optional(),
      tenantId: Id.optional(),
      environmentId: Id.optional(),
      search: z.string().max(100).optional(),
    }),
    response: page(change.ChangeBrief),
  },
  previewChange: {
    method: "GET",
    path: "/api/v1/change-preview",
    tag: "Changes",
    summary: "What a change would mean, before it is drafted.",
    query: z.object({ environmentId: Id, releaseId: Id }),
    response: change.ChangePreview,
  },
  draftChange: {
    method: "POST",
    path: "/api/v1/changes",
    tag: "Changes",
    summary: "Draft a change: a release to an environment, with reason and plans.",
    body: change.DraftChange,
    response: change.Change,
    status: 201,
  },
  getChange: {
    method: "GET",
    path: "/api/v1/changes/{changeId}",
    tag: "Changes",
    summary: "The decision page's data.",
    params: changeId,
    response: change.Change,
  },
  editChange: {
    method: "PATCH",
    path: "/api/v1/changes/{changeId}",
    tag: "Changes",
    summary: "Edit a draft.",
    params: changeId,
    body: change.EditChange,
    response: change.Change,
  },
  submitChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/submit",
    tag: "Changes",
    summary: "Ask for a decision.",
    params: changeId,
    body: change.MoveChange,
    response: change.Change,
  },
  approveChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/approve",
    tag: "Changes",
    summary: "Approve; every gate must pass.",
    params: changeId,
    body: change.ApproveChange,
    response: change.Change,
  },
  rejectChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/reject",
    tag: "Changes",
    summary: "Reject with a reason.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  reviseChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/revise",
    tag: "Changes",
    summary: "Return to draft; approvals are void.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  cancelChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/cancel",
    tag: "Changes",
    summary: "Cancel before it starts, with a reason.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  startChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/start",
    tag: "Changes",
    summary: "Start the deploy operation.",
    params: changeId,
    body: change.MoveChange,
    response: change.Change,
  },

  listOperations: {
    method: "GET",
    path: "/api/v1/operations",
    tag: "Operations",
    summary: "Operations, newest first.",
    query: PageQuery.extend({
      state: z.enum(["active", "ended"]).optional(),
      environmentId: Id.optional(),
      tenantId: Id.optional(),
    }),
    response: page(operation.OperationBrief),
  },
  getOperation: {
    method: "GET",
    path: "/api/v1/operations/{operationId}",
    tag: "Operations",
    summary: "One operation with its steps.",
    params: z.object({ operationId: Id }),
    response: operation.Operation,
  },
  listOperationEvents: {
    method: "GET",
    path: "/api/v1/operations/{operationId}/events",
    tag: "Operations",
    summary: "The operation's story after a sequence number, oldest first.",
    params: z.object({ operationId: Id }),
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .default("0"),
      limit: z.coerce.number().int().min(1).max(500).default(500),
    }),
    response: z.object({ items: z.array(operation.OperationEvent), more: z.boolean() }),
  },

  listClusters: {
    method: "GET",
    path: "/api/v1/clusters",
    tag: "Clusters",
    summary: "Registered clusters.",
    query: PageQuery,
    response: page(platform.Cluster),
  },
  registerCluster: {
    method: "POST",
    path: "/api/v1/clusters",
    tag: "Clusters",
    summary: "Register a cluster by kubeconfig; reachability, version and privileges are checked first.",
    body: platform.RegisterCluster,
    response: platform.Cluster,
    status: 201,
  },
  getCluster: {
    method: "GET",
    path: "/api/v1/clusters/{clusterId}",
    tag: "Clusters",
    summary: "One cluster.",
    params: z.object({ clusterId: Id }),
    response: platform.Cluster,
  },
  checkCluster: {
    method: "POST",
    path: "/api/v1/clusters/{clusterId}/check",
    tag: "Clusters",
    summary: "Ask the cluster again: reachable, version, privileges.",
    params: z.object({ clusterId: Id }),
    response: platform.Cluster,
  },

  listAudit: {
    method: "GET",
    path: "/api/v1/audit",
    tag: "Audit",
    summary: "The audit log, newest first.",
    query: PageQuery.extend({
      search: z.string().max(100).optional(),
      outcome: z.enum(["done", "refused"]).optional(),
      targetId: z.string().max(64).optional(),
    }),
    response: page(platform.AuditEntry),
  },
} as const satisfies Record<string, ApiOperation>;

export type OperationId = keyof typeof API;
type Part<Operation, Key extends string> =
  Operation extends Record<Key, infer Schema extends z.ZodType> ? { [P in Key]: z.input<Schema> } : unknown;
/** What a caller gives: path parameters, query and body as far as the operation has them. */
export type Input<Id extends OperationId> = Part<(typeof API)[Id], "params"> &
  Part<(typeof API)[Id], "query"> &
  Part<(typeof API)[Id], "body">;
export type Output<Id extends OperationId> = z.output<(typeof API)[Id]["response"]>;
