import { afterAll, beforeAll, expect, it } from "vitest";
import { storeEvent } from "@/lib/testing/calendar-rows";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { getChange } from "../change/get";
import { listChanges } from "../change/list";
import { scheduleChange } from "../change/schedule";
import { SCHEDULE_ACTOR, wakeChange } from "../change/wake";
import { addCalendarEvent } from "./add";
import { cancelCalendarEvent } from "./cancel";
import { editCalendarEvent } from "./edit";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const MINUTE = 60_000;
const inMinutes = (minutes: number) => new Date((Math.floor(Date.now() / MINUTE) + minutes) * MINUTE);

async function chosenFor(time: Date) {
  const { change } = await world.approved();
  const call = { changeId: change.id, version: change.version, at: time.toISOString() };
  return scheduleChange(at(world.manager), call);
}
const waitOf = (changeId: string) =>
  world.db.prisma.changeWait.findUniqueOrThrow({ where: { changeId }, select: { id: true, wakeAt: true } });

/** As the sweep would now: whoever is not due is left alone. */
async function wake(changeId: string) {
  const { id } = await waitOf(changeId);
  return wakeChange({ ...at(world.manager), actor: SCHEDULE_ACTOR }, id);
}

it("starts what waits for the end of a freeze once the freeze is shortened or cancelled", async () => {
  const made = await world.approved();
  const { id: changeId, version, environment, tenant } = made.change;
  const from = inMinutes(-30);
  const freeze = await storeEvent(world.db, {
    environment: { id: environment.id, tenantId: tenant.id, stage: "staging" },
    ...{ from, until: inMinutes(300), createdById: world.manager.actor.id },
  });
  await scheduleChange(at(world.manager), { changeId, version, at: null });
  expect(await wake(changeId)).toBe("elsewhere");

  const { title, zone, localStart: start, stages } = freeze;
  await editCalendarEvent(at(world.manager), {
    ...{
      kind: "freeze",
      effect: "blocks",
      title,
      reason: "Shorter.",
      moduleFamilies: [],
      stages,
      zone,
      start,
    },
    ...{
      durationMinutes: 150,
      recurrence: null,
      exceptions: [],
      eventId: freeze.id,
      version: freeze.version,
    },
  });
  expect(await wake(changeId)).toBe("waits");
  expect((await waitOf(changeId)).wakeAt).toEqual(new Date(from.getTime() + 150 * MINUTE));

  const over = { eventId: freeze.id, version: freeze.version + 1, reason: "It is over." };
  await cancelCalendarEvent(at(world.manager), over);
  expect(await wake(changeId)).toBe("started");
});

it("leaves a chosen time under a cancelled event of the whole tenant asleep", async () => {
  const chosen = inMinutes(500);
  const change = await chosenFor(chosen);
  const event = await world.db.prisma.calendarEvent.create({
    data: {
      ...{ kind: "freeze", effect: "blocks", title: "Quiet", level: "tenant", tenantId: world.tenantId },
      ...{ stages: ["staging"], zone: "UTC", localStart: "2030-01-01T00:00", durationMinutes: 60 },
      ...{ nextFrom: new Date("2030-01-01T00:00Z"), nextUntil: new Date("2030-01-01T01:00Z") },
      createdById: world.manager.actor.id,
    },
  });
  const call = { eventId: event.id, version: event.version, reason: "It is over." };
  await cancelCalendarEvent(at(world.manager), call);
  expect((await waitOf(change.id)).wakeAt).toEqual(chosen);
});

it("is shown as its time will find it, on the page and in the list; who scheduled it is told of a freeze over it", async () => {
  const starter = await world.person("release_manager");
  const { change, environment } = await world.approved();
  const { id: changeId, version } = change;
  const shown = async () => {
    const { gates, can } = await getChange(at(starter), { changeId });
    const listed = await listChanges(at(starter), { environmentId: environment.id, limit: 100 });
    const failing = listed.items.find(({ id }) => id === changeId)?.gatesFailing;
    return [gates.find(({ id }) => id === "calendar_open")?.verdict, failing, can.start.allowed];
  };
  await storeEvent(world.db, {
    environment: { id: environment.id, tenantId: world.tenantId, stage: "staging" },
    ...{ from: inMinutes(-30), until: inMinutes(300), createdById: world.manager.actor.id },
  });
  await scheduleChange(at(starter), { changeId, version, at: null });
  expect(await shown()).toEqual(["pass", 0, false]);
  await addCalendarEvent(at(await world.person("release_manager", "fleet")), {
    ...{ level: "environment", environmentId: environment.id, kind: "freeze", effect: "blocks" },
    ...{ title: "Close", reason: "The year ends.", moduleFamilies: [], stages: ["staging"], zone: "UTC" },
    ...{ start: inMinutes(290).toISOString().slice(0, 16), durationMinutes: 600 },
    ...{ recurrence: null, exceptions: [] },
  });
  expect(await shown()).toEqual(["fail", 1, false]);
  const told = await world.db.prisma.notice.findMany({
    where: { path: `/changes/${changeId}`, occasion: { startsWith: "calendar:" } },
  });
  const people = [world.developer, starter].map(({ actor }) => actor.id);
  expect(told.map(({ userId }) => userId).toSorted()).toEqual(people.toSorted());
});
