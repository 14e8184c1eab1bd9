import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Prisma } from "@/lib/data/generated/client";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, type World } from "@/lib/testing/world";
import { raiseAlerts } from "../alert/raise";
import { getFleetHealth } from "./fleet";
import { getEnvironmentHealth } from "./get";
import { sweepCluster } from "./sweep";

const INTERVAL_MS = 30_000;
const MINUTE = 60_000;
const signals = new FakeSignals();
/** 14:00 CET at the plant. */
const START = new Date(Date.UTC(2031, 0, 14, 13));
const at = (minutes: number): Date => new Date(START.getTime() + minutes * MINUTE);
let clock = START;
let world: World;
let environment: { id: string; namespace: string };
let releases: { id: string; name: string }[];

beforeAll(async () => {
  world = await makeWorld();
  releases = [await world.release(), await world.release()];
  const { id } = await world.environment("production", releases[0]?.id ?? null);
  environment = await world.db.prisma.environment.update({ where: { id }, data: { createdAt: START } });
});
afterAll(() => world.close());

async function turn(failures: number, minutes: number): Promise<void> {
  clock = at(minutes);
  const values = [{ namespace: environment.namespace, key: "work_order", value: failures }];
  signals.tellSwept("workflow_failures", { values, at: null, failure: null });
  const raise = async (tx: Parameters<typeof raiseAlerts>[0], changes: Parameters<typeof raiseAlerts>[1]) =>
    void (await raiseAlerts(tx, changes, clock));
  const deps = { db: world.db, channel: new FakeChannel(), signals, raise };
  const cluster = { id: world.clusterId, name: "c" };
  const stopping = new AbortController().signal;
  await sweepCluster(deps, cluster, { intervalMs: INTERVAL_MS, now: () => clock, stopping });
}

type Step = Omit<Prisma.OperationStepCreateManyOperationInput, "timeoutMs" | "position">;

const operation = (data: Partial<Prisma.OperationUncheckedCreateInput>, steps: readonly Step[] = []) =>
  world.db.prisma.operation.create({
    data: {
      ...{ kind: "deploy" as const, state: "running" as const, startedAt: START, deadlineAt: at(600) },
      ...{ tenantId: world.tenantId, clusterId: world.clusterId, environmentId: environment.id },
      ...{ correlationId: randomUUID(), workerId: "w", leaseUntil: at(600), ...data },
      steps: {
        createMany: { data: steps.map((step, position) => ({ ...step, position, timeoutMs: 1_000 })) },
      },
    },
  });

/** What heat map, health page and alert say of the work orders. */
async function told(): Promise<string[]> {
  const reader = { ...(await world.person("plant_it")), now: clock };
  const fleet = await getFleetHealth(reader, {});
  const own = fleet.items.find(({ id }) => id === environment.id);
  const health = await getEnvironmentHealth(reader, { environmentId: environment.id });
  const alert = await world.db.prisma.alert.findFirst({ where: { environmentId: environment.id } });
  const heat = own?.domains.find(({ id }) => id === "business")?.sentence ?? "";
  return [heat, health.sentence, alert?.sentence ?? ""].map((text) => text.split(":").slice(0, 2).join(":"));
}

it("a fault that begins while a release is watched names it, whatever backup ended meanwhile", async () => {
  const [old, fresh] = releases;
  await turn(0, 0);
  await turn(0, 0.5);
  await operation({ releaseId: fresh?.id ?? "", previousReleaseId: old?.id ?? "" }, [
    { name: "rollout", state: "done", startedAt: at(1), finishedAt: at(2) },
    { name: "observe", state: "running", startedAt: at(3) },
    { name: "restore_rollout", phase: "rollback", state: "pending" },
  ]);
  const ended = { state: "succeeded" as const, startedAt: at(40), finishedAt: at(41) };
  await operation({ ...ended, kind: "backup", workerId: null, leaseUntil: null });
  // Forty minutes into a watch that asks a person and has not ended.
  await turn(0, 44.5);
  await turn(0.9, 45);
  await turn(0.9, 45.5);
  const since = `Work orders cannot be confirmed since 14:45 CET, after release ${fresh?.name}`;
  expect(await told()).toEqual([since, since, since]);
});

it("the next day every page says of which day it speaks, and nobody is told again", async () => {
  const before = await world.db.prisma.alert.findFirstOrThrow({ where: { environmentId: environment.id } });
  await turn(0.9, 24 * 60);
  await turn(0.9, 24 * 60 + 0.5);
  const since = `Work orders cannot be confirmed since Tue 14 Jan 14:45 CET, after release ${releases[1]?.name}`;
  expect(await told()).toEqual([since, since, since]);
  const after = await world.db.prisma.alert.findFirstOrThrow({ where: { environmentId: environment.id } });
  expect(after).toMatchObject({ id: before.id, pending: before.pending, announced: before.announced });
});

it("what begins after the release from before is back is told to come after that", async () => {
  for (const minutes of [1, 1.5, 2, 2.5]) await turn(0, 24 * 60 + minutes);
  const step = { operation: { environmentId: environment.id }, name: "restore_rollout" };
  const times = { startedAt: at(24 * 60 + 1), finishedAt: at(24 * 60 + 2) };
  await world.db.prisma.operationStep.updateMany({ where: step, data: { state: "running" } });
  await world.db.prisma.operationStep.updateMany({ where: step, data: { state: "done", ...times } });
  await turn(0.9, 24 * 60 + 3);
  await turn(0.9, 24 * 60 + 3.5);
  const [heat] = await told();
  expect(heat).toBe(
    `Work orders cannot be confirmed since 14:03 CET, after going back to ${releases[0]?.name}`,
  );
});
