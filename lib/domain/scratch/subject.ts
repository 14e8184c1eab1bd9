import { quietConfiguration } from "../manifest/copy-erp";
import type { EnvironmentSpec } from "../manifest/spec";
import type { DeployRelease } from "../operation/deploy-subject";
import { operationDigits } from "../operation/name";

/** A scratch copy as its steps need it. */
export type ScratchSubject = {
  /** The operation that makes it, also for the one that removes it. */
  operationId: string;
  scratchId: string;
  /** The number people say: SCR-12. */
  number: string;
  clusterId: string;
  /** The environment whose data it shows: read, never touched. */
  environment: Omit<EnvironmentSpec, "release">;
  /** The copy's own. */
  namespace: string;
  hostname: string;
  /** What the data were written by. */
  release: DeployRelease;
  backup: {
    databaseSnapshotId: string;
    filestoreSnapshotId: string;
    takenAt: Date;
    rowCounts: Readonly<Record<string, number>>;
  };
};

const MOST_NAME = 63;
const cut = (name: string, suffix: string): string =>
  `${name.slice(0, MOST_NAME - suffix.length).replace(/-+$/, "")}${suffix}`;

/** The copy's namespace: the environment's, cut where it is too long, with the copy's number. */
export const scratchNamespace = (namespace: string, number: number): string =>
  cut(namespace, `-scratch-${number}`);

/** True for a name `scratchNamespace` makes; others may look like it too. */
export const isScratchNamespace = (namespace: string): boolean => /-scratch-\d+$/.test(namespace);

/** The copy's host beside the environment's, so that the same wildcard certificate and name record cover both. */
export function scratchHostname(hostname: string, number: number): string {
  const [first = "", ...rest] = hostname.split(".");
  return [cut(first, `-scratch-${number}`), ...rest].join(".");
}

/** The copy's database: the living one's name with the operation's digits, so that every worker finds the same. */
export function scratchDatabase(database: string, operationId: string): string {
  const suffix = `_scratch_${operationDigits(operationId)}`;
  return `${database.slice(0, MOST_NAME - suffix.length)}${suffix}`;
}

export const scratchAddress = ({ hostname }: Pick<ScratchSubject, "hostname">): string =>
  `https://${hostname}`;

/** What is rendered into the copy's namespace: one web pod that works off no queue, no scheduled actions. */
export const scratchSpec = (subject: ScratchSubject): EnvironmentSpec => ({
  ...subject.environment,
  // Its own identity: no policy, Service or watch of the living environment means the copy's pods.
  environmentId: subject.scratchId,
  namespace: subject.namespace,
  hostname: subject.hostname,
  webReplicas: 1,
  cronReplicas: 0,
  release: { ...subject.release, configuration: quietConfiguration(subject.release.configuration) },
});
