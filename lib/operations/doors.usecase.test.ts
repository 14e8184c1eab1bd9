import { afterAll, beforeAll, expect, it } from "vitest";
import { at, PLANS } from "@/lib/testing/change-world";
import {
  type DoorWorld,
  makeDoorWorld,
  OBSTACLES,
  type Obstacle,
  type Ready,
} from "@/lib/testing/door-world";
import { CALLERS, NOT_STOPPED, WRITERS } from "@/lib/testing/doors";
import { problemOf } from "@/lib/testing/world";
import { approveChange } from "@/lib/usecases/change/approve";
import { approveAndStartChange } from "@/lib/usecases/change/approve-and-start";
import { declareEmergency } from "@/lib/usecases/change/declare-emergency";
import { draftChange } from "@/lib/usecases/change/draft";
import { scheduleChange } from "@/lib/usecases/change/schedule";
import { startChange } from "@/lib/usecases/change/start";
import { submitChange } from "@/lib/usecases/change/submit";
import { SCHEDULE_ACTOR, wakeChange } from "@/lib/usecases/change/wake";
import type { Context } from "@/lib/usecases/context";
import { evaluateOperationGates, resumeGates } from "@/lib/usecases/operation/evaluate-gates";
import { pauseOperation } from "@/lib/usecases/operation/pause";
import { resumeOperation } from "@/lib/usecases/operation/resume";
import { approveRestore } from "@/lib/usecases/restore/approve";
import { getRestore } from "@/lib/usecases/restore/get";
import { requestRestore } from "@/lib/usecases/restore/request";
import { undoRestore } from "@/lib/usecases/restore/undo";
import { rollBackWithData } from "@/lib/usecases/rollback/data-roll-back";

let world: DoorWorld;
let tom: Context;
let support: Context;
beforeAll(async () => {
  world = await makeDoorWorld();
  tom = await world.trains.person("platform_engineer");
  support = await world.trains.person("support");
});
afterAll(() => world.close());

type Door = {
  name: string;
  /** The files it leads through to a writer of operations; none where the operation is there already. */
  through: readonly string[];
  ready(): Promise<Ready>;
  /** What does not stop it, by design, and where that is written; everything else does. */
  exempt: Partial<Record<Obstacle, string>>;
  /** A refusal leaves it unlike it was: each obstacle is met by another one. */
  anew?: boolean;
};

const START = "lib/usecases/change/start.ts";
const RECOVERY = "a freeze in the calendar stops no recovery: docs/recovery.md";
const ASKED_BEFORE = "asked when it was started: what is in progress can be edited no more (docs/changes.md)";

async function submitted() {
  const { trains } = world;
  const [running, wanted] = [
    await trains.release({ base: "19.0.1.0.0" }),
    await trains.release({ base: "19.0.1.0.1" }),
  ];
  const environment = await trains.environment("staging", running.id);
  const place = { environmentId: environment.id, releaseId: wanted.id };
  return {
    place,
    content: { ...place, title: "A change for a test", reason: "Because it is one.", ...PLANS },
  };
}

async function approved() {
  const { developer, manager } = world.trains;
  const { place, content } = await submitted();
  const { id: changeId, version } = await draftChange(at(developer), content);
  const sent = await submitChange(at(developer), { changeId, version });
  const change = await approveChange(at(manager), { changeId, version: sent.version, comment: "Good." });
  return { ...place, changeId, change };
}

/** A deployment of an approved change that a worker has taken up. */
async function running() {
  const { trains } = world;
  const { change, ...place } = await approved();
  const started = await startChange(at(trains.manager), { changeId: change.id, version: change.version });
  const operationId = started.operationId ?? "";
  await trains.db.prisma.operation.update({ where: { id: operationId }, data: { state: "running" } });
  return { ...place, operationId };
}

const DOORS: readonly Door[] = [
  {
    name: "a start by a person, the command line or a program's token",
    through: [START],
    exempt: {},
    ready: async () => {
      const { change, ...place } = await approved();
      const call = { changeId: change.id, version: change.version };
      return { ...place, press: () => startChange(at(world.trains.manager), call) };
    },
  },
  {
    name: "a start by schedule",
    through: [START],
    exempt: {},
    anew: true,
    ready: async () => {
      const { change, ...place } = await approved();
      const time = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 60_000);
      const wish = { changeId: change.id, version: change.version, at: time.toISOString() };
      await scheduleChange(at(world.trains.manager), wish);
      const where = { changeId: change.id };
      const wait = await world.trains.db.prisma.changeWait.findUniqueOrThrow({ where });
      const ctx = { ...world.trains.manager, actor: SCHEDULE_ACTOR, now: time };
      return { ...place, press: () => wakeChange(ctx, wait.id) };
    },
  },
  {
    name: "a ring of a train",
    through: ["lib/usecases/train/advance.ts", START],
    exempt: {},
    anew: true,
    ready: async () => {
      const { train, wanted } = await world.trains.started([{ stages: ["staging"] }]);
      const car = train.rings[0]?.cars[0];
      if (car === undefined) throw new Error("the train is empty");
      const row = await world.trains.db.prisma.trainCar.findUniqueOrThrow({ where: { id: car.id } });
      return {
        ...{ environmentId: car.environment.id, releaseId: wanted.id, changeId: row.changeId ?? "" },
        press: () => world.trains.advance(train.id),
      };
    },
  },
  {
    name: "an emergency, approved and started in one",
    through: ["lib/usecases/change/approve-and-start.ts", START],
    exempt: { freeze: "it is owed instead, and on the record: docs/changes.md" },
    ready: async () => {
      const { place, content } = await submitted();
      const { id: changeId, version } = await draftChange(at(tom), content);
      const reason = "Trucks wait at the gate.";
      const declared = await declareEmergency(at(tom), { changeId, version, reason });
      const change = await submitChange(at(tom), { changeId, version: declared.version });
      const call = { changeId, version: change.version, comment: "Saw the trucks." };
      return {
        ...place,
        press: () => approveAndStartChange(at(world.trains.manager), call),
        pressUnapproved: () => approveAndStartChange(at(tom), call),
      };
    },
  },
  {
    name: "a paused operation that a person resumes",
    through: [],
    exempt: { "no approval": ASKED_BEFORE },
    ready: async () => {
      const { operationId, ...place } = await running();
      await pauseOperation(at(world.trains.manager), { operationId });
      const where = { where: { id: operationId } };
      const row = () => world.trains.db.prisma.operation.findUniqueOrThrow(where);
      return {
        ...place,
        press: async () =>
          resumeOperation(at(world.trains.manager), { operationId, version: (await row()).version }),
        opened: async () => (await row()).state !== "paused",
      };
    },
  },
  {
    name: "a parked operation whose wait is over",
    through: [],
    exempt: { "no approval": ASKED_BEFORE },
    ready: async () => {
      const { operationId, ...place } = await running();
      const ask = () => resumeGates(world.trains.db.prisma, operationId, new Date());
      return { ...place, press: async () => undefined, opened: async () => (await ask()).open };
    },
  },
  {
    name: "the first step of whatever was started",
    through: [],
    exempt: { "no approval": ASKED_BEFORE },
    ready: async () => {
      const { operationId, ...place } = await running();
      const ask = () => evaluateOperationGates(world.trains.db.prisma, operationId, "start", new Date());
      return { ...place, press: async () => undefined, opened: async () => (await ask()).passed };
    },
  },
  {
    name: "a way back, code only",
    through: ["lib/usecases/rollback/roll-back.ts"],
    exempt: { freeze: RECOVERY, "no approval": "the way back was approved with the change: docs/changes.md" },
    ready: async () => {
      const { environmentId, before } = await world.rollbacks.begin();
      const press = () => world.rollbacks.press(environmentId, { targetReleaseId: before.id });
      return { environmentId, releaseId: before.id, press };
    },
  },
  {
    name: "a way back with data",
    through: ["lib/usecases/rollback/data-begin.ts", "lib/usecases/restore/create.ts"],
    exempt: { freeze: RECOVERY, "no approval": "the way back was approved with the change: docs/changes.md" },
    ready: async () => {
      const { environmentId, before, backupId } = await world.rollbacks.beginWithData();
      const wish = { environmentId, targetReleaseId: before.id, backupId, reason: "It books stock twice" };
      const press = () => rollBackWithData(at(world.rollbacks.manager), wish);
      return { environmentId, releaseId: before.id, press };
    },
  },
  {
    name: "a restore outside production",
    through: ["lib/usecases/restore/request.ts", "lib/usecases/restore/create.ts"],
    exempt: {
      freeze: RECOVERY,
      quarantine: "it brings no release, only data: docs/recovery.md",
      "no approval": "outside production one person is enough: docs/recovery.md",
    },
    ready: async () => {
      const { id: releaseId } = await world.trains.release();
      const { id: environmentId } = await world.trains.environment("staging", releaseId);
      const wish = { environmentId, backupId: await world.backedUp(environmentId, releaseId) };
      const reason = "Orders were deleted by mistake";
      return { environmentId, releaseId, press: () => requestRestore(at(support), { ...wish, reason }) };
    },
  },
  {
    name: "a restore of production",
    through: ["lib/usecases/restore/begin.ts", "lib/usecases/restore/create.ts"],
    exempt: { freeze: RECOVERY, quarantine: "it brings no release, only data: docs/recovery.md" },
    ready: async () => {
      const { manager } = world.trains;
      const { id: releaseId } = await world.trains.release();
      const { id: environmentId } = await world.trains.environment("production", releaseId);
      const { name: confirmation } = await world.environmentOf(environmentId);
      const restore = await requestRestore(at(manager), {
        ...{ environmentId, backupId: await world.backedUp(environmentId, releaseId), confirmation },
        reason: "Orders were deleted by mistake",
      });
      const decision = {
        ...{ restoreId: restore.id, version: restore.version },
        comment: "I looked at the deleted orders",
      };
      return {
        ...{ environmentId, releaseId },
        press: () => approveRestore(at(tom), decision),
        pressUnapproved: () => approveRestore(at(manager), decision),
      };
    },
  },
  {
    name: "taking a restore back",
    through: ["lib/usecases/restore/undo.ts", "lib/usecases/restore/create.ts"],
    exempt: {
      freeze: RECOVERY,
      quarantine: "it brings no release, only data: docs/recovery.md",
      "no approval": "outside production one person is enough: docs/recovery.md",
    },
    ready: async () => {
      const { restoreId, ...place } = await world.restored(at(support));
      const { version } = await getRestore(at(support), { restoreId });
      const wish = { restoreId, version, reason: "It was the wrong day" };
      return { ...place, press: () => undoRestore(at(support), wish) };
    },
  },
];

it("knows every file that leads to an operation", () => {
  const known = [...DOORS.flatMap(({ through }) => through), ...Object.keys(NOT_STOPPED)];
  expect([...new Set(known)].toSorted()).toEqual([...WRITERS, ...Object.keys(CALLERS)].toSorted());
});

const openedBy = (ready: Ready): Promise<boolean> => ready.opened?.() ?? world.underWay(ready.environmentId);

async function pressed(ready: Ready, obstacle: Obstacle): Promise<string> {
  const press = obstacle === "no approval" ? (ready.pressUnapproved ?? ready.press) : ready.press;
  return press().then(
    () => "",
    async (error: unknown) => (await problemOf(Promise.reject(error))).code,
  );
}

const LIMIT_MS = 120_000;

it.each(DOORS)(
  "stays shut before whatever must stop $name, and opens once nothing does",
  { timeout: LIMIT_MS },
  async (door) => {
    let ready = await door.ready();
    for (const obstacle of OBSTACLES.filter((one) => door.exempt[one] === undefined)) {
      const takeAway = await world.block(obstacle, ready);
      const said = await pressed(ready, obstacle);
      expect(await openedBy(ready), `${door.name} is open although ${obstacle}`).toBe(false);
      expect(["", "gate_refused", "conflict", "forbidden"]).toContain(said);
      await takeAway();
      if (door.anew === true) ready = await door.ready();
    }
    for (const obstacle of OBSTACLES.filter((one) => door.exempt[one] !== undefined)) {
      if (obstacle !== "no approval") await world.block(obstacle, ready);
    }
    await ready.press();
    expect(await openedBy(ready), `${door.name} stays shut although nothing must stop it`).toBe(true);
  },
);
