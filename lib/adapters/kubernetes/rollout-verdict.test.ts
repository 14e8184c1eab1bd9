import { describe, expect, it } from "vitest";
import { podFact } from "./pod-fact";
import { type Baseline, baselineOf, rolloutFailure, rolloutProgress } from "./rollout-verdict";
import type { Condition, ContainerStatus, Deployment, Pod, ReplicaSet } from "./shapes";

const REVISION = "deployment.kubernetes.io/revision";

function deployment(status: Deployment["status"] = {}, generation = 2, replicas = 2): Deployment {
  return {
    metadata: { name: "web", uid: "d1", generation, annotations: { [REVISION]: "2" } },
    spec: { replicas },
    status: { observedGeneration: generation, ...status },
  };
}
const set = (revision: number, conditions?: Condition[]): ReplicaSet => ({
  metadata: {
    name: `web-${revision}`,
    uid: `rs${revision}`,
    annotations: { [REVISION]: String(revision) },
    ownerReferences: [{ uid: "d1", kind: "Deployment", name: "web" }],
  },
  ...(conditions === undefined ? {} : { status: { conditions } }),
});
const sets = [set(1), set(2)];

function pod(container: Partial<ContainerStatus>, revision = 2, extra: Partial<Pod["metadata"]> = {}): Pod {
  return {
    metadata: {
      name: "web-x",
      labels: { "app.kubernetes.io/component": "web" },
      ownerReferences: [{ uid: `rs${revision}`, kind: "ReplicaSet", name: `web-${revision}` }],
      ...extra,
    },
    status: { phase: "Running", containerStatuses: [{ name: "web", image: "erp@sha256:1", ...container }] },
  };
}
const waiting = (reason: string, message?: string): Partial<ContainerStatus> => ({
  state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
});
const ended = (exitCode: number, reason = "Error", message = "") => ({
  terminated: { exitCode, reason, message },
});
const failure = (pods: Pod[], options: { status?: Deployment["status"]; baseline?: Baseline } = {}) =>
  rolloutFailure(deployment(options.status), sets, pods, options.baseline ?? new Map());

describe("progress", () => {
  const full = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
  it("is finished only when the present specification was observed", () => {
    expect(rolloutProgress(deployment(full)).finished).toBe(true);
    const stale = { ...full, observedGeneration: 1 };
    expect(rolloutProgress(deployment(stale))).toMatchObject({ finished: false, updated: 0, ready: 2 });
  });
  it.each([
    ["old pods remain", { ...full, replicas: 3 }],
    ["not all updated", { ...full, updatedReplicas: 1 }],
    ["not all available", { ...full, availableReplicas: 1 }],
    ["nothing yet", {}],
  ])("goes on while %s", (_name, status) => {
    expect(rolloutProgress(deployment(status)).finished).toBe(false);
  });
  it("takes absent counts as zero: a Deployment of no pods is finished when observed", () => {
    expect(rolloutProgress(deployment({}, 2, 0)).finished).toBe(true);
  });
});

describe("failures of the new pods", () => {
  it.each(["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError"])(
    "%s at once, with the cluster's message",
    (reason) => {
      expect(failure([pod(waiting(reason, "no such digest\nmore"))])).toEqual({
        deployment: "web",
        reason,
        detail: "web-x: container web cannot start: no such digest.",
        source: { pod: "web-x", container: "web", restarted: false },
      });
    },
  );
  it("a crash loop with exit code and last words", () => {
    const container = {
      ...waiting("CrashLoopBackOff"),
      restartCount: 1,
      lastState: ended(1, "Error", "a\nboom"),
    };
    expect(failure([pod(container)])).toMatchObject({
      reason: "CrashLoopBackOff",
      detail: "web-x: container web ended with exit code 1, saying “boom” (1 restart).",
      source: { restarted: true },
    });
  });
  it("the second failed run, before the cluster calls it a crash loop", () => {
    expect(failure([pod({ restartCount: 1, state: ended(1), lastState: ended(1) })])).not.toBeNull();
    expect(failure([pod({ restartCount: 2, state: { running: {} }, lastState: ended(143) })])).not.toBeNull();
    expect(failure([pod({ restartCount: 0, state: ended(1) })])).toBeNull();
    expect(failure([pod({ restartCount: 1, state: { running: {} }, lastState: ended(1) })])).toBeNull();
  });
  it("names memory when that was it", () => {
    const container = { ...waiting("CrashLoopBackOff"), restartCount: 2, lastState: ended(137, "OOMKilled") };
    expect(failure([pod(container)])).toMatchObject({
      reason: "OOMKilled",
      detail: "web-x: container web ran out of memory (2 restarts).",
    });
  });
  it("in an init container too", () => {
    const initial: Pod = {
      ...pod({}),
      status: { initContainerStatuses: [{ name: "prepare", ...waiting("CrashLoopBackOff") }] },
    };
    expect(failure([initial])?.source).toMatchObject({ container: "prepare" });
  });
});

describe("no failure", () => {
  it.each([
    ["ordinary starting", [pod(waiting("ContainerCreating"))]],
    ["a crash loop of the previous release", [pod(waiting("CrashLoopBackOff"), 1)]],
    ["a pod of somebody else", [pod(waiting("CrashLoopBackOff"), 9)]],
    [
      "a pod on its way out",
      [pod(waiting("CrashLoopBackOff"), 2, { deletionTimestamp: "2026-11-21T00:00:00Z" })],
    ],
    ["many restarts long ago, ready now", [pod({ ready: true, restartCount: 9, lastState: ended(1) })]],
  ])("%s", (_name, pods) => {
    expect(failure(pods)).toBeNull();
  });
  it("before the new specification was observed", () => {
    expect(failure([pod(waiting("CrashLoopBackOff"))], { status: { observedGeneration: 1 } })).toBeNull();
  });
  it("before the new ReplicaSet is known: the newest one known is the old release's", () => {
    const pods = [pod(waiting("CrashLoopBackOff"), 1)];
    expect(rolloutFailure(deployment(), [set(1)], pods, new Map())).toBeNull();
  });
  it("for restarts from before the waiting began", () => {
    const before = pod({ ready: true, restartCount: 9, state: { running: {} } });
    const now = pod({ ready: false, restartCount: 10, state: { running: {} }, lastState: ended(137) });
    expect(failure([now], { baseline: baselineOf([before]) })).toBeNull();
    expect(failure([now])).not.toBeNull();
  });
});

describe("failures without a pod", () => {
  it("a quota that refuses pods", () => {
    const message = 'pods "web-2-" is forbidden: exceeded quota: environment';
    const refused = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message };
    expect(rolloutFailure(deployment(), [set(1), set(2, [refused])], [], new Map())).toMatchObject({
      reason: "FailedCreate",
      detail: expect.stringContaining("exceeded quota"),
      source: null,
    });
    expect(rolloutFailure(deployment(), [set(1, [refused]), set(2, [])], [], new Map())).toBeNull();
  });
  it("not while old pods leave and make room", () => {
    const refused = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: "exceeded quota",
    };
    const old = pod({}, 1, { deletionTimestamp: "2026-11-21T00:00:00Z" });
    expect(rolloutFailure(deployment(), [set(1), set(2, [refused])], [old], new Map())).toBeNull();
  });
  it("the deadline", () => {
    const conditions = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }];
    expect(failure([], { status: { conditions } })).toMatchObject({ reason: "ProgressDeadlineExceeded" });
  });
});

describe("pod facts", () => {
  it("say what is wrong in the cluster's word, and null when nothing is", () => {
    expect(podFact(pod(waiting("ContainerCreating"))).reason).toBeNull();
    expect(podFact(pod(waiting("ImagePullBackOff"))).reason).toBe("ImagePullBackOff");
    expect(podFact(pod({ state: ended(1) })).reason).toBe("Error");
    expect(podFact(pod({ state: ended(0, "Completed") })).reason).toBeNull();
    const memory = { ...waiting("CrashLoopBackOff"), lastState: ended(137, "OOMKilled") };
    expect(podFact(pod(memory)).reason).toBe("OOMKilled");
  });
  it("carry component, restarts, image and the newest start", () => {
    const running = { restartCount: 3, state: { running: { startedAt: "2026-11-21T09:00:00Z" } } };
    expect(podFact(pod(running))).toEqual({
      name: "web-x",
      component: "web",
      phase: "Running",
      ready: false,
      reason: null,
      restarts: 3,
      image: "erp@sha256:1",
      startedAt: "2026-11-21T09:00:00.000Z",
    });
  });
  it("call a pod that is being deleted Terminating, and not ready", () => {
    const leaving = pod({ ready: true }, 2, { deletionTimestamp: "2026-11-21T00:00:00Z" });
    leaving.status = { ...leaving.status, conditions: [{ type: "Ready", status: "True" }] };
    expect(podFact(leaving)).toMatchObject({ phase: "Terminating", ready: false, reason: null });
  });
  it("tell why a pod waits for a node", () => {
    const pending: Pod = {
      metadata: { name: "p" },
      status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
    };
    expect(podFact(pending)).toMatchObject({ phase: "Pending", reason: "Unschedulable", component: "" });
  });
});
