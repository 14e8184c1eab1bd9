import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "@/lib/usecases/context";
import { rollBack } from "@/lib/usecases/rollback/roll-back";
import { createRunner } from "./runner";
import { makeSurroundings } from "./testing";

/** Modules are one namespace of the whole database: this one is the suite's own. */
const MODULE = `stock_${randomUUID().slice(0, 8)}`;

let world: World;
let manager: Context;
let surroundings: ReturnType<typeof makeSurroundings>;
let environmentId: string;
let first: { id: string; name: string; digest: string };
let second: { id: string; name: string; digest: string };

beforeAll(async () => {
  world = await makeWorld();
  manager = await world.person("release_manager");
});
afterAll(() => world.close());

const environment = () => world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
const operation = (id: string) => world.db.prisma.operation.findUniqueOrThrow({ where: { id } });
const run = (id: string) => createRunner(surroundings.deps, new AbortController().signal).run(id);
const jobs = () => surroundings.cluster.changes.filter((change) => change.startsWith("create Job")).length;

async function deploy(release: { id: string }, previousReleaseId: string | null, update: string[]) {
  const modules = { install: [], update };
  await run(await queueDeploy(world, { environmentId, releaseId: release.id, previousReleaseId, modules }));
}

async function liveWeb() {
  const { namespace } = await environment();
  return surroundings.cluster.live.get(`apps/v1|Deployment|${namespace}|web`);
}

async function press(): Promise<string> {
  const { version } = await environment();
  const reason = "Labels print wrong since noon";
  const input = { environmentId, version, targetReleaseId: first.id, reason };
  return (await rollBack({ ...manager, now: new Date() }, input)).id;
}

beforeEach(async () => {
  surroundings = makeSurroundings(world);
  first = await world.release({ [MODULE]: "19.0.1.0.0" });
  second = await world.release({ [MODULE]: "19.0.1.1.0" });
  environmentId = (await world.environment("dev", null)).id;
  const { namespace } = await environment();
  const secret = { host: "db", port: "5432", user: "erp", password: "p", dbname: "nw" };
  surroundings.cluster.secrets.set(`${namespace}/erp-database`, secret);
  surroundings.cluster.secrets.set(`${namespace}/erp-api`, { login: "ops", key: "k" });
  await deploy(first, null, []);
  await deploy(second, first.id, [MODULE]);
  expect(await environment()).toMatchObject({ state: "ready", releaseId: second.id });
});

describe("a rollback by a worker", () => {
  it("puts the earlier pods back, checks them, and updates no module", async () => {
    expect(JSON.stringify(await liveWeb())).toContain(second.digest);
    const updates = jobs();
    const id = await press();
    expect(await run(id)).toBe("finished");
    const row = await operation(id);
    expect(row.state).toBe("succeeded");
    expect(row.sentence).toContain(`runs ${first.name} again (before: ${second.name}); checked in`);
    expect(await environment()).toMatchObject({
      state: "ready",
      releaseId: first.id,
      stateSentence: row.sentence,
    });
    expect(JSON.stringify(await liveWeb())).toContain(first.digest);
    expect(jobs()).toBe(updates);
    expect(await world.db.prisma.smokeRun.findMany({ where: { operationId: id } })).toMatchObject([
      { passed: true },
    ]);
  });

  it("applies exactly the manifest that ran, also when it would be rendered otherwise now", async () => {
    const ran = await world.db.prisma.manifest.findMany({ where: { environmentId, releaseId: first.id } });
    await world.db.prisma.environment.update({ where: { id: environmentId }, data: { webReplicas: 3 } });
    await run(await press());
    expect((await liveWeb())?.["spec"]).toMatchObject({ replicas: 1 });
    expect((await environment()).manifestId).toBe(ran[0]?.id);
    expect(await world.db.prisma.manifest.count({ where: { environmentId, releaseId: first.id } })).toBe(1);
  });

  it("stops where it fails, marks the environment and tells the people concerned once", async () => {
    const failure = { reason: "CrashLoopBackOff", detail: "exit 1: boom", logTail: ["boom"] };
    surroundings.cluster.badImages.set(first.digest, failure);
    const support = await world.person("support");
    const id = await press();
    await run(id);
    const row = await operation(id);
    expect(row).toMatchObject({ state: "failed", phase: "rollback" });
    expect(row.sentence).toContain(`Stopped while going back to ${first.name}, a person must look`);
    expect(await environment()).toMatchObject({ state: "needs_attention", releaseId: second.id });
    // People of other suites hold roles over the fleet: they are told as well.
    const ours = [support.actor.id, manager.actor.id];
    const told = await world.db.prisma.notice.findMany({
      where: { operationId: id, userId: { in: ours } },
    });
    expect(told.map(({ userId }) => userId).sort()).toEqual(ours.toSorted());
    expect(told[0]).toMatchObject({ occasion: "ended", text: row.sentence, readAt: null });
    expect(told[0]?.title).toContain("the rollback stopped, a person must look");
  });
});
