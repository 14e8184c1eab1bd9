import { z } from "zod";
import { Can, Id, Named, Stage, Tier, Time, TimeZone, Verdict } from "./common";
import { HoldMark } from "./hold";

export const Site = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(["plant", "warehouse", "store", "office"]),
  city: z.string(),
  timeZone: TimeZone,
  /** How many people work with the ERP there; null where nobody wrote it down. */
  people: z.int().nullable(),
  /** Environments it works with; empty means all of its tenant's. */
  environments: z.array(Named),
});

export const ReleaseBrief = z.object({ id: Id, name: z.string(), digest: z.string() });

export const Pod = z.object({
  name: z.string(),
  component: z.string(),
  phase: z.string(),
  ready: z.boolean(),
  /** Why it is not ready, in the cluster's word: CrashLoopBackOff, ImagePullBackOff … */
  reason: z.string().nullable(),
  restarts: z.int(),
  /** The digest or tag the pod's first container was given. */
  image: z.string(),
  startedAt: Time.nullable(),
});
export type Pod = z.infer<typeof Pod>;

export const SmokeCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  milliseconds: z.int(),
  detail: z.string(),
});

export const SmokeRun = z.object({
  id: Id,
  at: Time,
  passed: z.boolean(),
  checks: z.array(SmokeCheck),
  operationId: Id.nullable(),
});

export const EnvironmentBrief = z.object({
  id: Id,
  name: z.string(),
  stage: Stage,
  tenant: Named,
  timeZone: TimeZone,
  state: z.enum(["ready", "changing", "needs_attention"]),
  stateSentence: z.string(),
  health: Verdict,
  healthSentence: z.string(),
  /** When the cluster was last heard about these pods; null when never. */
  observedAt: Time.nullable(),
  release: ReleaseBrief.nullable(),
  runningOperationId: Id.nullable(),
  /** What stops starts here now: the widest hold it is under; null when none. */
  hold: HoldMark.nullable(),
});
export type EnvironmentBrief = z.infer<typeof EnvironmentBrief>;

export const Environment = EnvironmentBrief.extend({
  cluster: z.object({
    id: Id,
    name: z.string(),
    reachability: z.enum(["reachable", "unreachable", "unknown"]),
  }),
  namespace: z.string(),
  /** Where people open the ERP; null when the address of the entry is not known. */
  hostname: z.string(),
  webReplicas: z.int(),
  cronReplicas: z.int(),
  releasedAt: Time.nullable(),
  healthSince: Time,
  pods: z.array(Pod),
  modules: z.array(z.object({ name: z.string(), version: z.string() })),
  manifestHash: z.string().nullable(),
  lastSmoke: SmokeRun.nullable(),
  version: z.int(),
  /** Whether the reader may place a hold here, on all of the tenant, on the fleet. */
  canHold: z.object({ environment: Can, tenant: Can, fleet: Can }),
});
export type Environment = z.infer<typeof Environment>;

export const TenantBrief = z.object({
  id: Id,
  slug: z.string(),
  name: z.string(),
  industry: z.string(),
  tier: Tier,
  timeZone: TimeZone,
  environments: z.array(EnvironmentBrief),
});
export type TenantBrief = z.infer<typeof TenantBrief>;

export const Tenant = TenantBrief.extend({
  costCentre: z.string(),
  contactName: z.string(),
  contactEmail: z.string(),
  sites: z.array(Site),
  people: z.array(z.object({ id: Id, name: z.string(), role: z.string() })),
});
export type Tenant = z.infer<typeof Tenant>;
