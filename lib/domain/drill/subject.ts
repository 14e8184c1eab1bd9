import type { EnvironmentSpec } from "../manifest/spec";
import type { DeployRelease } from "../operation/deploy-subject";
import { operationDigits } from "../operation/name";
import type { DrillCheck } from "./report";
import type { DrillScenario } from "./scenario";

/** A drill as its steps need it. */
export type DrillSubject = {
  operationId: string;
  drillId: string;
  /** The number people say: DR-12. */
  number: string;
  scenario: DrillScenario;
  /** Where it is carried out. */
  clusterId: string;
  /** Where the environment lives: from there come its keys. */
  homeClusterId: string;
  /** The environment whose recovery is rehearsed: read, never touched. */
  environment: Omit<EnvironmentSpec, "release">;
  /** The drill's own namespace. */
  namespace: string;
  release: DeployRelease;
  backup: {
    databaseSnapshotId: string;
    filestoreSnapshotId: string;
    takenAt: Date;
    rowCounts: Readonly<Record<string, number>>;
    /** Of the server it was taken of; null where nobody wrote it down. */
    postgresMajor: number | null;
  };
  modules: readonly { name: string; version: string }[];
  /** The last second that the environment's archived log is known to hold; null where it keeps none. */
  recoverableUntil: Date | null;
  declaredAt: Date | null;
  rtoSeconds: number | null;
  rpoSeconds: number | null;
  rtoObjectiveSeconds: number | null;
  rpoObjectiveSeconds: number | null;
  checks: readonly DrillCheck[];
  tornDown: boolean | null;
};

/** True for a drill on another cluster than the environment's: it brings a database server of its own. */
export const isElsewhere = ({
  clusterId,
  homeClusterId,
}: Pick<DrillSubject, "clusterId" | "homeClusterId">): boolean => clusterId !== homeClusterId;

const MOST_NAME = 63;

/** The drill's namespace: the environment's, cut where it is too long, with the drill's number. */
export function drillNamespace(namespace: string, number: number): string {
  const suffix = `-drill-${number}`;
  return `${namespace.slice(0, MOST_NAME - suffix.length).replace(/-+$/, "")}${suffix}`;
}

/** True for a name `drillNamespace` makes; others may look like it too. */
export const isDrillNamespace = (namespace: string): boolean => /-drill-\d+$/.test(namespace);

/** The drill's database: the living one's name with the operation's digits, so that every worker finds the same. */
export function drillDatabase(database: string, operationId: string): string {
  const suffix = `_drill_${operationDigits(operationId)}`;
  return `${database.slice(0, MOST_NAME - suffix.length)}${suffix}`;
}

/** What is rendered into the drill's namespace: one web pod, no scheduled actions, an address nobody can reach. */
export const drilledSpec = (subject: DrillSubject): EnvironmentSpec => ({
  ...subject.environment,
  // Its own identity: no policy, Service or watch of the living environment means the drill's pods.
  environmentId: subject.drillId,
  namespace: subject.namespace,
  hostname: `${subject.number.toLowerCase()}.invalid`,
  webReplicas: 1,
  cronReplicas: 0,
  release: subject.release,
});
