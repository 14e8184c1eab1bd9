import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChangeState } from "@/lib/domain/change/state";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { listChanges } from "../change/list";
import { scheduleChange } from "../change/schedule";
import { getOverview } from "./get";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

type Copy = {
  title: string;
  state: ChangeState;
  updatedAt: Date;
  plannedStart?: Date;
  reviewDueAt?: Date;
};

/** Changes as one that was drafted, each otherwise as the test wants it. */
async function stored(copies: readonly Copy[]): Promise<void> {
  const { change } = await world.drafted();
  const row = await world.db.prisma.change.findUniqueOrThrow({ where: { id: change.id } });
  await world.db.prisma.change.delete({ where: { id: change.id } });
  const { id: _id, number: _number, flagReasons: _reasons, approvalPath: _path, ...common } = row;
  await world.db.prisma.change.createMany({ data: copies.map((copy) => ({ ...common, ...copy })) });
}

it("begins with what is overdue, then the nearest deadline, then the longest wait; the rest is counted and in the queue", async () => {
  const requesterId = world.manager.actor.id;
  await stored([
    { title: "Review to come", state: "failed", updatedAt: inHours(-1), reviewDueAt: inHours(40) },
    { title: "Review overdue", state: "succeeded", updatedAt: inHours(-90), reviewDueAt: inHours(-18) },
  ]);
  const drafts = Array.from({ length: 9 }, (_, index): Copy => {
    return { title: `Waits for ${index + 1} hours`, state: "draft", updatedAt: inHours(-index - 1) };
  });
  await stored([
    { title: "Planned for tomorrow", state: "draft", updatedAt: inHours(0), plannedStart: inHours(24) },
    { title: "Planned for tonight", state: "draft", updatedAt: inHours(0), plannedStart: inHours(6) },
    ...drafts,
  ]);
  await world.db.prisma.change.updateMany({
    where: { tenantId: world.tenantId, state: "draft" },
    data: { requesterId, authorIds: [requesterId] },
  });

  const overview = await getOverview(at(world.manager), {});
  expect(overview.needsMe.map(({ title }) => title)).toEqual([
    "Review overdue",
    "Review to come",
    "Planned for tonight",
    "Planned for tomorrow",
    "Waits for 9 hours",
    "Waits for 8 hours",
    "Waits for 7 hours",
    "Waits for 6 hours",
  ]);
  expect(overview.needsMe.map(({ reviewOverdue }) => reviewOverdue).slice(0, 2)).toEqual([true, false]);
  expect(overview.needsMeTotal).toBe(13);
  const queue = await listChanges(at(world.manager), { waiting: "me", limit: 50 });
  expect(queue.items).toHaveLength(13);
  expect(overview.recent[0]?.title).toContain("Planned for");
});

it("leaves out what is scheduled: that waits for its time, and for nobody", async () => {
  const { change } = await world.approved();
  const mine = async () => (await getOverview(at(world.manager), {})).needsMeTotal;
  const before = await mine();
  const { version } = change;
  const wanted = inHours(2).toISOString();
  const moved = await scheduleChange(at(world.manager), { changeId: change.id, version, at: wanted });
  expect(moved).toMatchObject({ state: "scheduled", waitsForMe: false, plannedStart: wanted });
  expect(await mine()).toBe(before - 1);
});
