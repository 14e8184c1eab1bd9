import { afterAll, beforeAll, expect, it } from "vitest";
import { claimHealthSweep, endHealthSweep } from "@/lib/data/ledger/health-rows";
import { foldSamples, newestSamples, removeOldSamples, sampleCourse } from "@/lib/data/ledger/health-samples";
import { HEALTH_SIGNALS } from "@/lib/domain/health/catalog";
import type { HealthChange } from "@/lib/domain/health/verdict";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, type World } from "@/lib/testing/world";
import { sweepCluster } from "./sweep";

const INTERVAL_MS = 30_000;
const stopping = new AbortController().signal;
let world: World;
let environment: { id: string; namespace: string };
let release: string;
const signals = new FakeSignals();
const channel = new FakeChannel();
const raised: HealthChange[] = [];
/** The plant's afternoon: 14:00 CET. */
let clock = new Date("2026-11-20T13:00:00.000Z");

beforeAll(async () => {
  world = await makeWorld();
  const { id: releaseId, name } = await world.release();
  release = name;
  const { id } = await world.environment("production", releaseId);
  const row = await world.db.prisma.environment.update({
    where: { id },
    data: { createdAt: clock, releasedAt: new Date(clock.getTime() + 60_000) },
  });
  environment = { id, namespace: row.namespace };
});
afterAll(() => world.close());

/** Prometheus tells these shares of failed work orders and requests; null is silence about the environment. */
function tell(workOrders: number | null, errors: number | null = 0, at: Date | null = null): void {
  const values = (value: number | null, key: string | null) =>
    value === null ? [] : [{ namespace: environment.namespace, key, value }];
  signals.tellSwept("workflow_failures", { values: values(workOrders, "work_order"), at, failure: null });
  signals.tellSwept("error_ratio", { values: values(errors, null), at, failure: null });
}

async function turn(
  raise: (changes: readonly HealthChange[]) => void = () => undefined,
): Promise<HealthChange[]> {
  clock = new Date(clock.getTime() + INTERVAL_MS);
  const before = raised.length;
  const deps = {
    db: world.db,
    channel,
    signals,
    raise: async (_tx: unknown, changes: readonly HealthChange[]) => {
      raise(changes);
      raised.push(...changes);
    },
  };
  const cluster = { id: world.clusterId, name: "c" };
  const swept = await sweepCluster(deps, cluster, { intervalMs: INTERVAL_MS, now: () => clock, stopping });
  expect(swept.environments).toBe(1);
  return raised.slice(before);
}

const rowOf = (signal: string) =>
  world.db.prisma.healthSignal.findUniqueOrThrow({
    where: { environmentId_signal: { environmentId: environment.id, signal } },
  });

it("tells within two turns that work orders fail, since when and after what, and once only", async () => {
  tell(0);
  await turn();
  expect(await rowOf("work_orders")).toMatchObject({ state: "good", value: 0 });
  expect((await rowOf("stock_moves")).state).toBe("unknown");
  await turn();
  tell(0.86);
  const first = new Date(clock.getTime() + INTERVAL_MS);
  expect(await turn()).toEqual([]);
  const [change, ...more] = await turn();
  expect(more).toEqual([]);
  const sentence = `Work orders cannot be confirmed since 14:01 CET, after release ${release}: failed work orders 86\u00a0%, limit 40\u00a0%.`;
  const limit = change?.sentence.match(/limit (\d+)/)?.[1];
  expect(change).toMatchObject({ signalId: "work_orders", domain: "business", from: "good", to: "bad" });
  expect(change?.sentence).toBe(sentence.replace("40", limit ?? ""));
  expect(await rowOf("work_orders")).toMatchObject({ state: "bad", since: first, value: 0.86 });
  const told = await world.db.prisma.outboxEvent.findMany({
    where: { type: "environment.health", environmentId: environment.id },
  });
  expect(told).toHaveLength(2);
  expect(await turn()).toEqual([]);
});

it("calls missing, refused and shifted data unknown with the reason, and never good by themselves", async () => {
  tell(null);
  expect(await turn()).toEqual([]);
  const silent = (await turn()).find(({ signalId }) => signalId === "work_orders");
  expect(silent).toMatchObject({ from: "bad", to: "unknown" });
  expect((await rowOf("work_orders")).sentence).toContain("Nothing was measured.");
  signals.trouble.push(new Error("Prometheus (p.m:80) answers 503."));
  await turn();
  expect((await rowOf("work_orders")).state).toBe("unknown");
  tell(0, 0, new Date(clock.getTime() + 3_600_000));
  expect(await turn()).toContainEqual(
    expect.objectContaining({
      signalId: "error_ratio",
      to: "unknown",
      sentence: expect.stringContaining("s ahead of ours"),
    }),
  );
  tell(0);
  expect(await turn()).toContainEqual(
    expect.objectContaining({ signalId: "work_orders", from: "unknown", to: "good" }),
  );
});

it("writes no state whose alert could not be raised", async () => {
  tell(0.9);
  await turn();
  await expect(
    turn(() => {
      throw new Error("alerts are broken");
    }),
  ).rejects.toThrow("alerts are broken");
  expect((await rowOf("work_orders")).state).toBe("good");
  expect(await turn()).toContainEqual(expect.objectContaining({ signalId: "work_orders", to: "bad" }));
});

it("keeps every reading by its slot, folds it into means, and removes what is old", async () => {
  const { slot } = HEALTH_SIGNALS.work_orders;
  const [newest] = await newestSamples(world.db, environment.id, 1);
  expect(newest?.at).toEqual(clock);
  expect(newest?.readings[slot]).toBeCloseTo(0.9);
  expect(newest?.readings[HEALTH_SIGNALS.stock_moves.slot]).toBeNull();
  const now = new Date(clock.getTime() + 600_000);
  await foldSamples(world.db, 1, now);
  const asked = {
    level: 1,
    from: new Date("2026-11-20T13:00:00Z"),
    to: now,
    stepSeconds: 300,
    slots: [slot],
  };
  const course = await sampleCourse(world.db, environment.id, asked);
  const raw = await sampleCourse(world.db, environment.id, { ...asked, level: 0 });
  expect(course.length).toBeGreaterThan(0);
  expect(course.map(({ value }) => value.toFixed(3))).toEqual(raw.map(({ value }) => value.toFixed(3)));
  await removeOldSamples(world.db, new Date(clock.getTime() + 7 * 3_600_000), stopping);
  expect(await newestSamples(world.db, environment.id, 1)).toEqual([]);
  expect(await sampleCourse(world.db, environment.id, asked)).toHaveLength(course.length);
});

it("gives a cluster's turn to one worker, and not before its time", async () => {
  const own = { id: world.clusterId };
  const take = async (): Promise<boolean> => {
    const taken = new Set<string>();
    for (let count = 0; count < 200; count += 1) {
      const cluster = await claimHealthSweep(world.db, { intervalMs: INTERVAL_MS, limitMs: 60_000 });
      if (cluster === null) break;
      taken.add(cluster.id);
    }
    return taken.has(own.id);
  };
  expect(await take()).toBe(true);
  expect(await take()).toBe(false);
  await endHealthSweep(world.db, own.id);
  expect(await take()).toBe(false);
  const long = new Date(Date.now() - INTERVAL_MS);
  await world.db.prisma.cluster.update({ where: own, data: { healthSweptAt: long } });
  expect(await take()).toBe(true);
});
