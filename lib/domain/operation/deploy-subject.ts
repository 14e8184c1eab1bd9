import type { ManifestObject } from "../manifest/object";
import type { EnvironmentSpec } from "../manifest/spec";
import { diffModules, moduleUpdate, type ReleaseModule } from "../release/diff";
import { goesBack, type OperationKind } from "./name";
import type { DeployStrategy } from "./strategy";

export type DeployRelease = EnvironmentSpec["release"] & {
  id: string;
  modules: readonly ReleaseModule[];
};

/** What a deployment or a rollback is about, as it stands in the records. */
export type DeploySubject = {
  operationId: string;
  kind: OperationKind;
  /** As its plan was made and approved; null for a rollback. Never chosen again from what is known later. */
  strategy: DeployStrategy | null;
  clusterId: string;
  /** The clock of the environment's plant (IANA). */
  timeZone: string;
  environment: Omit<EnvironmentSpec, "release">;
  release: DeployRelease;
  /** What runs when the deployment begins; null at the first one. */
  previousRelease: DeployRelease | null;
  /** The manifest that was applied last, if it is one of the previous release. */
  previousManifest: { id: string; objects: readonly ManifestObject[] } | null;
  /** The manifest with which a rollback's release ran here before; null when none is kept, and for a deployment. */
  keptManifest: { id: string; objects: readonly ManifestObject[] } | null;
};

/** The environment's desired state with one of the two releases. */
export const specOf = (
  subject: Pick<DeploySubject, "environment">,
  release: DeployRelease,
): EnvironmentSpec => ({
  ...subject.environment,
  release,
});

/** Modules the ERP must install and update to get to the wanted release; a rollback leaves the database as it is. */
export const neededModules = (
  subject: Pick<DeploySubject, "kind" | "release" | "previousRelease">,
): { install: string[]; update: string[] } =>
  goesBack(subject.kind)
    ? { install: [], update: [] }
    : // Which of them move the schema was decided with the strategy, and does not matter here.
      moduleUpdate(diffModules(subject.previousRelease?.modules ?? [], subject.release.modules, []));
