import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { getChange } from "./get";
import { scheduleChange } from "./schedule";
import { submitChange } from "./submit";
import { unscheduleChange } from "./unschedule";
import { SCHEDULE_ACTOR, wakeChange } from "./wake";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

async function scheduled() {
  const { change: approved } = await world.approved();
  const time = new Date(Date.now() + 3_600_000);
  const input = { changeId: approved.id, version: approved.version, at: time.toISOString() };
  return { change: await scheduleChange(at(world.manager), input), time };
}

async function wake(changeId: string, now: Date) {
  const wait = await world.db.prisma.changeWait.findUniqueOrThrow({ where: { changeId } });
  return wakeChange({ ...world.manager, actor: SCHEDULE_ACTOR, now }, wait.id);
}

describe("a change whose approvals were taken away while it waited", () => {
  const takeAway = (changeId: string) =>
    world.db.prisma.changeDecision.updateMany({ where: { changeId }, data: { voidedAt: new Date() } });

  it("is a draft again when it is woken, and says why to whoever wrote and scheduled it", async () => {
    const { change, time } = await scheduled();
    await takeAway(change.id);
    expect(await wake(change.id, time)).toBe("returned");
    const left = await getChange(at(world.manager), { changeId: change.id });
    expect(left).toMatchObject({ state: "draft", schedule: { plannedStart: null, wait: null } });
    const why = /No approval stands for this content any more: .* waits for one approval/;
    expect(left.timeline[0]?.text).toMatch(/^Returned to draft by Holdfast: /);
    expect(left.timeline[0]?.text).toMatch(why);
    for (const { actor } of [world.manager, world.developer]) {
      const notices = await world.db.prisma.notice.findMany({
        where: { userId: actor.id, path: `/changes/${change.id}` },
        orderBy: [{ at: "desc" }, { id: "desc" }],
      });
      expect(notices[0]?.text).toMatch(why);
    }
    expect((await world.auditOf(change.id)).at(-1)).toMatchObject({
      ...{ action: "change.revise", outcome: "done", actorName: "Holdfast" },
    });
    const { version } = left;
    const again = await submitChange(at(world.developer), { changeId: change.id, version });
    expect(again.state).toBe("submitted");
  });

  it("cannot be taken off the schedule as if it were approved", async () => {
    const { change } = await scheduled();
    await takeAway(change.id);
    const { id: changeId, version } = change;
    const refused = await problemOf(unscheduleChange(at(world.manager), { changeId, version }));
    expect(refused.code).toBe("conflict");
    expect(refused.message).toMatch(/No approval stands .* Return it to draft instead\.$/);
    expect(await world.stateOf(changeId)).toBe("scheduled");
  });
});
