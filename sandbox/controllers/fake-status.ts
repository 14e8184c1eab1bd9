import { at, record, records, text, timestamp } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { conditionOf } from "@/sandbox/controllers/conditions";

/** How a pod wants to be simulated, from its fake/* annotations. Times in milliseconds. */
export type Script = {
  startMilliseconds: number;
  ready: boolean;
  waitingReason: string | undefined;
  /** undefined: never ends. */
  runMilliseconds: number | undefined;
  exitCode: number;
  message: string | undefined;
  terminateMilliseconds: number;
};

export function scriptOf(pod: KubeObject): Script {
  const notes = pod.metadata.annotations ?? {};
  const milliseconds = (name: string, initial: number): number => {
    const value = Number(notes[`fake/${name}`] ?? initial);
    return Number.isFinite(value) && value >= 0 ? value : initial;
  };
  return {
    startMilliseconds: milliseconds("start-ms", 500),
    ready: notes["fake/ready"] !== "false",
    waitingReason: notes["fake/waiting-reason"],
    runMilliseconds: notes["fake/run-ms"] === "forever" ? undefined : milliseconds("run-ms", 500),
    exitCode: milliseconds("exit-code", 0),
    message: notes["fake/termination-message"],
    terminateMilliseconds: milliseconds("terminate-ms", 100),
  };
}

function condition(pod: KubeObject, type: string, held: boolean, reason?: string): Fields {
  const status = held ? "True" : "False";
  const old = conditionOf(pod, type);
  const lastTransitionTime = old?.["status"] === status ? old["lastTransitionTime"] : timestamp();
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime,
    ...(reason === undefined ? {} : { reason }),
  };
}

function conditions(pod: KubeObject, ready: boolean, reason: string | undefined, started: boolean): Fields[] {
  return [
    condition(pod, "PodReadyToStartContainers", started),
    condition(pod, "Initialized", true),
    condition(pod, "Ready", ready, ready ? undefined : reason),
    condition(pod, "ContainersReady", ready, ready ? undefined : reason),
    condition(pod, "PodScheduled", true),
  ];
}

type ContainerState = { state: Fields; ready: boolean; lastState?: Fields; restartCount?: number };

function containerStatuses(pod: KubeObject, make: () => ContainerState): Fields[] {
  const before = records(at(pod, "status", "containerStatuses"));
  return records(at(pod, "spec", "containers")).map((container) => {
    const { state, ready, lastState, restartCount } = make();
    const old = before.find((entry) => entry["name"] === container["name"]);
    return {
      name: container["name"],
      state,
      lastState: lastState ?? old?.["lastState"] ?? {},
      ready,
      restartCount: restartCount ?? old?.["restartCount"] ?? 0,
      image: container["image"],
      imageID: "",
      containerID: `fake://${(pod.metadata.uid ?? "").slice(0, 8)}-${String(container["name"])}`,
      started: state["running"] !== undefined,
    };
  });
}

function withStatus(pod: KubeObject, phase: string, parts: Fields): KubeObject {
  const status = record(pod["status"]);
  return { ...pod, status: { ...status, phase, startTime: status["startTime"] ?? timestamp(), ...parts } };
}

export function waiting(pod: KubeObject, reason: string): KubeObject {
  const message = `simulated: ${reason}`;
  return withStatus(pod, "Pending", {
    conditions: conditions(pod, false, "ContainersNotReady", true),
    containerStatuses: containerStatuses(pod, () => ({
      state: { waiting: { reason, message } },
      ready: false,
    })),
  });
}

export function running(pod: KubeObject, ready: boolean): KubeObject {
  const startedAt = timestamp();
  return withStatus(pod, "Running", {
    conditions: conditions(pod, ready, "ContainersNotReady", true),
    containerStatuses: containerStatuses(pod, () => ({ state: { running: { startedAt } }, ready })),
  });
}

function startedAtOf(pod: KubeObject): string {
  const [first] = records(at(pod, "status", "containerStatuses"));
  return (
    text(at(first, "state", "running", "startedAt")) ?? text(at(pod, "status", "startTime")) ?? timestamp()
  );
}

function terminated(pod: KubeObject, exitCode: number, message: string | undefined): Fields {
  return {
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    ...(message === undefined ? {} : { message }),
    startedAt: startedAtOf(pod),
    finishedAt: timestamp(),
  };
}

export function finished(pod: KubeObject, exitCode: number, message: string | undefined): KubeObject {
  const state = { terminated: terminated(pod, exitCode, message) };
  return withStatus(pod, exitCode === 0 ? "Succeeded" : "Failed", {
    conditions: conditions(pod, false, exitCode === 0 ? "PodCompleted" : "PodFailed", false),
    containerStatuses: containerStatuses(pod, () => ({ state, ready: false })),
  });
}

/** Ended once and waiting to be started again: CrashLoopBackOff with a restart counted. */
export function crashed(pod: KubeObject, exitCode: number, message: string | undefined): KubeObject {
  const lastState = { terminated: terminated(pod, exitCode, message) };
  const state = {
    waiting: { reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container" },
  };
  return withStatus(pod, "Running", {
    conditions: conditions(pod, false, "ContainersNotReady", true),
    containerStatuses: containerStatuses(pod, () => ({ state, ready: false, lastState, restartCount: 1 })),
  });
}
