import { afterAll, beforeAll, expect, it } from "vitest";
import { type SignalRow, writeSignals } from "@/lib/data/ledger/health-rows";
import { writeSamples } from "@/lib/data/ledger/health-samples";
import { definitionOf, SLOTS, signalsFor } from "@/lib/domain/health/catalog";
import { STALE_AFTER_MS } from "@/lib/domain/health/environment";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getFleetHealth } from "../health/fleet";
import { getEnvironmentHealth } from "../health/get";
import { getStatus } from "../incident/status";
import { getOverview } from "../overview/get";
import { getTenant } from "../tenant/get";
import { getEnvironment } from "./get";
import { listEnvironments } from "./list";

const SEEN = new Date("2026-11-28T13:03:00Z");
const later = (ms: number) => new Date(SEEN.getTime() + ms);
let world: World;
let reader: Context;
let environmentId: string;

beforeAll(async () => {
  world = await makeWorld();
  reader = await world.person("plant_it");
  environmentId = await wellAt("production");
});
afterAll(() => world.close());

/** An environment that was well when a worker looked last, and so were all of its signals but these. */
async function wellAt(stage: "production" | "staging", over: Partial<SignalRow> = {}): Promise<string> {
  const { id } = await world.environment(stage, null);
  await world.db.prisma.environment.update({
    where: { id },
    data: { health: "good", healthSentence: "Web: 1 of 1 pod ready.", observedAt: SEEN },
  });
  const readings = Array.from({ length: SLOTS }, () => 0);
  for (const at of [later(-30_000), SEEN])
    await writeSamples(world.db, at, [{ environmentId: id, readings }]);
  const rows = signalsFor(stage).map((signal): SignalRow => {
    const same = { environmentId: id, tenantId: world.tenantId, signal, domain: definitionOf(signal).domain };
    const well = { state: "good", since: SEEN, value: 0, threshold: null, sentence: "Well." } as const;
    const absent = definitionOf(signal).optional ? ({ state: "unknown", value: null } as const) : {};
    return { ...same, ...well, ...absent, ...(over.signal === signal ? over : {}) };
  });
  // What nothing serves is read first.
  rows.sort((one, other) => (one.value ?? -1) - (other.value ?? -1));
  await world.db.transaction((tx) => writeSignals(tx, rows, SEEN));
  return id;
}

/** What every reader of an environment's health is told at `now`. */
async function told(now: Date) {
  const ctx = { ...reader, now };
  const overview = await getOverview(ctx, {});
  const list = await listEnvironments(ctx, { limit: 10 });
  const status = await getStatus(ctx, { tenantId: world.tenantId });
  const tenant = await getTenant(ctx, { tenantId: world.tenantId });
  const fleet = await getFleetHealth(ctx, {});
  return {
    overview: overview.counts,
    sentence: overview.sentence,
    cell: overview.tenants[0]?.environments[0]?.health,
    list: list.items.map(({ health }) => health),
    filtered: (await listEnvironments(ctx, { limit: 10, health: "good" })).items.length,
    unknown: (await listEnvironments(ctx, { limit: 10, health: "unknown" })).items.length,
    status: status.places.map(({ health }) => health),
    tenant: tenant.environments.map(({ health }) => health),
    environment: await getEnvironment(ctx, { environmentId }),
    ...(({ state, sentence: said }) => ({ health: state, said }))(
      await getEnvironmentHealth(ctx, { environmentId }),
    ),
    fleet: fleet.items.flatMap(({ domains }) => domains),
  };
}

it("is well for every reader while somebody looks", async () => {
  const known = await told(later(STALE_AFTER_MS));
  expect(known).toMatchObject({ list: ["good"], status: ["good"], tenant: ["good"], cell: "good" });
  expect(known).toMatchObject({ filtered: 1, unknown: 0, health: "good" });
  expect(known.overview).toMatchObject({ good: 1, unknown: 0 });
  expect(known.fleet.map(({ state }) => state)).toEqual(Array(6).fill("good"));
});

it("is unknown for every reader, with since when, as soon as nobody looks any more", async () => {
  const blind = await told(later(STALE_AFTER_MS + 1));
  expect(blind).toMatchObject({ list: ["unknown"], status: ["unknown"], tenant: ["unknown"] });
  expect(blind).toMatchObject({ cell: "unknown", filtered: 0, unknown: 1, health: "unknown" });
  expect(blind.overview).toMatchObject({ good: 0, unknown: 1 });
  expect(blind.said).toBe("Last measured 14:03 CET: too long ago to say.");
  expect(blind.sentence).toContain("One environment is unknown.");
  expect(blind.environment).toMatchObject({
    health: "unknown",
    healthSentence: "Nobody has looked since 14:03 CET.",
    healthSince: SEEN.toISOString(),
  });
  expect(blind.fleet).toHaveLength(6);
  for (const domain of blind.fleet)
    expect(domain).toMatchObject({ state: "unknown", sentence: "Nobody has measured since 14:03 CET." });
});

it("shows the fleet's worst first however many there are, page by page and each once", async () => {
  const broken = { state: "bad", value: 0.9, sentence: "Work orders cannot be confirmed." } as const;
  const order = [
    await wellAt("staging", { signal: "work_orders", ...broken }),
    await wellAt("staging", { signal: "memory", state: "warn", sentence: "Memory runs short." }),
    environmentId,
  ];
  const ctx = { ...reader, now: later(1_000) };
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await getFleetHealth(ctx, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.total).toBe(3);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && seen.length < 9);
  expect(seen).toEqual(order);
});
