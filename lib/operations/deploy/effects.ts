import "server-only";
import type { ObservationVerdict, SignalComparison } from "@/lib/domain/health/compare";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { SignalCourse } from "@/lib/domain/health/signal";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { renderEnvironment } from "@/lib/domain/manifest/render";
import type { Placement } from "@/lib/domain/manifest/spec";
import { type DeployRelease, type DeploySubject, specOf } from "@/lib/domain/operation/deploy-subject";
import type { Json } from "@/lib/domain/operation/run";
import type { GatesAnswer } from "@/lib/engine/ledger";
import type { Step, StepContext } from "@/lib/engine/step";
import type { ClusterConnection, Clusters } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { Erp, ImageRegistry, QueueLoss } from "@/lib/ports/outside";
import type { Signals } from "@/lib/ports/signals";
import type { RecoveryEffects } from "../recovery/effects";

export type StoredManifest = { id: string; contentHash: string; objects: readonly ManifestObject[] };

/** What a deployment reads and writes in Holdfast's own records. An outage there is a TransientFailure. */
export interface DeployRecords {
  /** Null when the operation does not exist or is no deployment of a release. */
  load(operationId: string): Promise<DeploySubject | null>;
  /** Content hash of rendered objects: equal content, equal hash. */
  hash(objects: readonly ManifestObject[]): string;
  findManifest(environmentId: string, contentHash: string): Promise<StoredManifest | null>;
  readManifest(manifestId: string): Promise<StoredManifest | null>;
  /** Stores rendered objects once per environment and content. */
  saveManifest(manifest: {
    environmentId: string;
    releaseId: string;
    objects: readonly ManifestObject[];
  }): Promise<StoredManifest>;
  /** The passed run of this step of this operation, if there is one. */
  passedSmoke(operationId: string, step: string): Promise<readonly SmokeCheck[] | null>;
  saveSmoke(run: {
    operationId: string;
    step: string;
    environmentId: string;
    passed: boolean;
    checks: readonly SmokeCheck[];
  }): Promise<void>;
  /** Tells the people concerned, each once however often it is asked; answers how many are told now. */
  notify(operationId: string): Promise<number>;
}

/** One look of a watching step; `final` for the one that ended the watching, which is not repeated. */
export type KeptLook = {
  at: Date;
  verdict: ObservationVerdict;
  sentence: string;
  comparisons: readonly SignalComparison[];
  final: boolean;
};

/** The looks of the watching steps. An outage is a TransientFailure. */
export interface ObservationRecords {
  /** The newest looks of one step, the newest first. */
  latest(operationId: string, step: string, count: number): Promise<readonly KeptLook[]>;
  /** `courses` are kept with the look that ends the watching, and make it final; null for every other. */
  append(
    look: Omit<KeptLook, "final"> & {
      operationId: string;
      step: string;
      courses: readonly SignalCourse[] | null;
    },
  ): Promise<void>;
}

export type GateAnswer = {
  passed: boolean;
  failures: readonly { title: string; fact: string; remedy: string | null }[];
  /** Set when nothing but holds refuses, which pass: until when to wait before asking again, and what to say. */
  held?: { until: Date; reason: string } | null;
};

/** All a deployment needs from the world. */
export type DeployEffects = {
  records: DeployRecords;
  clusters: Clusters;
  registry: ImageRegistry;
  erp: Erp;
  signals: Signals;
  /** For the drill that takes it away. */
  queue: QueueLoss;
  observations: ObservationRecords;
  /** Evaluates every gate of the operation's change now. */
  evaluateGates(operationId: string): Promise<GateAnswer>;
  /** Whether the gates let an operation that has touched something go on now. */
  mayGoOn(operationId: string): Promise<GatesAnswer>;
  placement?: Placement;
  /** Copies of database and filestore. */
  recovery: RecoveryEffects;
};

export type DeployStep = Step<DeployEffects>;

export async function subjectOf(effects: DeployEffects, ctx: StepContext): Promise<DeploySubject> {
  const subject = await effects.records.load(ctx.operationId);
  if (subject === null)
    throw new RefusedFailure(`Operation ${ctx.operationId} is no deployment of a release.`);
  return subject;
}

/** The subject with the connection to its cluster. */
export async function openSubject(
  effects: DeployEffects,
  ctx: StepContext,
): Promise<{ subject: DeploySubject; cluster: ClusterConnection }> {
  const subject = await subjectOf(effects, ctx);
  return { subject, cluster: await effects.clusters.open(subject.clusterId) };
}

export const renderFor = (effects: DeployEffects, subject: DeploySubject, release: DeployRelease) =>
  renderEnvironment(specOf(subject, release), effects.placement);

/** The objects that shall stand in the end: for a rollback exactly those that ran before, where they are kept. */
export const wantedObjects = (effects: DeployEffects, subject: DeploySubject): readonly ManifestObject[] =>
  subject.keptManifest?.objects ?? renderFor(effects, subject, subject.release);

const fieldOf = (result: Json | undefined, field: string): Json | undefined =>
  typeof result === "object" && result !== null && !Array.isArray(result)
    ? (result as Readonly<Record<string, Json>>)[field]
    : undefined;

/** The manifest that the render step stored: what was approved for this run, whatever changed since. */
export async function wantedManifest(effects: DeployEffects, ctx: StepContext): Promise<StoredManifest> {
  const id = fieldOf(ctx.results.get("render"), "manifestId");
  const manifest = typeof id === "string" ? await effects.records.readManifest(id) : null;
  if (manifest === null) throw new RefusedFailure("The rendered manifest of this operation is missing.");
  return manifest;
}

/** What ran before: the manifest applied last, or one rendered from the previous release where none was kept. */
export async function previousManifest(
  effects: DeployEffects,
  subject: DeploySubject,
): Promise<{ release: DeployRelease; contentHash: string; objects: readonly ManifestObject[] }> {
  const release = subject.previousRelease;
  if (release === null) throw new RefusedFailure("There is no earlier release to go back to.");
  const objects = subject.previousManifest?.objects ?? renderFor(effects, subject, release);
  return { release, objects, contentHash: effects.records.hash(objects) };
}
