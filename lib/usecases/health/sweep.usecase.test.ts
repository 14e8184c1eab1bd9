import { afterAll, beforeAll, expect, it } from "vitest";
import { claimHealthSweep, endHealthSweep } from "@/lib/data/ledger/health-rows";
import { foldSamples, newestSamples, removeOldSamples, sampleCourse } from "@/lib/data/ledger/health-samples";
import { HEALTH_SIGNALS } from "@/lib/domain/health/catalog";
import type { HealthChange } from "@/lib/domain/health/verdict";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, type World } from "@/lib/testing/world";
import { getHealthCourses } from "./courses";
import { getFleetHealth } from "./fleet";
import { getEnvironmentHealth } from "./get";
import { sweepCluster } from "./sweep";

const INTERVAL_MS = 30_000;
const stopping = new AbortController().signal;
let world: World;
let environment: { id: string; namespace: string };
let release: string;
const signals = new FakeSignals();
const channel = new FakeChannel();
const raised: HealthChange[] = [];
const among = (count: number) => Math.floor(Math.random() * count);
/** An afternoon at the plant, 14:00 CET, of its own for each run: means are made from where they last ended. */
const START = new Date(Date.UTC(2030 + among(60), 0, 1 + among(28), 13));
let clock = START;

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
  afterMs = INTERVAL_MS,
): Promise<HealthChange[]> {
  clock = new Date(clock.getTime() + afterMs);
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

it("ends what only an earlier catalogue measured", async () => {
  const about = { environmentId: environment.id, tenantId: world.tenantId, signal: "once_measured" };
  await world.db.prisma.healthSignal.create({
    data: { ...about, domain: "platform", state: "bad", since: clock, sentence: "It is bad.", at: clock },
  });
  expect(await turn()).toContainEqual(
    expect.objectContaining({ signalId: "once_measured", domain: "platform", from: "bad", to: "gone" }),
  );
  await expect(rowOf("once_measured")).rejects.toThrow();
});

it("judges the last readings however slowly turns come, and never what was read long before", async () => {
  const after = (ms: number) => turn(() => undefined, ms);
  const SLOW_MS = 140_000;
  tell(0.9);
  for (let slow = 0; slow < 2; slow += 1) await after(SLOW_MS);
  expect((await rowOf("work_orders")).state).toBe("bad");
  tell(0);
  for (let slow = 0; slow < 3; slow += 1) await after(SLOW_MS);
  expect((await rowOf("work_orders")).state).toBe("good");
  tell(0.9);
  await after(INTERVAL_MS);
  await after(3_600_000);
  expect((await rowOf("work_orders")).state).toBe("good");
  tell(0);
  for (let mended = 0; mended < 3; mended += 1) await turn();
});

it("takes one odd number of one exporter as unknown, and writes everything else", async () => {
  const odd = (value: number) =>
    signals.tellSwept("latency_p95", {
      values: [{ namespace: environment.namespace, key: null, value }],
      ...{ at: null, failure: null },
    });
  const { slot } = HEALTH_SIGNALS.latency_p95;
  const reading = async () => (await newestSamples(world.db, environment.id, 1))[0]?.readings;
  for (const [value, kept] of [
    [1e39, null],
    [1e-50, 0],
    [0.5, 0.5],
  ] as const) {
    odd(value);
    await turn();
    expect((await reading())?.[slot]).toBe(kept);
    expect((await reading())?.[HEALTH_SIGNALS.error_ratio.slot]).toBe(0);
  }
  odd(1e39);
  await turn();
  await turn();
  expect(await rowOf("latency_p95")).toMatchObject({
    state: "unknown",
    sentence: expect.stringContaining("answers 1e+39, which is more than can be measured"),
  });
});

it("lets what was seen last stand while nobody tries, and forgets nothing by silence", async () => {
  const seen = (workflows: readonly string[]) => {
    const values = workflows.map((key) => ({ namespace: environment.namespace, key, value: 7 }));
    signals.tellSwept("workflow_seen", { values, at: null, failure: null });
  };
  seen(["work_order", "purchase"]);
  tell(0.9);
  await turn();
  await turn();
  expect((await rowOf("work_orders")).state).toBe("bad");
  tell(null);
  for (let quiet = 0; quiet < 5; quiet += 1) await turn();
  expect((await rowOf("work_orders")).state).toBe("bad");
  expect((await rowOf("purchases")).state).toBe("unknown");
  tell(0);
  for (let mended = 0; mended < 3; mended += 1) await turn();
  expect((await rowOf("work_orders")).state).toBe("good");
  seen([]);
});

it("is answered by workflow and domain, what hurts first, with what nobody knows told as such", async () => {
  const reader = await world.person("plant_it");
  const health = await getEnvironmentHealth({ ...reader, now: clock }, { environmentId: environment.id });
  expect(health).toMatchObject({ state: "unknown", stale: false, at: clock.toISOString() });
  expect(health.sentence).toMatch(
    /^Most is not known: \d+ of \d+ signals say nothing\. Nothing was measured\./,
  );
  expect(health.workflows.at(-1)).toMatchObject({ id: "work_order", state: "good", sentence: "None fails." });
  expect(health.workflows[0]).toMatchObject({ state: "unknown" });
  const late = { ...reader, now: new Date(clock.getTime() + 600_000) };
  const stale = await getEnvironmentHealth(late, { environmentId: environment.id });
  expect(stale).toMatchObject({ stale: true, state: "unknown" });
  expect(stale.sentence).toMatch(/^Last measured .+: too long ago to say\.$/);
  expect(stale.domains.every(({ state }) => state === "unknown")).toBe(true);
  const asked = { environmentId: environment.id, span: "6h", signals: "work_orders" } as const;
  const { courses } = await getHealthCourses({ ...reader, now: clock }, asked);
  expect(courses[0]?.points.some(({ value }) => value !== null && value > 0.8)).toBe(true);
  await expect(getHealthCourses(reader, { ...asked, signals: "work_orders,cpu" })).rejects.toThrow("“cpu”");
  const other = await makeWorld();
  const stranger = await other.person("plant_it");
  await expect(getEnvironmentHealth(stranger, { environmentId: environment.id })).rejects.toThrow(
    "There is no such environment",
  );
  expect((await getFleetHealth(stranger, {})).total).toBe(0);
  await other.close();
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
    from: START,
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
  // Given back early, as after a turn in which something was suspect.
  await endHealthSweep(world.db, own.id, INTERVAL_MS);
  expect(await take()).toBe(true);
});
