/** Everything a person can be allowed to do. The names are what the audit log prints. */
export const ACTIONS = [
  "audit.read",
  "catalog.read",
  "change.approve",
  "change.cancel",
  "change.draft",
  "change.edit",
  "change.read",
  "change.reject",
  "change.revise",
  "change.start",
  "change.submit",
  "cluster.check",
  "cluster.read",
  "cluster.register",
  "hold.lift",
  "hold.place",
  "hold.read",
  "operation.abort",
  "operation.pause",
  "operation.read",
  "operation.resume",
  "release.read",
  "release.register",
  "session.revoke",
] as const;

export type Action = (typeof ACTIONS)[number];
