import type { ManifestObject } from "../manifest/object";
import { NAMES } from "../manifest/spec";

/** Carried by every applied object: which rendered manifest it was applied from. */
export const MANIFEST_ANNOTATION = "holdfast.dev/manifest";

/** The objects as they are applied: marked with the manifest they come from, pods untouched by the mark. */
export function markedWith(objects: readonly ManifestObject[], contentHash: string): ManifestObject[] {
  return objects.map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [MANIFEST_ANNOTATION]: contentHash },
    },
  }));
}

export const carries = (live: ManifestObject | null, contentHash: string): boolean =>
  live?.metadata.annotations?.[MANIFEST_ANNOTATION] === contentHash;

export const deploymentNames = (objects: readonly ManifestObject[]): string[] =>
  objects.filter(({ kind }) => kind === "Deployment").map(({ metadata }) => metadata.name);

/** Marks what stands as it does only while the door is closed, so that it is never taken for the manifest itself. */
export const closedMark = (mark: string): string => `closed-${mark}`;

export const isClosedDoor = (live: ManifestObject | null): boolean =>
  live?.metadata.annotations?.[MANIFEST_ANNOTATION]?.startsWith("closed-") === true;

/** Each object with the mark it carries: whether it stands is whether its live counterpart carries the same. */
export const markOf = (object: ManifestObject | null): string | undefined =>
  object?.metadata.annotations?.[MANIFEST_ANNOTATION];

/** A Deployment with no pods, otherwise as it is. */
export const emptied = (deployment: ManifestObject): ManifestObject => ({
  ...deployment,
  spec: { ...recordOf(deployment["spec"]), replicas: 0 },
});

const isEntrance = ({ kind }: ManifestObject) => kind === "TraefikService" || kind === "IngressRoute";
const isCron = ({ kind, metadata }: ManifestObject) => kind === "Deployment" && metadata.name === NAMES.cron;

type ManifestParts = {
  /** What is applied first, marked: everything, or without what lets visitors and scheduled work in. */
  first: readonly ManifestObject[];
  /** What is applied once the first part serves. */
  last: readonly ManifestObject[];
};

/** A manifest for an open door: pods first, and the entrance once they serve. */
export function openParts(objects: readonly ManifestObject[], contentHash: string): ManifestParts {
  const marked = markedWith(objects, contentHash);
  return { first: marked.filter((one) => !isEntrance(one)), last: marked.filter(isEntrance) };
}

/** A manifest behind a closed door: nobody is let in and no scheduled action runs until it is opened. */
export function closedParts(objects: readonly ManifestObject[], contentHash: string): ManifestParts {
  const held = markedWith(objects.filter(isCron).map(emptied), closedMark(contentHash));
  const free = markedWith(
    objects.filter((one) => one.kind !== "IngressRoute" && !isCron(one)),
    contentHash,
  );
  const later = objects.filter((one) => one.kind === "IngressRoute" || isCron(one));
  return { first: [...free, ...held], last: markedWith(later, contentHash) };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
/** The API leaves zero counts out. */
const countOf = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Finished as kubectl says it: this generation observed, all replicas updated and available, none old. */
export function deploymentFinished(live: ManifestObject | null): boolean {
  if (live === null) return false;
  const metadata = recordOf(live.metadata);
  const status = recordOf(live["status"]);
  const spec = recordOf(live["spec"]);
  const wanted = typeof spec["replicas"] === "number" ? spec["replicas"] : 1;
  const updated = countOf(status["updatedReplicas"]);
  return (
    countOf(status["observedGeneration"]) >= countOf(metadata["generation"]) &&
    updated === wanted &&
    countOf(status["replicas"]) === updated &&
    countOf(status["availableReplicas"]) === updated
  );
}

/** True when a Job has ended, well or not. */
export function jobEnded(live: ManifestObject | null): boolean {
  const conditions = recordOf(live?.["status"])["conditions"];
  if (!Array.isArray(conditions)) return false;
  return conditions.some((condition: unknown) => {
    const { type, status } = recordOf(condition);
    return (type === "Complete" || type === "Failed") && status === "True";
  });
}

const REASONS: Readonly<Record<string, string>> = {
  CrashLoopBackOff: "crash-looped",
  Error: "exited with an error again and again",
  ImagePullBackOff: "cannot pull their image",
  ErrImagePull: "cannot pull their image",
  InvalidImageName: "have an image name the cluster cannot read",
  CreateContainerConfigError: "miss a secret or setting they are started with",
  OOMKilled: "ran out of memory",
  FailedCreate: "could not be created",
  ProgressDeadlineExceeded: "did not become ready in time",
};

const MAX_DETAIL = 240;

function clippedDetail(detail: string): string {
  const bare = detail
    .trim()
    .replace(/^Pods of \S+ cannot be created: /, "")
    .replace(/\.$/, "");
  return bare.length > MAX_DETAIL ? `${bare.slice(0, MAX_DETAIL - 1)}…` : bare;
}

/** Why a rollout will not finish, as a clause: "web pods crash-looped (exit 1: …)". */
export function rolloutFailureClause(failure: {
  deployment: string;
  reason: string;
  detail: string;
}): string {
  const words = Object.hasOwn(REASONS, failure.reason) ? REASONS[failure.reason] : undefined;
  const what = words ?? `did not roll out: ${failure.reason || "no reason given"}`;
  const detail = clippedDetail(failure.detail);
  return `${failure.deployment} pods ${what}${detail ? ` (${detail})` : ""}`;
}
