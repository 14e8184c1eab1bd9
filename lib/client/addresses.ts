import type { API } from "@/lib/contracts/api/registry";

type Address = { [Id in keyof typeof API]: Pick<(typeof API)[Id], "method" | "path"> };

/**
 * Method and path of every operation, without the schemas, which would be a third of what a browser loads. The type
 * holds each entry to the registry's own literal: an address that differs, is missing or is too many does not compile.
 */
export const ADDRESSES: Address = {
  getMe: { method: "GET", path: "/api/v1/me" },
  listMySessions: { method: "GET", path: "/api/v1/me/sessions" },
  revokeSession: { method: "POST", path: "/api/v1/me/sessions/{sessionId}/revoke" },
  streamEvents: { method: "GET", path: "/api/v1/events" },
  getOverview: { method: "GET", path: "/api/v1/overview" },
  listTenants: { method: "GET", path: "/api/v1/tenants" },
  getTenant: { method: "GET", path: "/api/v1/tenants/{tenantId}" },
  listEnvironments: { method: "GET", path: "/api/v1/environments" },
  getEnvironment: { method: "GET", path: "/api/v1/environments/{environmentId}" },
  listReleases: { method: "GET", path: "/api/v1/releases" },
  registerRelease: { method: "POST", path: "/api/v1/releases" },
  getRelease: { method: "GET", path: "/api/v1/releases/{releaseId}" },
  compareReleases: { method: "GET", path: "/api/v1/releases/{releaseId}/compare" },
  listChanges: { method: "GET", path: "/api/v1/changes" },
  previewChange: { method: "GET", path: "/api/v1/change-preview" },
  draftChange: { method: "POST", path: "/api/v1/changes" },
  getChange: { method: "GET", path: "/api/v1/changes/{changeId}" },
  editChange: { method: "PATCH", path: "/api/v1/changes/{changeId}" },
  submitChange: { method: "POST", path: "/api/v1/changes/{changeId}/submit" },
  approveChange: { method: "POST", path: "/api/v1/changes/{changeId}/approve" },
  rejectChange: { method: "POST", path: "/api/v1/changes/{changeId}/reject" },
  reviseChange: { method: "POST", path: "/api/v1/changes/{changeId}/revise" },
  cancelChange: { method: "POST", path: "/api/v1/changes/{changeId}/cancel" },
  startChange: { method: "POST", path: "/api/v1/changes/{changeId}/start" },
  listHolds: { method: "GET", path: "/api/v1/holds" },
  placeHold: { method: "POST", path: "/api/v1/holds" },
  liftHold: { method: "POST", path: "/api/v1/holds/{holdId}/lift" },
  listOperations: { method: "GET", path: "/api/v1/operations" },
  getOperation: { method: "GET", path: "/api/v1/operations/{operationId}" },
  listOperationEvents: { method: "GET", path: "/api/v1/operations/{operationId}/events" },
  pauseOperation: { method: "POST", path: "/api/v1/operations/{operationId}/pause" },
  resumeOperation: { method: "POST", path: "/api/v1/operations/{operationId}/resume" },
  abortOperation: { method: "POST", path: "/api/v1/operations/{operationId}/abort" },
  listClusters: { method: "GET", path: "/api/v1/clusters" },
  registerCluster: { method: "POST", path: "/api/v1/clusters" },
  getCluster: { method: "GET", path: "/api/v1/clusters/{clusterId}" },
  checkCluster: { method: "POST", path: "/api/v1/clusters/{clusterId}/check" },
  listAudit: { method: "GET", path: "/api/v1/audit" },
};
