import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "@/lib/usecases/context";
import { abortOperation } from "@/lib/usecases/operation/abort";
import { getOperation } from "@/lib/usecases/operation/get";
import { pauseOperation } from "@/lib/usecases/operation/pause";
import { resumeOperation } from "@/lib/usecases/operation/resume";
import { listenForControl } from "./control";
import { createRunner, type OperationRunner } from "./runner";
import { makeSurroundings } from "./testing";

let world: World;
let surroundings: ReturnType<typeof makeSurroundings>;
let manager: Context;
let runner: OperationRunner;
let environmentId: string;
let operationId: string;
let before: { id: string; digest: string };
let after: { id: string; digest: string };
/** Open while the cluster keeps a rollout waiting. */
let waiting: { begun: boolean; aborted: boolean; letThrough: boolean };

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

beforeEach(async () => {
  surroundings = makeSurroundings(world);
  const { channel, cluster, deps } = surroundings;
  const person = await world.person("release_manager");
  manager = { ...person, ports: { ...person.ports, channel, bell: deps.bell } };
  before = await world.release({ base: "19.0.1.0.0" });
  after = await world.release({ base: "19.0.1.0.0" });
  environmentId = (await world.environment("staging", before.id)).id;
  operationId = await queueDeploy(world, {
    environmentId,
    releaseId: after.id,
    previousReleaseId: before.id,
  });
  const { namespace } = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
  const secret = { host: "db", port: "5432", user: "erp", password: "p", dbname: "nw" };
  cluster.secrets.set(`${namespace}/erp-database`, secret);
  cluster.secrets.set(`${namespace}/erp-api`, { login: "ops", key: "k" });
  waiting = { begun: false, aborted: false, letThrough: false };
  const finish = cluster.waits.rollout;
  cluster.waits.rollout = async (where, names, options) => {
    if (waiting.letThrough) return finish(where, names, options);
    waiting.begun = true;
    return new Promise((_resolve, reject) => {
      options.signal.addEventListener("abort", () => {
        waiting.aborted = true;
        reject(options.signal.reason);
      });
    });
  };
  runner = createRunner(deps, new AbortController().signal);
});

const at = (): Context => ({ ...manager, now: new Date() });
const row = () => world.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });
const current = () => getOperation(at(), { operationId });
/** The worker runs the operation until its rollout waits. In an object, since a promise would be awaited. */
const started = async () => {
  const run = runner.run(operationId);
  await expect.poll(() => waiting.begun).toBe(true);
  // Until its lines are stored, storing them would notice by itself what the test wants to be told.
  const where = { operationId, text: { endsWith: "objects applied." } };
  await expect.poll(() => world.db.prisma.operationEvent.count({ where })).toBe(1);
  return { run };
};

describe("a worker whose operation a person takes in hand", () => {
  it("stops the step by the event of a pause, and a resume completes it once", async () => {
    const stopListening = await listenForControl(surroundings.deps, runner);
    const { run } = await started();
    const pressed = performance.now();
    await pauseOperation(at(), { operationId });
    expect(await run).toBe("lost_lease");
    // By its event: the heartbeat would notice only after up to 5 s.
    expect(performance.now() - pressed).toBeLessThan(2_500);
    expect(waiting.aborted).toBe(true);
    expect(await row()).toMatchObject({ state: "paused", workerId: null, leaseUntil: null });
    const changes = [...surroundings.cluster.changes];
    expect(await runner.run(operationId)).toBe("held_elsewhere");
    expect(surroundings.cluster.changes).toEqual(changes);

    waiting.letThrough = true;
    await resumeOperation(at(), { operationId, version: (await current()).version });
    expect(surroundings.rung).toContain(operationId);
    expect(await runner.run(operationId)).toBe("finished");
    expect(await row()).toMatchObject({ state: "succeeded" });
    // The pods were applied before the pause and not again; the entrance follows once they serve.
    const entrance = ["TraefikService web", "TraefikService web-events", "IngressRoute web"];
    expect(surroundings.cluster.changes).toEqual([...changes, ...entrance.map((name) => `create ${name}`)]);
    expect(surroundings.erp.runs).toBe(1);
    await stopListening();
  });

  it("notices a pause by its heartbeat, within 5 s, when the event is lost", async () => {
    const { run } = await started();
    await pauseOperation(at(), { operationId });
    const pressed = performance.now();
    expect(await run).toBe("lost_lease");
    expect(performance.now() - pressed).toBeLessThan(5_500);
  });

  it("goes back by itself after an abort, and says by whom and why", async () => {
    const stopListening = await listenForControl(surroundings.deps, runner);
    const { run } = await started();
    const { version } = await current();
    await abortOperation(at(), { operationId, version, reason: "The wrong release was picked." });
    expect(await run).toBe("lost_lease");
    // Rung by the command, in vain while the step was still under way, and by the worker that let go.
    expect(surroundings.rung.filter((id) => id === operationId)).toHaveLength(2);
    waiting.letThrough = true;
    expect(await runner.run(operationId)).toBe("finished");
    const ended = await row();
    expect(ended).toMatchObject({ state: "rolled_back", failureKind: "aborted" });
    expect(ended.sentence).toMatch(
      new RegExp(`^Rolled back to .*: aborted by ${manager.actor.name}: The wrong release was picked\\.$`),
    );
    const environment = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
    expect(environment).toMatchObject({ state: "ready", releaseId: before.id });
    const web = surroundings.cluster.live.get(`apps/v1|Deployment|${environment.namespace}|web`);
    expect(JSON.stringify(web)).toContain(before.digest);
    await stopListening();
  });
});
