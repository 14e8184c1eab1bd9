import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { PodChange, RolloutProgress } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { failureOf, namespaceObject, shortId } from "@/lib/testing/cluster-contract";
import { openTestCluster } from "@/lib/testing/cluster-open";
import { type Behaviour, TEST_IMAGE, testDeployment, testJob } from "@/lib/testing/cluster-pods";

// Runs unchanged on the sandbox and on any cluster: its pods are both simulated and real (see cluster-pods.ts).
const { cluster, limits } = await openTestCluster();
vi.setConfig({ testTimeout: limits.test, hookTimeout: limits.test });
const namespace = `hf-contract-${shortId()}`;
const signal = AbortSignal.timeout(limits.file);
const apply = { fieldManager: "holdfast", force: true, signal };

beforeAll(() => cluster.objects.apply([namespaceObject(namespace)], apply));
afterAll(() => cluster.objects.remove({ apiVersion: "v1", kind: "Namespace", name: namespace }, signal));

const rollout = (
  names: string[],
  onProgress: (progress: readonly RolloutProgress[]) => void = () => undefined,
) => cluster.waits.rollout(namespace, names, { signal, onProgress });
/** Rehearses one pod. */
const refusesPods = async (own: string): Promise<boolean> => {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: own } };
  const spec = { containers: [{ name: "c", image: TEST_IMAGE }] };
  return cluster.objects.apply([{ ...pod, spec }], { ...apply, dryRun: true }).then(
    () => false,
    (error: unknown) => String(error).includes("exceeded quota"),
  );
};

describe("rollouts", () => {
  it("end when all pods of the new revision serve, and tell progress on the way", async () => {
    await cluster.objects.apply([testDeployment(namespace, { revision: "1" })], apply);
    const progress: number[] = [];
    expect(await rollout(["web"], ([web]) => void progress.push(web?.ready ?? -1))).toBeNull();
    expect(progress.at(-1)).toBe(2);

    await cluster.objects.apply([testDeployment(namespace, { revision: "2" })], apply);
    const seen: RolloutProgress[] = [];
    expect(await rollout(["web"], ([web]) => web !== undefined && void seen.push(web))).toBeNull();
    expect(seen[0]?.finished).toBe(false);
    expect(seen.at(-1)).toMatchObject({ deployment: "web", wanted: 2, updated: 2, finished: true });
    expect(await rollout(["web"])).toBeNull();
  });

  it("fail within seconds at a crash loop, with log and exit code; going back succeeds", async () => {
    const behaviour = { exitCode: 1, logs: "Traceback\nImportError: no module named x\n" };
    const name = "crashing";
    await cluster.objects.apply([testDeployment(namespace, { name, revision: "1" })], apply);
    expect(await rollout([name])).toBeNull();
    await cluster.objects.apply([testDeployment(namespace, { name, revision: "2", behaviour })], apply);
    const began = Date.now();
    const failure = await rollout([name]);
    expect(Date.now() - began).toBeLessThan(limits.failure);
    expect(failure).toMatchObject({ deployment: name, reason: "CrashLoopBackOff" });
    expect(failure?.detail).toContain("exit code 1");
    expect(failure?.logTail).toContain("ImportError: no module named x");
    await cluster.objects.apply([testDeployment(namespace, { name, revision: "1" })], apply);
    expect(await rollout([name])).toBeNull();
  });

  it("fail at an image that cannot be fetched", async () => {
    const behaviour = { imageMissing: true };
    const name = "imageless";
    await cluster.objects.apply(
      [testDeployment(namespace, { name, replicas: 1, revision: "1", behaviour })],
      apply,
    );
    const failure = await rollout([name]);
    expect(failure?.deployment).toBe(name);
    expect(["ErrImagePull", "ImagePullBackOff"]).toContain(failure?.reason);
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
    onTestFinished(() => cluster.objects.remove({ apiVersion: "v1", kind: "Namespace", name: own }, signal));
    await cluster.objects.apply([namespaceObject(own), quota], apply);
    // A quota counts a moment after it was created: until then a Deployment would come up.
    await vi.waitUntil(() => refusesPods(own), { timeout: limits.change });
    await cluster.objects.apply([testDeployment(own, { revision: "1" })], apply);
    const failure = await cluster.waits.rollout(own, ["web"], { signal, onProgress: () => undefined });
    expect(failure).toMatchObject({
      reason: "FailedCreate",
      detail: expect.stringContaining("exceeded quota"),
    });
  });

  it("of what is not there are refused, and an abort ends the waiting at once", async () => {
    expect(await failureOf(rollout(["nothing"]))).toBeInstanceOf(RefusedFailure);
    const name = "never-ready";
    const behaviour = { ready: false };
    await cluster.objects.apply([testDeployment(namespace, { name, revision: "1", behaviour })], apply);
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
  const run = async (behaviour: Behaviour) => {
    const name = `op-${shortId()}-migrate`;
    const lines: string[] = [];
    await cluster.objects.apply([testJob(namespace, name, behaviour)], apply);
    const outcome = await cluster.waits.job(namespace, name, {
      signal,
      onLog: (some) => void lines.push(...some),
    });
    return { name, lines, outcome };
  };

  it("succeed with their log, and say the same when asked again", async () => {
    const { name, lines, outcome } = await run({ runMs: 200, logs: "one\ntwo\nthree\n" });
    expect(outcome).toMatchObject({ succeeded: true, exitCode: 0, logTail: ["one", "two", "three"] });
    expect(lines).toEqual(["one", "two", "three"]);
    const again = await cluster.waits.job(namespace, name, { signal, onLog: () => undefined });
    expect(again).toEqual(outcome);
  });

  it("fail with exit code and last words", async () => {
    const behaviour = { runMs: 50, exitCode: 255, lastWords: "CRITICAL failed", logs: "x\n" };
    const { outcome } = await run(behaviour);
    expect(outcome).toMatchObject({ succeeded: false, exitCode: 255, message: "CRITICAL failed" });
  });

  it("with long logs are bounded, but never silent about trouble", async () => {
    const many = Array.from({ length: 2_600 }, (_, index) =>
      index === 2_500 ? "ERROR late" : `line ${index}`,
    );
    const { lines, outcome } = await run({ runMs: 50, logs: `${many.join("\n")}\n` });
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
    await vi.waitUntil(() => told.some(({ pods }) => pods.some(({ component }) => component === "web")), {
      timeout: limits.change,
    });
    expect(onReachable).toHaveBeenCalled();
    expect(onListed.mock.calls[0]?.[0]).toContain(namespace);

    const count = () => told.at(-1)?.pods.filter((pod) => pod.component === "scaled" && pod.ready).length;
    const scaled = (replicas: number) =>
      testDeployment(namespace, { name: "scaled", replicas, revision: "1" });
    await cluster.objects.apply([scaled(3)], apply);
    await vi.waitUntil(() => count() === 3, { timeout: limits.change });
    await cluster.objects.apply([scaled(0)], apply);
    await vi.waitUntil(() => count() === 0, { timeout: limits.change });
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
