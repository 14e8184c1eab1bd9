import { beforeEach, describe, expect, it } from "vitest";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FailedCheck } from "@/lib/engine/failure";
import { Parked, type StepContext } from "@/lib/engine/step";
import type { RolloutFailure } from "@/lib/ports/cluster";
import { FakeCluster } from "@/lib/testing/fake-cluster";
import { waitForRollout } from "./world";

const web: ManifestObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "nw" },
  spec: { replicas: 2 },
};
const noRoom: RolloutFailure = {
  deployment: "web",
  reason: "FailedCreate",
  detail: "Pods of web cannot be created: exceeded quota.",
  logTail: [],
};

let cluster: FakeCluster;
let told: string[];
let answers: (RolloutFailure | null)[];
const context = (): StepContext => ({
  operationId: "o",
  step: "rollout",
  parameters: {},
  startedAt: new Date(),
  now: () => new Date(),
  answer: null,
  signal: new AbortController().signal,
  results: new Map(),
  tell: (text) => void told.push(text),
});
const wait = (room: { waitMs: number; everyMs: number }) =>
  waitForRollout(cluster, "nw", [web], context(), room);

beforeEach(() => {
  cluster = new FakeCluster();
  told = [];
  answers = [];
  cluster.waits.rollout = async (_namespace, _names, { onProgress }) => {
    onProgress([{ deployment: "web", wanted: 2, updated: 1, ready: 1, finished: false }]);
    return answers.shift() ?? null;
  };
});

describe("waiting for a rollout", () => {
  it("is patient while pods that are going still fill the quota", async () => {
    answers = [noRoom, noRoom];
    await wait({ waitMs: 10_000, everyMs: 1 });
    expect(told.filter((text) => text.includes("waiting for room"))).toHaveLength(2);
    expect(told.filter((text) => text.startsWith("web: 1 of 2"))).toHaveLength(1);
  });

  it("gives up when no room comes, and knows that a pod served all the while", async () => {
    answers = [noRoom];
    const error = await wait({ waitMs: 0, everyMs: 1 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FailedCheck);
    expect(error).toMatchObject({
      message: "web pods could not be created (exceeded quota)",
      facts: { oldPodsServed: true, reason: "FailedCreate" },
    });
  });

  it("parks after a moment when it began long ago, and whoever goes on tells nothing twice", async () => {
    const ctx = { ...context(), startedAt: new Date(Date.now() - 60_000) };
    cluster.waits.rollout = (_namespace, _names, { signal, onProgress }) => {
      onProgress([{ deployment: "web", wanted: 2, updated: 1, ready: 0, finished: false }]);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const parked = await waitForRollout(cluster, "nw", [web], ctx).catch((error: unknown) => error);
    if (!(parked instanceof Parked)) throw parked;
    expect(parked.wait).toMatchObject({ waitFor: "kubernetes", reason: expect.stringContaining("pods") });
    expect(told).toHaveLength(1);
    cluster.waits.rollout = async (_namespace, _names, { onProgress }) => {
      onProgress([{ deployment: "web", wanted: 2, updated: 1, ready: 0, finished: false }]);
      return { deployment: "web", reason: "CrashLoopBackOff", detail: "exit 1", logTail: [] };
    };
    const later = { ...ctx, memo: parked.wait.memo };
    const failure = await waitForRollout(cluster, "nw", [web], later).catch((error: unknown) => error);
    expect(told).toHaveLength(1);
    expect(failure).toMatchObject({ facts: { oldPodsServed: false } });
  }, 15_000);

  it("has no patience with a crash loop", async () => {
    answers = [{ ...noRoom, reason: "CrashLoopBackOff", detail: "exit 1", logTail: ["boom"] }];
    await expect(wait({ waitMs: 10_000, everyMs: 1 })).rejects.toThrow("web pods crash-looped (exit 1)");
    expect(told).toContain("boom");
  });
});
