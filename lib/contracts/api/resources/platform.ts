import { z } from "zod";
import { Can, Id, Time } from "./common";

export const Privilege = z.object({
  /** What Holdfast does with it, in words. */
  purpose: z.string(),
  verb: z.string(),
  resource: z.string(),
  group: z.string(),
  allowed: z.boolean(),
});
export type Privilege = z.infer<typeof Privilege>;

export const Cluster = z.object({
  id: Id,
  name: z.string(),
  region: z.string(),
  server: z.string(),
  serverVersion: z.string().nullable(),
  reachability: z.enum(["reachable", "unreachable", "unknown"]),
  reachabilityNote: z.string(),
  checkedAt: Time.nullable(),
  environmentCount: z.int(),
  privileges: z.array(Privilege),
  version: z.int(),
  can: z.object({ check: Can }),
});
export type Cluster = z.infer<typeof Cluster>;

export const RegisterCluster = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, "Use 2 to 40 lower case letters, digits and dashes, such as ham-1."),
  region: z.string().trim().min(2).max(60),
  kubeconfig: z.string().min(20, "Paste the whole kubeconfig.").max(100_000),
  /** Context inside the kubeconfig; its current context when left out. */
  context: z.string().max(200).optional(),
});

export const AuditEntry = z.object({
  sequence: z.string(),
  at: Time,
  actorKind: z.string(),
  actorName: z.string(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string(),
  tenantId: Id.nullable(),
  outcome: z.enum(["done", "refused"]),
  facts: z.record(z.string(), z.unknown()),
  correlationId: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const SessionInfo = z.object({
  id: Id,
  userAgent: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  timeZone: z.string(),
  /** Roles with the scope they are held over, in words. */
  roles: z.array(z.object({ role: z.string(), name: z.string(), scope: z.string() })),
  /** What the navigation may offer at all. */
  can: z.object({
    readClusters: Can,
    registerCluster: Can,
    readAudit: Can,
    draftChange: Can,
    registerRelease: Can,
  }),
});
export type Me = z.infer<typeof Me>;
