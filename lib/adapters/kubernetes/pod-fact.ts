import "server-only";
import type { PodFact } from "@/lib/domain/health/facts";
import { COMPONENT } from "@/lib/domain/manifest/spec";
import { type ContainerStatus, isTrue, type Pod } from "./shapes";

/** Waiting for these is the ordinary way to start. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

/** A pod in our words. One that is being deleted has the phase "Terminating" and is not ready. */
export function podFact(pod: Pod): PodFact {
  const containers = pod.status?.containerStatuses ?? [];
  const all = [...(pod.status?.initContainerStatuses ?? []), ...containers];
  const leaving = pod.metadata.deletionTimestamp !== undefined;
  return {
    name: pod.metadata.name,
    component: pod.metadata.labels?.[COMPONENT] ?? "",
    phase: leaving ? "Terminating" : (pod.status?.phase ?? "Pending"),
    ready: !leaving && isTrue(pod.status?.conditions, "Ready") !== undefined,
    reason: leaving ? null : reasonOf(pod, all),
    restarts: containers.reduce((sum, each) => sum + (each.restartCount ?? 0), 0),
    image: containers[0]?.image ?? pod.spec?.containers?.[0]?.image ?? "",
    startedAt: startedAt(pod, containers),
  };
}

function reasonOf(pod: Pod, containers: readonly ContainerStatus[]): string | null {
  for (const { state, lastState } of containers) {
    const waiting = state?.waiting?.reason;
    if (waiting !== undefined && !STARTING.has(waiting)) {
      const memory = lastState?.terminated?.reason === "OOMKilled";
      return memory && waiting === "CrashLoopBackOff" ? "OOMKilled" : waiting;
    }
    const ended = state?.terminated;
    if (ended !== undefined && ended.exitCode !== 0) return ended.reason ?? "Error";
  }
  if (pod.status?.reason !== undefined && pod.status.reason !== "") return pod.status.reason;
  const scheduled = (pod.status?.conditions ?? []).find(({ type }) => type === "PodScheduled");
  return scheduled?.status === "False" ? (scheduled.reason ?? "Unschedulable") : null;
}

/** Start of the newest container run: after a restart, the restart. */
function startedAt(pod: Pod, containers: readonly ContainerStatus[]): string | null {
  const starts = containers.flatMap(({ state }) => state?.running?.startedAt ?? []).sort();
  const newest = starts.at(-1) ?? pod.status?.startTime;
  if (newest === undefined) return null;
  const time = new Date(newest);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
