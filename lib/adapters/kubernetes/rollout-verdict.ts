import "server-only";
import type { RolloutProgress } from "@/lib/ports/cluster";
import {
  type ContainerStatus,
  type Deployment,
  isTrue,
  ownedBy,
  type Pod,
  type ReplicaSet,
  type Terminated,
} from "./shapes";

/** A failure seen in the cluster's state; `pod` and `container` say whose log explains it. */
export type SeenFailure = {
  deployment: string;
  reason: string;
  detail: string;
  source: { pod: string; container: string; restarted: boolean } | null;
};

/** Waiting reasons that do not pass by waiting a few seconds. */
const HOPELESS = new Set([
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "InvalidImageName",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);
/** The first failed run may be bad luck; the second is the release. */
const FAILED_RUNS = 2;

const REVISION = "deployment.kubernetes.io/revision";

/** True once the status speaks of the present specification; before that it describes the previous one. */
const isObserved = ({ metadata, status }: Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

/** Progress as `kubectl rollout status` judges it. Counts that are absent are zero. */
export function rolloutProgress(deployment: Deployment): RolloutProgress {
  const wanted = deployment.spec?.replicas ?? 1;
  const {
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
    readyReplicas = 0,
  } = deployment.status ?? {};
  const observed = isObserved(deployment);
  return {
    deployment: deployment.metadata.name,
    wanted,
    updated: observed ? updatedReplicas : 0,
    ready: readyReplicas,
    finished:
      observed &&
      updatedReplicas === wanted &&
      replicas === updatedReplicas &&
      availableReplicas === updatedReplicas,
  };
}

/** Restarts of containers that were ready when the waiting began, by `pod/container`: old trouble is not new trouble. */
export type Baseline = ReadonlyMap<string, number>;

export function baselineOf(pods: readonly Pod[]): Baseline {
  const entries = pods.flatMap((pod) =>
    (pod.status?.containerStatuses ?? [])
      .filter(({ ready }) => ready === true)
      .map((each) => [`${pod.metadata.name}/${each.name}`, each.restartCount ?? 0] as const),
  );
  return new Map(entries);
}

/**
 * Why this Deployment's present revision will not come up, or null. Looks only at pods of the newest ReplicaSet:
 * whatever the previous release's pods do is no reason to call the new one failed.
 */
export function rolloutFailure(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  pods: readonly Pod[],
  baseline: Baseline,
): SeenFailure | null {
  if (!isObserved(deployment)) return null;
  const name = deployment.metadata.name;
  const newest = newestReplicaSet(deployment, replicaSets);
  for (const pod of pods) {
    if (newest === undefined || !ownedBy(pod, newest.metadata.uid)) continue;
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const failure = podFailure(name, pod, baseline);
    if (failure !== null) return failure;
  }
  const refused = isTrue(newest?.status?.conditions ?? deployment.status?.conditions, "ReplicaFailure");
  // Pods on their way out still count against the quota: what is refused now may fit in a moment.
  const leaving = pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  if (refused !== undefined && !leaving) {
    const detail = `Pods of ${name} cannot be created: ${refused.message ?? "the cluster gives no reason"}.`;
    return { deployment: name, reason: refused.reason ?? "FailedCreate", detail, source: null };
  }
  const late = (deployment.status?.conditions ?? []).find(
    ({ type, status, reason }) =>
      type === "Progressing" && status === "False" && reason === "ProgressDeadlineExceeded",
  );
  if (late === undefined) return null;
  const detail = `${name} made no progress within its deadline: ${late.message ?? "no reason given"}`;
  return { deployment: name, reason: "ProgressDeadlineExceeded", detail, source: null };
}

function newestReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const revision = (set: ReplicaSet) => Number(set.metadata.annotations?.[REVISION] ?? 0);
  const wanted = Number(deployment.metadata.annotations?.[REVISION] ?? Number.NaN);
  const own = replicaSets.filter((set) => ownedBy(set, deployment.metadata.uid));
  // Until the ReplicaSet of the present revision is seen here, the newest one is still the old release's.
  return own.find((set) => revision(set) === wanted);
}

function podFailure(deployment: string, pod: Pod, baseline: Baseline): SeenFailure | null {
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const container of containers) {
    if (container.ready === true) continue;
    const seen = containerFailure(container, baseline.get(`${pod.metadata.name}/${container.name}`) ?? 0);
    if (seen === null) continue;
    const restarts = container.restartCount ?? 0;
    return {
      deployment,
      reason: seen.reason,
      detail: `${pod.metadata.name}: ${seen.detail}${restarts > 0 ? ` (${restarts} ${restarts === 1 ? "restart" : "restarts"})` : ""}.`,
      source: { pod: pod.metadata.name, container: container.name, restarted: restarts > 0 },
    };
  }
  return null;
}

function containerFailure(
  { name, state, lastState, restartCount = 0 }: ContainerStatus,
  restartsBefore: number,
): { reason: string; detail: string } | null {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting;
  if (waiting?.reason !== undefined && HOPELESS.has(waiting.reason)) {
    if (waiting.reason === "CrashLoopBackOff" && ended !== undefined) {
      return {
        reason: ended.reason === "OOMKilled" ? "OOMKilled" : waiting.reason,
        detail: ending(name, ended),
      };
    }
    const message = firstLine(waiting.message);
    return {
      reason: waiting.reason,
      detail: `container ${name} cannot start${message === "" ? "" : `: ${message}`}`,
    };
  }
  const failedNow = state?.terminated !== undefined && state.terminated.exitCode !== 0 ? 1 : 0;
  if (restartCount - restartsBefore + failedNow < FAILED_RUNS) return null;
  if (ended === undefined)
    return { reason: "CrashLoopBackOff", detail: `container ${name} does not stay up` };
  const reason = ended.reason === "OOMKilled" ? "OOMKilled" : "CrashLoopBackOff";
  return { reason, detail: ending(name, ended) };
}

function ending(name: string, { exitCode, reason, message }: Terminated): string {
  const how = reason === "OOMKilled" ? "ran out of memory" : `ended with exit code ${exitCode}`;
  const said = lastLine(message);
  return `container ${name} ${how}${said === "" ? "" : `, saying “${said}”`}`;
}

const firstLine = (text = ""): string => (text.trim().split("\n")[0] ?? "").slice(0, 300);
const lastLine = (text = ""): string => (text.trim().split("\n").at(-1) ?? "").slice(0, 300);
