import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Train } from "@/lib/contracts/api/resources/train";
import { at } from "@/lib/testing/change-world";
import { makeTrainWorld, type TrainWorld } from "@/lib/testing/train-world";
import { problemOf } from "@/lib/testing/world";
import { liftHold } from "@/lib/usecases/hold/lift";
import { placeHold } from "@/lib/usecases/hold/place";
import { listNotices } from "@/lib/usecases/notice/list";
import { haltTrain } from "@/lib/usecases/train/halt";
import { resumeTrain } from "@/lib/usecases/train/resume";
import { stopTrain } from "@/lib/usecases/train/stop";
import { makeSurroundings } from "../testing";
import { trainSweep } from "./trains";

let world: TrainWorld;
beforeAll(async () => {
  world = await makeTrainWorld();
});
afterAll(() => world.close());

const carsOf = (train: Train) => train.rings.flatMap(({ cars }) => cars);
const statesOf = (train: Train) => train.rings.map(({ cars }) => cars.map(({ state }) => state));
const operationOf = (train: Train, ring: number, car = 0) =>
  train.rings[ring]?.cars[car]?.operation?.id ?? "";
/** Notices of its halts; those of its decision are others'. */
const toldOf = ({ id }: Train) => world.db.prisma.notice.findMany({ where: { occasion: `train:${id}` } });
const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const reason = "Because of the test.";

describe("a running train", () => {
  it("goes ring by ring: starts, arrives, bakes, goes on, finishes; every car on behalf of who started it", async () => {
    const { train, wanted } = await world.started([
      { stages: ["dev", "dev"], bakeSeconds: 60 },
      { stages: ["staging"] },
    ]);
    await world.advance(train.id);
    let now = await world.look(train.id);
    expect(statesOf(now)).toEqual([["running", "running"], ["waiting"]]);
    expect(now.sentence).toBe("Ring 1: 0 of 2 arrived, 2 under way.");
    const operation = await world.db.prisma.operation.findUniqueOrThrow({
      where: { id: operationOf(now, 0) },
    });
    expect(operation).toMatchObject({ requesterId: world.manager.actor.id, releaseId: wanted.id });
    expect(world.told.rung).toContain(`operation.run ${operation.id}`);
    expect((await world.auditOf(operation.changeId ?? "")).at(-1)).toMatchObject({
      action: "change.start",
      actorName: "Holdfast",
    });

    await world.endCar(operationOf(now, 0), "succeeded");
    await world.endCar(operationOf(now, 0, 1), "succeeded");
    await world.advance(train.id);
    now = await world.look(train.id);
    expect(now.rings[0]).toMatchObject({ state: "baking" });
    expect(statesOf(now)[1]).toEqual(["waiting"]);
    await world.advance(train.id, soon(50));
    expect((await world.look(train.id)).rings[0]?.state).toBe("baking");

    await world.observe(train, "good", soon(61));
    await world.advance(train.id, soon(62));
    now = await world.look(train.id);
    expect(now.rings[0]?.state).toBe("done");
    expect(statesOf(now)[1]).toEqual(["running"]);
    await world.endCar(operationOf(now, 1), "succeeded");
    await world.advance(train.id, soon(63));
    await world.observe(train, "good", soon(64));
    await world.advance(train.id, soon(65));
    now = await world.look(train.id);
    expect(now).toMatchObject({ state: "succeeded", sentence: "3 of 3 environments run the release." });
    expect(carsOf(now).every(({ runsRelease }) => runsRelease)).toBe(true);
    expect(now.timeline.map(({ text }) => text)).toContain("Ring 1 has arrived. It bakes for 1 min.");
    expect((await world.auditOf(train.id)).at(-1)).toMatchObject({ action: "train.succeed" });
  });

  it("halts at a failure, tells which environments run which release, and goes on without the failed one", async () => {
    const { train, running } = await world.started([{ stages: ["dev", "dev"] }, { stages: ["staging"] }]);
    await world.advance(train.id);
    let now = await world.look(train.id);
    await world.endCar(operationOf(now, 0), "rolled_back");
    await world.advance(train.id);
    now = await world.look(train.id);
    expect(now.state).toBe("halted");
    expect(now.sentence).toContain("One environment did not arrive");
    expect(now.sentence).toContain("under way (1) runs to its own end");
    // Its drafter may let it go on as well; whoever only sees a part of it is not told.
    const told = await toldOf(train);
    expect(told.map(({ userId }) => userId)).toEqual(
      expect.arrayContaining([world.manager.actor.id, world.drafter.actor.id]),
    );
    expect(told.map(({ userId }) => userId)).not.toContain(world.plantIt.actor.id);
    expect(told[0]?.text).toBe(now.sentence);
    expect(carsOf(now).map(({ release }) => release?.name)).toEqual(Array(3).fill(running.name));
    // The other car comes to its end while the train stands; nothing starts.
    await world.endCar(operationOf(now, 0, 1), "succeeded");
    await world.advance(train.id);
    expect(statesOf(await world.look(train.id))).toEqual([["failed", "arrived"], ["waiting"]]);
    await resumeTrain(at(world.manager), { trainId: train.id, version: now.version, reason });
    await world.advance(train.id);
    await world.observe(train, "good", soon(1));
    await world.advance(train.id, soon(2));
    now = await world.look(train.id);
    expect(now).toMatchObject({ state: "running", acceptedFailures: 1 });
    expect(statesOf(now)).toEqual([["failed", "arrived"], ["running"]]);
    await world.endCar(operationOf(now, 1), "succeeded");
    await world.advance(train.id, soon(3));
    await world.observe(train, "good", soon(4));
    await world.advance(train.id, soon(5));
    expect((await world.look(train.id)).sentence).toContain(
      "2 of 3 environments run the release. Did not arrive",
    );
  });

  it("halts when a ring is not well after its bake time, and a resume accepts it as it is", async () => {
    const { train } = await world.started([{ stages: ["dev"] }, { stages: ["staging"] }]);
    await world.advance(train.id);
    await world.endCar(operationOf(await world.look(train.id), 0), "succeeded");
    await world.advance(train.id);
    await world.observe(train, "bad", soon(1));
    await world.advance(train.id, soon(2));
    const halted = await world.look(train.id);
    expect(halted).toMatchObject({ state: "halted" });
    expect(halted.sentence).toContain("Ring 1 is not well after its bake time");
    const later = { ...at(world.manager), now: soon(3) };
    await resumeTrain(later, { trainId: train.id, version: halted.version, reason });
    await world.advance(train.id, soon(4));
    expect(statesOf(await world.look(train.id))[1]).toEqual(["running"]);
  });

  it("waits at a hold and says so, starts once it is lifted; a lasting refusal halts, and its car can be left out", async () => {
    const { train, wanted } = await world.approved([{ stages: ["dev", "dev"] }]);
    const [held, same] = carsOf(train).map(({ environment }) => environment.id);
    const hold = await placeHold(at(world.manager), {
      level: "environment",
      environmentId: held ?? "",
      reason: "Month end",
      until: soon(3_600).toISOString(),
    });
    const going = await world.startNow(train);
    await world.advance(going.id);
    let now = await world.look(going.id);
    expect(statesOf(now)).toEqual([["waiting", "running"]]);
    expect(carsOf(now)[0]?.sentence).toContain("Month end");
    expect(now.sentence).toContain("waits: ");
    await liftHold(at(world.manager), { holdId: hold.id, reason });
    await world.advance(going.id);
    expect(statesOf(await world.look(going.id))).toEqual([["running", "running"]]);

    const other = await world.started([{ stages: ["dev"] }, { stages: ["dev"] }]);
    const first = carsOf(other.train)[0];
    await world.db.prisma.environment.update({
      where: { id: first?.environment.id ?? "" },
      data: { releaseId: other.wanted.id },
    });
    await world.advance(other.train.id);
    now = await world.look(other.train.id);
    expect(now.state).toBe("halted");
    expect(now.sentence).toContain("cannot start");
    const call = { trainId: now.id, version: now.version, reason };
    await resumeTrain(at(world.manager), { ...call, leaveOut: [first?.id ?? ""] });
    await world.advance(now.id);
    expect(statesOf(await world.look(now.id))).toEqual([["left_out"], ["running"]]);
    expect([same, wanted.id]).not.toContain(undefined);
  });

  it("is halted, resumed and stopped by a person; what has not started never does", async () => {
    const { train } = await world.started([{ stages: ["dev"] }, { stages: ["staging"] }]);
    await world.advance(train.id);
    const call = { trainId: train.id, version: train.version, reason };
    expect((await problemOf(haltTrain(at(world.plantIt), call))).code).toBe("forbidden");
    const halted = await haltTrain(at(world.drafter), call);
    expect(halted.sentence).toContain(`Halted by ${world.drafter.actor.name}`);
    const told = (await toldOf(train)).map(({ userId }) => userId);
    expect(told).toContain(world.manager.actor.id);
    expect(told).not.toContain(world.drafter.actor.id);
    const unread = await listNotices(at(world.manager), { limit: 100 });
    expect(unread.items.map(({ path }) => path)).toContain(`/trains/${train.id}`);
    expect((await problemOf(haltTrain(at(world.drafter), call))).code).toBe("conflict");
    await world.endCar(operationOf(halted, 0), "succeeded");
    await world.advance(train.id, soon(3_600));
    expect(statesOf(await world.look(train.id))[1]).toEqual(["waiting"]);
    const ended = await stopTrain(at(world.manager), { ...call, version: halted.version });
    expect(ended).toMatchObject({ state: "stopped" });
    expect(statesOf(ended)).toEqual([["arrived"], ["left_out"]]);
    expect((await world.auditOf(train.id)).map(({ action }) => action).slice(-2)).toEqual([
      "train.halt",
      "train.stop",
    ]);
  });
});

describe("several workers", () => {
  it("start each car once, however many sweep at the same time", async () => {
    const { train } = await world.started([{ stages: Array(12).fill("dev") }]);
    const sweeps = ["one", "two", "three"].map((id) => trainSweep(makeSurroundings(world, id).deps));
    for (let round = 0; round < 4; round += 1) await Promise.all(sweeps.map((sweep) => sweep()));
    const now = await world.look(train.id);
    expect(statesOf(now)).toEqual([Array(12).fill("running")]);
    for (const { change } of carsOf(now)) {
      expect(await world.db.prisma.operation.count({ where: { changeId: change?.id ?? "" } })).toBe(1);
    }
    expect(now.timeline.filter(({ text }) => text === "Ring 1 begins.")).toHaveLength(1);
  });

  it("a person's halt wins or loses against them, never in between", async () => {
    const { train } = await world.started([{ stages: Array(12).fill("dev") }]);
    const call = { trainId: train.id, version: train.version, reason };
    const sweep = trainSweep(makeSurroundings(world).deps);
    const [, halt] = await Promise.allSettled([sweep(), haltTrain(at(world.manager), call)]);
    expect(halt.status).toBe("fulfilled");
    const running = statesOf(await world.look(train.id))
      .flat()
      .filter((state) => state === "running").length;
    await sweep();
    const after = statesOf(await world.look(train.id))
      .flat()
      .filter((state) => state === "running").length;
    expect(after).toBe(running);
  });
});
