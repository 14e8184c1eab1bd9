import { z } from "zod";
import { Can, Id, LastEdit, Time, Version } from "./common";

export const Privilege = z.object({
  /** What Holdfast does with it, in words. */
  purpose: z.string(),
  verb: z.string(),
  resource: z.string(),
  group: z.string(),
  allowed: z.boolean(),
});
export type Privilege = z.infer<typeof Privilege>;

const DnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower case letters, digits and dashes, at most 63.");

/** A Service inside the cluster behind which Prometheus answers. */
const MetricsPlace = z.object({
  namespace: DnsLabel,
  service: DnsLabel,
  port: z.int().min(1).max(65_535),
});
export const MetricsSource = MetricsPlace.extend({ kind: z.literal("service") });

export const MetricsProbeQuery = MetricsPlace.extend({
  port: z.coerce.number().pipe(MetricsPlace.shape.port),
});
export const MetricsProbe = z.object({
  answers: z.boolean(),
  version: z.string().nullable(),
  /** What answers there, or why nothing usable does. */
  sentence: z.string(),
});

const MaxOperations = z
  .int("Give a whole number.")
  .min(1, "At least 1 operation has to be allowed.")
  .max(100, "At most 100 operations run on one cluster at once.");

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
  /** So many operations run there at once; the others wait in line. */
  maxOperations: z.int(),
  /** Where its Prometheus answers; null means that releases are not watched by numbers there. */
  metricsSource: MetricsSource.nullable(),
  /** True when drills of environments that live on other clusters may be carried out here. */
  takesDrills: z.boolean(),
  version: z.int(),
  can: z.object({ check: Can, edit: Can }),
});
export type Cluster = z.infer<typeof Cluster>;

/** One cluster, with who set last what a person decides about it. */
export const ClusterDetails = Cluster.extend({ edited: LastEdit });
export type ClusterDetails = z.infer<typeof ClusterDetails>;

export const RegisterCluster = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, "Use 2 to 40 lower case letters, digits and dashes, such as ham-1."),
  region: z.string().trim().min(2).max(60),
  kubeconfig: z.string().min(20, "Paste the whole kubeconfig.").max(100_000),
  /** Context inside the kubeconfig; its current context when left out. */
  context: z.string().max(200).optional(),
  maxOperations: MaxOperations.optional(),
  metricsSource: MetricsSource.optional(),
});

export const EditCluster = z.object({
  version: Version,
  region: RegisterCluster.shape.region,
  maxOperations: MaxOperations,
  metricsSource: MetricsSource.nullable(),
  /** Stays as it is when left out. */
  takesDrills: z.boolean().optional(),
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
  /** Whether notices go out by mail too. */
  mailNotices: z.boolean(),
  /** Roles with the scope they are held over, in words. */
  roles: z.array(z.object({ role: z.string(), name: z.string(), scope: z.string() })),
  /** What the navigation may offer at all. */
  can: z.object({
    readClusters: Can,
    readServiceIdentities: Can,
    registerCluster: Can,
    readAudit: Can,
    readElevations: Can,
    draftChange: Can,
    draftTrain: Can,
    registerRelease: Can,
  }),
});
export type Me = z.infer<typeof Me>;
