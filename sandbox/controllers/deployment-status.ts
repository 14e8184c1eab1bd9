import { at, number, records, timestamp } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { conditionOf, conditionsOf, timeOf, withCondition } from "@/sandbox/controllers/conditions";
import { boundsOf, specReplicas, statusCount, sum } from "@/sandbox/controllers/rollout";

/** The counts of a Deployment, from what its ReplicaSets report. */
function counts(deployment: KubeObject, newest: KubeObject | undefined, all: readonly KubeObject[]): Fields {
  const available = sum(all, (set) => statusCount(set, "availableReplicas"));
  const values: Record<string, number> = {
    replicas: sum(all, (set) => statusCount(set, "replicas")),
    updatedReplicas: statusCount(newest, "replicas"),
    readyReplicas: sum(all, (set) => statusCount(set, "readyReplicas")),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(all, specReplicas) - available),
  };
  const collisions = number(at(deployment, "status", "collisionCount"));
  return {
    observedGeneration: deployment.metadata.generation,
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0)),
    terminatingReplicas: sum(all, (set) => statusCount(set, "terminatingReplicas")),
    ...(collisions === undefined ? {} : { collisionCount: collisions }),
  };
}

function withAvailability(deployment: KubeObject, conditions: Fields[], status: Fields): Fields[] {
  const enough =
    (number(status["availableReplicas"]) ?? 0) >= specReplicas(deployment) - boundsOf(deployment).unavailable;
  return withCondition(conditions, {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: enough
      ? "Deployment has minimum availability."
      : "Deployment does not have minimum availability.",
  });
}

/** Whether every wanted replica is of the newest template and available, and no other is left. */
export function isComplete(deployment: KubeObject, status: Fields): boolean {
  const wanted = specReplicas(deployment);
  return (
    ["updatedReplicas", "replicas", "availableReplicas"].every(
      (field) => (number(status[field]) ?? 0) === wanted,
    ) && (number(status["observedGeneration"]) ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(before: Fields, after: Fields): boolean {
  const value = (status: Fields, field: string): number => number(status[field]) ?? 0;
  const old = (status: Fields): number => value(status, "replicas") - value(status, "updatedReplicas");
  return (
    value(after, "updatedReplicas") > value(before, "updatedReplicas") ||
    old(after) < old(before) ||
    value(after, "readyReplicas") > value(before, "readyReplicas") ||
    value(after, "availableReplicas") > value(before, "availableReplicas")
  );
}

/** Milliseconds until the progress deadline passes; undefined when none runs. */
export function untilDeadline(deployment: KubeObject, conditions: readonly Fields[]): number | undefined {
  const seconds = number(at(deployment, "spec", "progressDeadlineSeconds"));
  const progressing = conditions.find((entry) => entry["type"] === "Progressing");
  const idle = ["NewReplicaSetAvailable", "ProgressDeadlineExceeded", "DeploymentPaused"];
  if (seconds === undefined || progressing === undefined || idle.includes(String(progressing["reason"]))) {
    return undefined;
  }
  const since = timeOf(progressing, "lastUpdateTime");
  return since === undefined ? undefined : since + seconds * 1000 - Date.now();
}

function withProgress(
  deployment: KubeObject,
  newest: KubeObject | undefined,
  conditions: Fields[],
  status: Fields,
): Fields[] {
  const current = conditionOf(deployment, "Progressing");
  const settled = current?.["reason"] === "NewReplicaSetAvailable";
  const subject =
    newest === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newest.metadata.name}"`;
  if (settled && (number(status["replicas"]) ?? 0) === (number(status["updatedReplicas"]) ?? 0))
    return conditions;
  if (isComplete(deployment, status)) {
    return withCondition(conditions, {
      type: "Progressing",
      status: "True",
      reason: "NewReplicaSetAvailable",
      message: `${subject} has successfully progressed.`,
    });
  }
  if (hasProgressed((deployment["status"] ?? {}) as Fields, status)) {
    return renewed(conditions, current, `${subject} is progressing.`);
  }
  const left = untilDeadline(deployment, conditions);
  if (left === undefined || left > 0) return conditions;
  return withCondition(conditions, {
    type: "Progressing",
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: `${subject} has timed out progressing.`,
  });
}

/** Progress restarts the deadline, so the update time moves even when reason and status stay. */
function renewed(conditions: Fields[], current: Fields | undefined, message: string): Fields[] {
  const now = timestamp();
  const entry = {
    type: "Progressing",
    status: "True",
    lastUpdateTime: now,
    lastTransitionTime: current?.["status"] === "True" ? current["lastTransitionTime"] : now,
    reason: "ReplicaSetUpdated",
    message,
  };
  return [...conditions.filter((other) => other["type"] !== "Progressing"), entry];
}

function withFailure(conditions: Fields[], all: readonly KubeObject[]): Fields[] {
  const rest = conditions.filter((entry) => entry["type"] !== "ReplicaFailure");
  const failure = all
    .flatMap((set) => records(at(set, "status", "conditions")))
    .find((entry) => entry["type"] === "ReplicaFailure" && entry["status"] === "True");
  return failure === undefined
    ? rest
    : [...rest, { ...failure, lastUpdateTime: failure["lastUpdateTime"] ?? timestamp() }];
}

/** The status of a Deployment after looking at its ReplicaSets; `judge` false leaves the progress as it is. */
export function deploymentStatus(
  deployment: KubeObject,
  newest: KubeObject | undefined,
  all: readonly KubeObject[],
  judge: boolean,
): Fields {
  const status = counts(deployment, newest, all);
  const available = withAvailability(deployment, conditionsOf(deployment), status);
  const tracked = judge && number(at(deployment, "spec", "progressDeadlineSeconds")) !== undefined;
  const conditions = tracked ? withProgress(deployment, newest, available, status) : available;
  return { ...status, conditions: withFailure(conditions, all) };
}
