import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ClusterConnection, PodChange, RolloutProgress } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import {
  fakeDeployment,
  fakeJob,
  namespaceObject,
  shortId,
  testKubeconfigText,
} from "@/lib/testing/cluster-contract";
import { createClusters } from "./clusters";

const namespace = `hf-contract-${shortId()}`;
const signal = AbortSignal.timeout(120_000);
const apply = { fieldManager: "holdfast", force: true, signal };
let cluster: ClusterConnection;

beforeAll(async () => {
  cluster = createClusters({ loadKubeconfig: async () => null }).openKubeconfig(testKubeconfigText());
  await cluster.objects.apply([namespaceObject(namespace)], apply);
});
afterAll(async () => {
  await cluster.objects.remove({ apiVersion: "v1", kind: "Namespace", name: namespace }, signal);
});

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => error,
  );
const rollout = (
  names: string[],
  onProgress: (progress: readonly RolloutProgress[]) => void = () => undefined,
) => cluster.waits.rollout(namespace, names, { signal, onProgress });

describe("rollouts", () => {
  it("end when all pods of the new revision serve, and tell progress on the way", async () => {
    await cluster.objects.apply([fakeDeployment(namespace, { revision: "1" })], apply);
    const progress: number[] = [];
    expect(await rollout(["web"], ([web]) => void progress.push(web?.ready ?? -1))).toBeNull();
    expect(progress.at(-1)).toBe(2);

    await cluster.objects.apply([fakeDeployment(namespace, { revision: "2" })], apply);
    const seen: RolloutProgress[] = [];
    expect(await rollout(["web"], ([web]) => web !== undefined && void seen.push(web))).toBeNull();
    expect(seen[0]?.finished).toBe(false);
    expect(seen.at(-1)).toMatchObject({ deployment: "web", wanted: 2, updated: 2, finished: true });
    expect(await rollout(["web"])).toBeNull();
  });

  it("fail within seconds at a crash loop, with log and exit code; going back succeeds", async () => {
    const fake = { "exit-code": "1", logs: "Traceback\nImportError: no module named x\n" };
    const name = "crashing";
    await cluster.objects.apply([fakeDeployment(namespace, { name, revision: "1" })], apply);
    expect(await rollout([name])).toBeNull();
    await cluster.objects.apply([fakeDeployment(namespace, { name, revision: "2", fake })], apply);
    const began = Date.now();
    const failure = await rollout([name]);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(failure).toMatchObject({ deployment: name, reason: "CrashLoopBackOff" });
    expect(failure?.detail).toContain("exit code 1");
    expect(failure?.logTail).toContain("ImportError: no module named x");
    await cluster.objects.apply([fakeDeployment(namespace, { name, revision: "1" })], apply);
    expect(await rollout([name])).toBeNull();
  });

  it("fail at an image that cannot be fetched", async () => {
    const fake = { "waiting-reason": "ImagePullBackOff" };
    const name = "imageless";
    await cluster.objects.apply(
      [fakeDeployment(namespace, { name, replicas: 1, revision: "1", fake })],
      apply,
    );
    expect(await rollout([name])).toMatchObject({ deployment: name, reason: "ImagePullBackOff" });
  });

  it("fail when a quota refuses the pods", async () => {
    const own = `${namespace}-quota`;
    const hard = { pods: "0" };
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q", namespace: own },
      spec: { hard },
    };
    await cluster.objects.apply([namespaceObject(own), quota], apply);
    await vi.waitUntil(async () => {
      const live = await cluster.objects.read(
        { apiVersion: "v1", kind: "ResourceQuota", namespace: own, name: "q" },
        signal,
      );
      return JSON.stringify(live?.["status"] ?? {}).includes("pods");
    });
    await cluster.objects.apply([fakeDeployment(own, { revision: "1" })], apply);
    const failure = await cluster.waits.rollout(own, ["web"], { signal, onProgress: () => undefined });
    expect(failure).toMatchObject({
      reason: "FailedCreate",
      detail: expect.stringContaining("exceeded quota"),
    });
    await cluster.objects.remove({ apiVersion: "v1", kind: "Namespace", name: own }, signal);
  });

  it("of what is not there are refused, and an abort ends the waiting at once", async () => {
    expect(await failureOf(rollout(["nothing"]))).toBeInstanceOf(RefusedFailure);
    const name = "never-ready";
    const fake = { ready: "false" };
    await cluster.objects.apply([fakeDeployment(namespace, { name, revision: "1", fake })], apply);
    const stop = new AbortController();
    const waiting = cluster.waits.rollout(namespace, [name], {
      signal: stop.signal,
      onProgress: () => undefined,
    });
    setTimeout(() => stop.abort(new Error("enough")), 300);
    expect(String(await failureOf(waiting))).toContain("enough");
  });
});

describe("jobs", () => {
  const run = async (fake: Record<string, string>) => {
    const name = `op-${shortId()}-migrate`;
    const lines: string[] = [];
    await cluster.objects.apply([fakeJob(namespace, name, fake)], apply);
    const outcome = await cluster.waits.job(namespace, name, {
      signal,
      onLog: (some) => void lines.push(...some),
    });
    return { name, lines, outcome };
  };

  it("succeed with their log, and say the same when asked again", async () => {
    const { name, lines, outcome } = await run({ "run-ms": "200", logs: "one\ntwo\nthree\n" });
    expect(outcome).toMatchObject({ succeeded: true, exitCode: 0, logTail: ["one", "two", "three"] });
    expect(lines).toEqual(["one", "two", "three"]);
    const again = await cluster.waits.job(namespace, name, { signal, onLog: () => undefined });
    expect(again).toEqual(outcome);
  });

  it("fail with exit code and last words", async () => {
    const fake = {
      "run-ms": "50",
      "exit-code": "255",
      "termination-message": "CRITICAL failed",
      logs: "x\n",
    };
    const { outcome } = await run(fake);
    expect(outcome).toMatchObject({ succeeded: false, exitCode: 255, message: "CRITICAL failed" });
  });

  it("with long logs are bounded, but never silent about trouble", async () => {
    const many = Array.from({ length: 2_600 }, (_, index) =>
      index === 2_500 ? "ERROR late" : `line ${index}`,
    );
    const { lines, outcome } = await run({ "run-ms": "50", logs: `${many.join("\n")}\n` });
    expect(lines).toHaveLength(2_002);
    expect(lines.at(-2)).toContain("more than 2000 lines");
    expect(lines.at(-1)).toBe("ERROR late");
    expect(outcome.logTail).toEqual(many.slice(-20));
  });

  it("that are not there are refused", async () => {
    const missing = cluster.waits.job(namespace, "nothing", { signal, onLog: () => undefined });
    expect(await failureOf(missing)).toBeInstanceOf(RefusedFailure);
  });
});

describe("pods", () => {
  it("are told as they are, then at every change within moments, until the signal aborts", async () => {
    const stop = new AbortController();
    const told: PodChange[] = [];
    const onReachable = vi.fn();
    const onListed = vi.fn();
    const ended = cluster.waits.pods({
      signal: stop.signal,
      onChange: (change) => void (change.namespace === namespace && told.push(change)),
      onUnreachable: () => undefined,
      onReachable,
      onListed,
    });
    await vi.waitUntil(() => told.some(({ pods }) => pods.some(({ component }) => component === "web")));
    expect(onReachable).toHaveBeenCalled();
    expect(onListed.mock.calls[0]?.[0]).toContain(namespace);

    const count = () => told.at(-1)?.pods.filter((pod) => pod.component === "scaled" && pod.ready).length;
    const scaled = (replicas: number) =>
      fakeDeployment(namespace, { name: "scaled", replicas, revision: "1" });
    await cluster.objects.apply([scaled(3)], apply);
    await vi.waitUntil(() => count() === 3, { timeout: 5_000 });
    await cluster.objects.apply([scaled(0)], apply);
    await vi.waitUntil(() => count() === 0, { timeout: 5_000 });
    stop.abort();
    await ended;
    const before = told.length;
    await cluster.objects.apply([scaled(1)], apply);
    expect(
      await cluster.waits.rollout(namespace, ["scaled"], { signal, onProgress: () => undefined }),
    ).toBeNull();
    expect(told).toHaveLength(before);
  });
});
