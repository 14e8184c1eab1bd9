import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { createRunner } from "./runner";
import { ringSweep } from "./sweeps/ring";
import { makeSurroundings } from "./testing";

let world: World;
let surroundings: ReturnType<typeof makeSurroundings>;
let environmentId: string;
let operationId: string;
let before: { id: string; digest: string };
let after: { id: string; digest: string; name: string };

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world.close();
});

const environment = () => world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
const operation = () =>
  world.db.prisma.operation.findUniqueOrThrow({
    where: { id: operationId },
    include: { steps: { orderBy: { position: "asc" } }, events: { orderBy: { sequence: "asc" } } },
  });
const queue = (extra: Partial<Parameters<typeof queueDeploy>[1]> = {}) =>
  queueDeploy(world, {
    environmentId,
    releaseId: after.id,
    previousReleaseId: before.id,
    modules: { install: [], update: ["base"] },
    ...extra,
  });

beforeEach(async () => {
  surroundings = makeSurroundings(world);
  before = await world.release({ base: "19.0.1.0.0" });
  after = await world.release({ base: "19.0.1.1.0" });
  environmentId = (await world.environment("staging", before.id)).id;
  operationId = await queue();
  const { namespace } = await environment();
  const secret = { host: "db", port: "5432", user: "erp", password: "p", dbname: "nw" };
  surroundings.cluster.secrets.set(`${namespace}/erp-database`, secret);
  surroundings.cluster.secrets.set(`${namespace}/erp-api`, { login: "ops", key: "k" });
});

const living = () => new AbortController().signal;

describe("a deployment by a worker", () => {
  it("leaves environment, release, manifest, smoke run and story as they are to be read", async () => {
    expect(await createRunner(surroundings.deps, living()).run(operationId)).toBe("finished");
    const row = await operation();
    expect(row).toMatchObject({ state: "succeeded", workerId: null, leaseUntil: null });
    expect(row.sentence).toContain(`runs ${after.name}`);
    const manifest = await world.db.prisma.manifest.findFirstOrThrow({ where: { environmentId } });
    expect(await environment()).toMatchObject({
      state: "ready",
      releaseId: after.id,
      manifestId: manifest.id,
    });
    const smoke = await world.db.prisma.smokeRun.findMany({ where: { operationId } });
    expect(smoke).toMatchObject([{ passed: true }]);
    expect(smoke[0]?.checks).toHaveLength(7);
    expect(row.steps.map(({ state }) => state)).toEqual([
      ...Array(8).fill("done"),
      ...Array(4).fill("skipped"),
    ]);
    expect(row.events.map(({ text }) => text)).toContain("All 7 business checks pass.");
    const passed = await world.db.prisma.stagePass.count({ where: { environmentId, releaseId: after.id } });
    expect(passed).toBe(1);
  });

  it("runs once though two workers are rung", async () => {
    const other = makeSurroundings(world, "worker-2");
    const deps = { ...other.deps, clusters: surroundings.deps.clusters };
    const results = await Promise.all([
      createRunner(surroundings.deps, living()).run(operationId),
      createRunner(deps, living()).run(operationId),
    ]);
    expect(results.sort()).toEqual(["finished", "held_elsewhere"]);
    const jobs = surroundings.cluster.changes.filter((change) => change.startsWith("create Job"));
    expect(jobs).toHaveLength(1);
  });

  it("goes back, keeps the release that ran, and says why", async () => {
    const failure = { reason: "CrashLoopBackOff", detail: "exit 1: boom", logTail: ["boom"] };
    surroundings.cluster.badImages.set(after.digest, failure);
    await createRunner(surroundings.deps, living()).run(operationId);
    const row = await operation();
    expect(row).toMatchObject({ state: "rolled_back", phase: "rollback", failureKind: "failed_check" });
    expect(row.sentence).toContain("web pods crash-looped (exit 1: boom)");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: before.id });
    expect((await environment()).stateSentence).toBe(row.sentence);
  });

  it("marks the environment when going back fails", async () => {
    surroundings.erp.failing.set("invoice", "no journal");
    await createRunner(surroundings.deps, living()).run(operationId);
    expect((await operation()).state).toBe("failed");
    expect((await environment()).state).toBe("needs_attention");
  });

  it("takes the previous manifest as it was applied, not as it would be rendered now", async () => {
    await createRunner(surroundings.deps, living()).run(operationId);
    const applied = await environment();
    await world.db.prisma.environment.update({ where: { id: environmentId }, data: { webReplicas: 3 } });
    const third = await world.release({ base: "19.0.1.1.0" });
    operationId = await queue({
      releaseId: third.id,
      previousReleaseId: after.id,
      modules: { install: [], update: [] },
    });
    const failure = { reason: "CrashLoopBackOff", detail: "", logTail: [] };
    surroundings.cluster.badImages.set(third.digest, failure);
    await createRunner(surroundings.deps, living()).run(operationId);
    expect((await operation()).state).toBe("rolled_back");
    const web = surroundings.cluster.live.get(`apps/v1|Deployment|${applied.namespace}|web`);
    expect(web?.["spec"]).toMatchObject({ replicas: 1 });
  });
});

describe("beyond the limit", () => {
  it("ends the operation loudly, even one that nobody ever took", async () => {
    const deadlineAt = new Date(Date.now() - 60_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { deadlineAt } });
    const runner = createRunner(surroundings.deps, living());
    expect(await runner.failOverdue(operationId)).toBe(true);
    expect(await operation()).toMatchObject({ state: "failed", failureKind: "timed_out" });
    expect((await operation()).sentence).toContain("nothing was touched");
    expect(await runner.failOverdue(operationId)).toBe(false);
  });
});

describe("the ring sweep", () => {
  it("rings first, and runs by itself what is still silent the next time", async () => {
    const older = new Date(Date.now() - 20_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { createdAt: older } });
    const ran: string[] = [];
    const runner = {
      run: async (id: string) => {
        ran.push(id);
        return "finished" as const;
      },
      failOverdue: async () => false,
      check: () => undefined,
      hasRoom: () => true,
      goOn: async () => undefined,
      idle: async () => undefined,
    };
    const sweep = ringSweep(surroundings.deps, runner);
    await sweep();
    expect(surroundings.rung).toContain(operationId);
    expect(ran).not.toContain(operationId);
    await sweep();
    expect(ran).toContain(operationId);
  });
});
