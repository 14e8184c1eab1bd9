import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeSamples } from "@/lib/data/ledger/health-samples";
import { holdWatch, releaseWatches, renewWatches, watchedEnvironments } from "@/lib/data/ledger/watch-rows";
import type { PodFact } from "@/lib/domain/health/facts";
import { makeWorld, type World } from "@/lib/testing/world";
import { makeSurroundings } from "../testing";
import { ClusterWatch } from "./cluster-watch";

const pod = (name: string, component: string, changed: Partial<PodFact> = {}): PodFact => ({
  name,
  component,
  phase: "Running",
  ready: true,
  reason: null,
  restarts: 0,
  image: "registry.test/erp@sha256:aa",
  startedAt: "2026-11-20T10:00:00Z",
  ...changed,
});
const healthy = [pod("web-1", "web"), pod("cron-1", "cron")];

let world: World;
let surroundings: ReturnType<typeof makeSurroundings>;
let watch: ClusterWatch;
let environmentId: string;
let namespace: string;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  surroundings = makeSurroundings(world);
  environmentId = (await world.environment("production", null)).id;
  namespace = (await row()).namespace;
  watch = new ClusterWatch(surroundings.deps, world.clusterId);
  await watch.refresh();
  watch.start();
  await expect.poll(() => surroundings.cluster.watchers.size).toBe(1);
});
afterEach(() => watch.stop());

const row = () => world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
const tell = (pods: readonly PodFact[], observedAt = new Date()) =>
  surroundings.cluster.tellPods({ namespace, pods, observedAt });
const watcher = () => {
  const [first] = surroundings.cluster.watchers;
  if (first === undefined) throw new Error("nobody watches");
  return first;
};
const events = () =>
  surroundings.channel.published.filter(({ subject }) => subject.id === environmentId).length;

const timed = async (work: () => Promise<void>) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const median = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
/** What a write of the same size costs on this machine now, whoever else is busy on it. */
const bareWrite = () =>
  world.db.transaction(async (tx) => {
    await tx.environment.updateMany({ where: { id: environmentId }, data: { stateSentence: "measured" } });
    await tx.cluster.findUnique({ where: { id: world.clusterId } });
  });

describe("a cluster's watch", () => {
  it("writes pods and health, and tells live readers, within 100 ms of what the database itself takes", async () => {
    const sights: number[] = [];
    const writes: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      writes.push(await timed(bareWrite));
      const before = events();
      sights.push(
        await timed(async () => {
          tell([pod("web-1", "web", { restarts: turn, ready: turn % 2 === 0 }), pod("cron-1", "cron")]);
          while (events() === before) await new Promise((resolve) => setTimeout(resolve, 1));
        }),
      );
    }
    expect(median(sights)).toBeLessThan(100 + 2 * median(writes));
    expect((await row()).pods).toMatchObject([{ name: "web-1", restarts: 19 }, { name: "cron-1" }]);
  });

  it("writes only what changed", async () => {
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    await watch.refresh();
    const told = events();
    for (let turn = 0; turn < 5; turn += 1) tell(healthy, new Date());
    await watch.refresh();
    await watch.refresh();
    expect(events()).toBe(told);
  });

  it("ends with the newest sight when sights come faster than writes", async () => {
    for (let restarts = 0; restarts < 50; restarts += 1) tell([pod("web-1", "web", { restarts })]);
    await expect.poll(async () => (await row()).pods).toMatchObject([{ restarts: 49 }]);
    expect(events()).toBeLessThan(50);
  });

  it("keeps since when the verdict holds", async () => {
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    const { healthSince } = await row();
    tell([...healthy, pod("web-2", "web")]);
    await expect.poll(async () => (await row()).pods).toHaveLength(3);
    expect((await row()).healthSince).toEqual(healthSince);
    tell([pod("web-1", "web", { ready: false, reason: "CrashLoopBackOff", restarts: 4 })]);
    await expect.poll(async () => (await row()).health).toBe("bad");
    expect((await row()).healthSince.getTime()).toBeGreaterThan(healthSince.getTime());
  });

  it("says unknown while the cluster does not answer, and recovers", async () => {
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    watcher().onUnreachable("connection refused");
    await expect.poll(async () => (await row()).health).toBe("unknown");
    expect((await row()).healthSentence).toContain("connection refused");
    const cluster = () => world.db.prisma.cluster.findUniqueOrThrow({ where: { id: world.clusterId } });
    await expect.poll(async () => (await cluster()).reachability).toBe("unreachable");
    expect((await cluster()).reachabilityNote).toBe("connection refused");
    watcher().onReachable();
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    await expect.poll(async () => (await cluster()).reachability).toBe("reachable");
  });

  it("keeps neither credentials nor unstorable characters of the cause", async () => {
    watcher().onUnreachable("dial https://ops:hunter2@10.0.0.1\u0000: token=abc123def");
    const cluster = () => world.db.prisma.cluster.findUniqueOrThrow({ where: { id: world.clusterId } });
    await expect.poll(async () => (await cluster()).reachability).toBe("unreachable");
    const told = "dial https://ops:[hidden]@10.0.0.1: token=[hidden]";
    expect((await cluster()).reachabilityNote).toBe(told);
    await expect.poll(async () => (await row()).healthSentence).not.toContain("hunter2");
    watcher().onReachable();
    await expect.poll(async () => (await cluster()).reachability).toBe("reachable");
  });

  it("knows that a namespace no list names has no pods", async () => {
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    watcher().onListed?.(new Set(), new Date());
    await expect.poll(async () => (await row()).health).toBe("bad");
    expect((await row()).pods).toEqual([]);
  });

  it("takes a new smoke run into account at the next refresh", async () => {
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    const checks = [{ name: "invoice", ok: false, milliseconds: 3, detail: "no journal" }];
    await world.db.prisma.smokeRun.create({ data: { environmentId, passed: false, checks } });
    await watch.refresh();
    await expect.poll(async () => (await row()).healthSentence).toContain("invoice");
  });

  it("says unknown where nobody reads the signals any more though the pods are seen", async () => {
    const read = (secondsAgo: number) =>
      writeSamples(world.db, new Date(Date.now() - secondsAgo * 1_000), [{ environmentId, readings: [0] }]);
    tell(healthy);
    await expect.poll(async () => (await row()).health).toBe("good");
    await read(630);
    await read(600);
    await watch.refresh();
    await expect.poll(async () => (await row()).healthSentence).toMatch(/^Nobody has measured since /);
    expect((await row()).health).toBe("unknown");
    await read(0);
    await watch.refresh();
    await expect.poll(async () => (await row()).health).toBe("good");
  });
});

describe("what a watch reads", () => {
  it("is each environment with its newest smoke run alone, however many were made", async () => {
    const checks = (name: string) => [{ name, ok: true, milliseconds: 1, detail: "" }];
    const other = (await world.environment("staging", null)).id;
    const bare = (await world.environment("staging", null)).id;
    const runs = Array.from({ length: 20 }, (_, index) => ({
      environmentId: index % 2 === 0 ? environmentId : other,
      passed: true,
      checks: checks(`run-${index}`),
      at: new Date(Date.UTC(2026, 10, 20, 10, index)),
    }));
    await world.db.prisma.smokeRun.createMany({ data: runs.toReversed() });
    const read = await watchedEnvironments(world.db, world.clusterId);
    const smokeOf = (id: string) => read.find((environment) => environment.id === id)?.smoke;
    expect(smokeOf(environmentId)).toEqual({ at: runs[18]?.at, checks: checks("run-18") });
    expect(smokeOf(other)).toEqual({ at: runs[19]?.at, checks: checks("run-19") });
    expect(smokeOf(bare)).toBeNull();
  });
});

describe("the lease over a cluster", () => {
  it("is renewed with all others of its worker while it lasts, not once it lapsed", async () => {
    const { id: second } = await world.db.prisma.cluster.create({
      data: {
        name: `c-${crypto.randomUUID().slice(0, 8)}`,
        region: "test",
        server: "https://cluster.test",
        sealedKubeconfig: new Uint8Array([1]),
        reachability: "reachable",
      },
    });
    const workerId = `w-${crypto.randomUUID()}`;
    for (const clusterId of [world.clusterId, second])
      expect(await holdWatch(world.db, { clusterId, workerId, leaseMs: 15_000 })).toBe(true);
    const renew = () => renewWatches(world.db, { workerId, leaseMs: 60_000 });
    expect(await renew()).toEqual(new Set([world.clusterId, second]));
    const { watchedUntil } = await world.db.prisma.cluster.findUniqueOrThrow({ where: { id: second } });
    expect((watchedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(40_000);
    const data = { watchedUntil: new Date(Date.now() - 60_000) };
    await world.db.prisma.cluster.update({ where: { id: second }, data });
    expect(await renew()).toEqual(new Set([world.clusterId]));
    await releaseWatches(world.db, workerId);
  });

  it("is one worker's at a time and passes on when given back", async () => {
    const hold = (workerId: string) =>
      holdWatch(world.db, { clusterId: world.clusterId, workerId, leaseMs: 15_000 });
    const held = await Promise.all(["a", "b", "c"].map(hold));
    expect(held.filter(Boolean)).toHaveLength(1);
    const holder = ["a", "b", "c"][held.indexOf(true)] ?? "";
    const [other = ""] = ["a", "b"].filter((name) => name !== holder);
    expect(await hold(holder)).toBe(true);
    expect(await hold(other)).toBe(false);
    await releaseWatches(world.db, holder);
    expect(await hold(other)).toBe(true);
    await releaseWatches(world.db, other);
  });
});
