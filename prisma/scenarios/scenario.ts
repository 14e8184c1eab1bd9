import type { AddIntegration } from "@/lib/contracts/api/resources/integration";
import type { Role } from "@/lib/domain/access/roles";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import type { EvidenceKind } from "@/lib/domain/evidence/kind";
import type { Workflow } from "@/lib/domain/health/domains";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import type { RecoverySettings } from "@/lib/domain/recovery/recovery-policy";
import type { ModuleMetadata } from "@/lib/domain/release/manifest";
import type { ScenarioCalendarEvent } from "./scenario-calendar";

/** A named, deterministic state of the catalog: what demos, journeys and pictures start from. */
export type Scenario = {
  name: string;
  people: readonly ScenarioPerson[];
  releases: readonly ScenarioRelease[];
  /** What CI tells of modules, by name, the oldest version first. */
  manifests: Readonly<Record<string, readonly ScenarioManifest[]>>;
  tenants: readonly ScenarioTenant[];
  /** How stages are watched where the scenario wants it otherwise than Holdfast does by itself. */
  watching?: Partial<Record<Stage, Partial<ObservationSettings>>>;
  /** What tiers ask of their recovery proof, where the scenario wants it otherwise than Holdfast does by itself. */
  proving?: Partial<Record<CriticalityTier, Partial<RecoverySettings>>>;
  changes: readonly ScenarioChange[];
  /** What stands in the calendar, put in after the changes were written. */
  calendar?: readonly ScenarioCalendarEvent[];
  /** Who is on call for the fleet; what is a page reaches them beneath the bell, and leaves the machine for nowhere. */
  onCall?: ScenarioOnCall;
};

export type ScenarioOnCall = {
  name: string;
  timeZone: string;
  /** Local minute of the first handover. */
  startsAt: string;
  /** Keys of people with a role over the fleet, in the order in which they take over. */
  people: readonly string[];
  /** Minutes after nobody has taken a page on. */
  afterMinutes: number;
  /** Key of who writes it down. */
  by: string;
};

export type ScenarioPerson = {
  key: string;
  name: string;
  email: string;
  timeZone: string;
  role: Role;
  /** Slug of the tenant the role is held over; the fleet when left out. */
  tenant?: string;
};

export type ScenarioRelease = {
  /** Name of the release and tag of its image, whose digest and modules are read from the registry. */
  name: string;
  line: "feature" | "urgent_fix";
  notes: string;
  /** Modules whose version in this release changes the database's schema. */
  schemaChanges: readonly string[];
  configuration: Record<string, string>;
  /** What nobody has shown of it yet. */
  lacks?: readonly EvidenceKind[];
};

/** What CI tells of a module from a version on; what is left out is empty. */
export type ScenarioManifest = Partial<Omit<ModuleMetadata, "models">> & {
  from: string;
  models?: Record<string, string[]>;
};

export type ScenarioEnvironment = {
  stage: Stage;
  name: string;
  release: string;
  webReplicas: number;
  /** Business happens there while the scenario runs. */
  traffic: boolean;
  /** A database server of its own, whose log is archived at least this often. */
  database?: { cluster: string; archiveTimeoutSeconds: number };
};

export type ScenarioTenant = {
  slug: string;
  name: string;
  industry: string;
  tier: CriticalityTier;
  timeZone: string;
  costCentre: string;
  contactName: string;
  contactEmail: string;
  currency: string;
  sites: readonly {
    name: string;
    kind: "plant" | "warehouse" | "store" | "office";
    city: string;
    timeZone: string;
    people?: number;
    /** Stages it works with; all of its tenant's when left out. */
    stages?: readonly Stage[];
  }[];
  environments: readonly ScenarioEnvironment[];
  /** Releases that had passed a stage before the scenario begins, with how many days ago. */
  passed: readonly { release: string; stage: Stage; daysAgo: number }[];
  /** What the business does with the ERP, what it may lose and how long it can wait. */
  processes?: readonly ScenarioProcess[];
  /** What its environments are connected to. */
  integrations?: readonly ScenarioIntegration[];
};

export type ScenarioIntegration = Pick<
  AddIntegration,
  | "name"
  | "system"
  | "kind"
  | "direction"
  | "criticality"
  | "endpoint"
  | "ownerName"
  | "ownerContact"
  | "check"
> & { stages: readonly Stage[]; workflows: readonly Workflow[]; modules: readonly string[] };

export type ScenarioProcess = {
  name: string;
  ownerName: string;
  ownerContact: string;
  rpoMinutes: number;
  rtoMinutes: number;
  fallback: string;
  /** What of it is tried in production: these get its owner and its fallback. */
  workflows?: readonly Workflow[];
};

export type ScenarioChange = {
  title: string;
  tenant: string;
  stage: Stage;
  release: string;
  requester: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
  submitted: boolean;
  /** Key of the person who approved it, when somebody has; not the one who asked. */
  approvedBy?: string;
};
