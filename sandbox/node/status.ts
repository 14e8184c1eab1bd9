import { at, records, text } from "@/sandbox/api/json";
import type { Fields, KubeObject } from "@/sandbox/api/types";

export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: string; readonly message?: string }
  | { readonly kind: "running"; readonly startedAt: string }
  | Terminated;

export type Terminated = {
  readonly kind: "terminated";
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  readonly startedAt: string;
  readonly finishedAt: string;
};

/** What a container has come to; everything a container status shows is derived from it. */
export type ContainerReport = {
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly containerId: string;
  readonly state: ContainerState;
  readonly lastState: Terminated | undefined;
  readonly restartCount: number;
  readonly started: boolean;
  readonly ready: boolean;
  /** It ended and its restart policy does not start it again. */
  readonly final: boolean;
};

export type PodReport = {
  readonly init: readonly ContainerReport[];
  readonly main: readonly ContainerReport[];
};

export type Phase = "Pending" | "Running" | "Succeeded" | "Failed";

/** The phase as the kubelet derives it from the containers. */
export function phaseOf(report: PodReport): Phase {
  const failedInit = report.init.some((entry) => entry.final && exitCodeOf(entry) !== 0);
  if (failedInit) return "Failed";
  if (report.init.some((entry) => !initDone(entry))) return "Pending";
  if (report.main.every((entry) => entry.final)) {
    return report.main.every((entry) => exitCodeOf(entry) === 0) ? "Succeeded" : "Failed";
  }
  const begun = report.main.some((entry) => entry.state.kind !== "waiting" || entry.lastState !== undefined);
  return begun ? "Running" : "Pending";
}

/** The pod's status with these containers; conditions keep their transition time while they do not change. */
export function podStatus(pod: KubeObject, report: PodReport, now: string): Fields {
  const phase = phaseOf(report);
  const ended = phase === "Succeeded" || phase === "Failed";
  const initialized = report.init.every(initDone);
  const unready = report.main.filter((entry) => !entry.ready).map((entry) => entry.name);
  const ready = !ended && initialized && unready.length === 0;
  const unreadyReason = ended
    ? { reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" }
    : { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` };
  const old = records(at(pod, "status", "conditions"));
  const condition = (type: string, holds: boolean, details: Fields = {}): Fields => {
    const status = holds ? "True" : "False";
    const before = old.find((entry) => entry["type"] === type);
    const kept = before?.["status"] === status ? text(before["lastTransitionTime"]) : undefined;
    return { type, status, lastProbeTime: null, lastTransitionTime: kept ?? now, ...(holds ? {} : details) };
  };
  const own = [
    condition("PodReadyToStartContainers", !ended),
    condition("Initialized", initialized || phase === "Succeeded", {
      reason: "ContainersNotInitialized",
      message: `containers with incomplete status: [${report.init
        .filter((entry) => !initDone(entry))
        .map((entry) => entry.name)
        .join(" ")}]`,
    }),
    condition("Ready", ready, unreadyReason),
    condition("ContainersReady", ready, unreadyReason),
  ];
  const foreign = old.filter((entry) => !own.some((mine) => mine["type"] === entry["type"]));
  return {
    ...(pod["status"] as Fields | undefined),
    phase,
    conditions: [...own, ...foreign],
    startTime: at(pod, "status", "startTime") ?? now,
    containerStatuses: report.main.map(containerStatus),
    ...(report.init.length > 0 ? { initContainerStatuses: report.init.map(containerStatus) } : {}),
  };
}

function initDone(entry: ContainerReport): boolean {
  return entry.state.kind === "terminated" && entry.state.exitCode === 0;
}

function exitCodeOf(entry: ContainerReport): number | undefined {
  return entry.state.kind === "terminated" ? entry.state.exitCode : undefined;
}

function containerStatus(entry: ContainerReport): Fields {
  return {
    name: entry.name,
    image: entry.image,
    imageID: entry.imageId,
    ...(entry.containerId === "" ? {} : { containerID: entry.containerId }),
    ready: entry.ready,
    started: entry.started,
    restartCount: entry.restartCount,
    state: stateFields(entry.state, entry.containerId),
    lastState: entry.lastState === undefined ? {} : stateFields(entry.lastState, entry.containerId),
  };
}

function stateFields(state: ContainerState, containerId: string): Fields {
  if (state.kind === "waiting") {
    return {
      waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) },
    };
  }
  if (state.kind === "running") return { running: { startedAt: state.startedAt } };
  const { exitCode, reason, message, startedAt, finishedAt } = state;
  return {
    terminated: {
      exitCode,
      reason,
      ...(message === "" ? {} : { message }),
      startedAt,
      finishedAt,
      ...(containerId === "" ? {} : { containerID: containerId }),
    },
  };
}
