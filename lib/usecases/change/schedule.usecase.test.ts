import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeEvent } from "@/lib/testing/calendar-rows";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { approveChange } from "./approve";
import { cancelChange } from "./cancel";
import { draftChange } from "./draft";
import { getChange } from "./get";
import { scheduleChange } from "./schedule";
import { startChange } from "./start";
import { submitChange } from "./submit";
import { unscheduleChange } from "./unschedule";
import { dueWaits, SCHEDULE_ACTOR, wakeChange } from "./wake";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Whole minutes from now, as calendars count. */
const inMinutes = (minutes: number) => new Date((Math.floor(Date.now() / MINUTE) + minutes) * MINUTE);
const ofHoldfast = (now: Date): Context => ({ ...world.manager, actor: SCHEDULE_ACTOR, now });
const waitOf = (changeId: string) => world.db.prisma.changeWait.findUnique({ where: { changeId } });

async function scheduled(wanted: Date | null) {
  const made = await world.approved();
  const { id: changeId, version } = made.change;
  const input = { changeId, version, at: wanted?.toISOString() ?? null };
  return { ...made, change: await scheduleChange(at(world.manager), input) };
}

async function wake(changeId: string, now: Date) {
  const wait = await waitOf(changeId);
  if (wait === null) throw new Error("nothing waits");
  return wakeChange(ofHoldfast(now), wait.id);
}

const event = (
  { tenant, environment }: { tenant: { id: string }; environment: { id: string } },
  range: { from: Date; until: Date },
) =>
  storeEvent(world.db, {
    environment: { id: environment.id, tenantId: tenant.id, stage: "staging" },
    ...{ ...range, createdById: world.manager.actor.id },
  });

describe("a chosen time", () => {
  it("is waited for to the second, and started as who chose it", async () => {
    const time = inMinutes(90);
    const { change } = await scheduled(time);
    expect(change).toMatchObject({ state: "scheduled", schedule: { plannedStart: time.toISOString() } });
    expect(change.schedule.wait).toMatchObject({
      wakeAt: time.toISOString(),
      atNextOpening: false,
      attempts: 0,
    });
    expect(await wake(change.id, new Date(time.getTime() - 1))).toBe("elsewhere");
    expect(await world.stateOf(change.id)).toBe("scheduled");
    expect(await wake(change.id, time)).toBe("started");
    const started = await getChange(at(world.manager), { changeId: change.id });
    expect(started.state).toBe("in_progress");
    expect(started.schedule.wait).toBeNull();
    const operation = await world.db.prisma.operation.findUniqueOrThrow({
      where: { id: started.operationId ?? "" },
    });
    expect(operation.requesterId).toBe(world.manager.actor.id);
    expect(
      (await world.auditOf(change.id)).slice(-2).map(({ action, actorName }) => [action, actorName]),
    ).toEqual([
      ["change.schedule", world.manager.actor.name],
      ["change.start", `${world.manager.actor.name} (as scheduled)`],
    ]);
    expect(world.told.rung).toContain(`operation.run ${operation.id}`);
  });

  it("is refused in the past, too far ahead, in a freeze; with the next opening", async () => {
    const { change } = await world.approved();
    await event(change, { from: inMinutes(60), until: inMinutes(120) });
    const input = (time: Date) => ({ changeId: change.id, version: change.version, at: time.toISOString() });
    const ofTime = async (time: Date) => problemOf(scheduleChange(at(world.manager), input(time)));
    expect((await ofTime(inMinutes(-1))).message).toContain("has passed already");
    expect((await ofTime(new Date(Date.now() + 91 * 24 * HOUR))).message).toContain("90 days ahead at most");
    const frozen = await ofTime(inMinutes(119));
    expect(frozen.code).toBe("gate_refused");
    expect(frozen.message).toContain("Freeze “Quiet please” blocks changes until");
    expect(frozen.message).toContain("Next opening:");
    expect(await world.stateOf(change.id)).toBe("approved");
    expect(await waitOf(change.id)).toBeNull();
    expect((await scheduleChange(at(world.manager), input(inMinutes(120)))).state).toBe("scheduled");
  });

  it("is refused behind the end of its approvals, and so is the next opening", async () => {
    const { change } = await world.approved();
    const input = { changeId: change.id, version: change.version };
    const schedule = (time: Date | null) =>
      problemOf(scheduleChange(at(world.manager), { ...input, at: time?.toISOString() ?? null }));
    const [day, both] = [24 * 60, /^It would start on .*, and its approvals count until .* only\./];
    expect((await schedule(inMinutes(15 * day))).message).toMatch(both);
    await event(change, { from: inMinutes(-60), until: inMinutes(20 * day) });
    expect((await schedule(null)).message).toMatch(both);
  });

  it("can be chosen anew, and taken back", async () => {
    const { change } = await scheduled(inMinutes(90));
    const later = inMinutes(180).toISOString();
    const call = { changeId: change.id, version: change.version };
    const again = await scheduleChange(at(world.manager), { ...call, at: later });
    expect(again.schedule.wait?.wakeAt).toBe(later);
    expect(again.timeline[0]?.text).toMatch(/^Another start chosen by .*: for /);
    expect((await problemOf(unscheduleChange(at(world.manager), call))).code).toBe("conflict");
    const off = await unscheduleChange(at(world.manager), { changeId: change.id, version: again.version });
    expect(off).toMatchObject({ state: "approved", schedule: { plannedStart: null, wait: null } });
    expect(off.timeline[0]?.text).toContain("Taken off the schedule by");
  });

  it("ends with the change, and with a start by hand", async () => {
    const { change } = await scheduled(inMinutes(90));
    await cancelChange(at(world.manager), {
      changeId: change.id,
      version: change.version,
      reason: "Not any more.",
    });
    expect(await waitOf(change.id)).toBeNull();
    const other = await scheduled(inMinutes(90));
    await startChange(at(world.manager), { changeId: other.change.id, version: other.change.version });
    expect(await waitOf(other.change.id)).toBeNull();
  });
});

describe("the next opening", () => {
  it("is the end of a freeze; a start by hand is refused until then", async () => {
    const made = await world.approved();
    const until = inMinutes(30);
    await event(made.change, { from: inMinutes(-30), until });
    const { id: changeId, version } = made.change;
    const early = await problemOf(startChange(at(world.manager), { changeId, version }));
    expect(early.code).toBe("gate_refused");
    expect(early.message).toContain("“Calendar”");
    const change = await scheduleChange(at(world.manager), { changeId, version, at: null });
    expect(change.schedule).toMatchObject({ open: false, nextOpening: until.toISOString() });
    expect(change.schedule.wait).toMatchObject({ wakeAt: until.toISOString(), atNextOpening: true });
    expect(await wake(changeId, until)).toBe("started");
  });

  it("waits on when something else closes it meanwhile, and says why", async () => {
    const { change } = await scheduled(inMinutes(60));
    const until = inMinutes(300);
    await event(change, { from: inMinutes(50), until });
    expect(await wake(change.id, inMinutes(60))).toBe("waits");
    const wait = await waitOf(change.id);
    expect(wait).toMatchObject({ wakeAt: until, attempts: 1 });
    expect(wait?.lastRefusal).toContain("Freeze “Quiet please”");
    expect(await wake(change.id, inMinutes(61))).toBe("elsewhere");
    expect(await wake(change.id, until)).toBe("started");
  });

  it("tries again soon after what is not the calendar's", async () => {
    const { change } = await scheduled(inMinutes(60));
    const data = {
      level: "environment" as const,
      reason: "Stop the line.",
      placedById: world.manager.actor.id,
    };
    await world.db.prisma.hold.create({
      data: {
        ...data,
        ...{ tenantId: change.tenant.id, environmentId: change.environment.id },
        expiresAt: new Date(Date.now() + 24 * HOUR),
      },
    });
    const now = inMinutes(60);
    expect(await wake(change.id, now)).toBe("waits");
    expect((await waitOf(change.id))?.wakeAt).toEqual(new Date(now.getTime() + 30_000));
  });
});

describe("a wait that ends without a start", () => {
  const returned = async (changeId: string, expected: RegExp) => {
    const change = await getChange(at(world.manager), { changeId });
    expect(change.state).toBe("approved");
    expect(change.schedule.wait).toBeNull();
    expect(change.timeline[0]?.text).toMatch(expected);
    const notice = await world.db.prisma.notice.findFirst({
      where: { userId: world.manager.actor.id, path: `/changes/${changeId}` },
      orderBy: { at: "desc" },
    });
    expect(notice?.text).toMatch(expected);
    expect((await world.auditOf(changeId)).at(-1)).toMatchObject({
      action: "change.unschedule",
      actorName: "Holdfast",
    });
  };

  it("when its time is over", async () => {
    const { change } = await scheduled(inMinutes(60));
    await event(change, { from: inMinutes(50), until: new Date(inMinutes(60).getTime() + 48 * HOUR) });
    expect(await wake(change.id, inMinutes(60))).toBe("returned");
    await returned(change.id, /after its schedule ends/);
    const late = await scheduled(inMinutes(60));
    expect(await wake(late.change.id, new Date(inMinutes(60).getTime() + 25 * HOUR))).toBe("returned");
    await returned(late.change.id, /ended on .* without a start/);
  });

  it("when who scheduled it may not start it any more", async () => {
    const colleague = await world.person("release_manager");
    const made = await world.approved();
    const { id: changeId, version } = made.change;
    const time = inMinutes(60);
    await scheduleChange(at(colleague), { changeId, version, at: time.toISOString() });
    await world.db.prisma.roleBinding.deleteMany({ where: { userId: colleague.actor.id } });
    expect(await wake(changeId, time)).toBe("returned");
    expect((await getChange(at(world.manager), { changeId })).timeline[0]?.text).toMatch(
      /may not start it any more/,
    );
    expect(await world.db.prisma.operation.count({ where: { changeId } })).toBe(0);
  });

  it("when a gate refuses that time does not mend", async () => {
    const { change, environment, wanted } = await scheduled(inMinutes(60));
    await world.db.prisma.environment.update({
      where: { id: environment.id },
      data: { releaseId: wanted.id },
    });
    expect(await wake(change.id, inMinutes(60))).toBe("returned");
    await returned(change.id, /already runs/);
  });
});

describe("a planned start in a draft", () => {
  it("is what its gates are asked for; the past is refused", async () => {
    const { environment, wanted } = await world.drafted();
    const freeze = { from: inMinutes(60), until: inMinutes(120) };
    await event({ tenant: { id: world.tenantId }, environment }, freeze);
    const planned = (time: Date) =>
      draftChange(at(world.developer), {
        ...{ environmentId: environment.id, releaseId: wanted.id, title: "A planned change", ...PLANS },
        ...{ reason: "Because the test wants one.", plannedStart: time.toISOString() },
      });
    const drafted = await planned(inMinutes(90));
    expect(drafted.schedule.plannedStart).toBe(inMinutes(90).toISOString());
    const gate = drafted.gates.find(({ id }) => id === "calendar_open");
    expect(gate).toMatchObject({ verdict: "warn" });
    expect(gate?.fact).toContain("Freeze “Quiet please” blocks changes until");
    expect((await problemOf(planned(inMinutes(-5)))).message).toContain("has passed already");
    const { id: changeId, version } = drafted;
    const submitted = await submitChange(at(world.developer), { changeId, version });
    const refused = await problemOf(
      approveChange(at(world.manager), { changeId, version: submitted.version, comment: "Good." }),
    );
    expect(refused.code).toBe("gate_refused");
    expect(refused.message).toContain("“Calendar”");
  });
});

describe("who may schedule", () => {
  it("who may start it; others are refused, strangers see nothing", async () => {
    const { change } = await world.approved();
    const input = { changeId: change.id, version: change.version, at: null };
    expect((await problemOf(scheduleChange(at(world.developer), input))).code).toBe("forbidden");
    expect((await problemOf(scheduleChange(at(world.stranger), input))).code).toBe("not_found");
    expect((await world.auditOf(change.id)).at(-1)).toMatchObject({
      action: "change.schedule",
      outcome: "refused",
    });
    const draft = await world.drafted();
    const early = { changeId: draft.change.id, version: draft.change.version, at: null };
    expect((await problemOf(scheduleChange(at(world.manager), early))).message).toContain(
      "cannot be scheduled",
    );
  });

  it("lets one of several workers act", async () => {
    const time = inMinutes(60);
    const { change } = await scheduled(time);
    const wait = await waitOf(change.id);
    if (wait === null) throw new Error("nothing waits");
    const woken = await Promise.all([1, 2, 3].map(() => wakeChange(ofHoldfast(time), wait.id)));
    expect(woken.filter((one) => one === "started")).toHaveLength(1);
    expect(await world.db.prisma.operation.count({ where: { changeId: change.id } })).toBe(1);
  });

  it("finds what is due by the database's clock", async () => {
    const { change } = await scheduled(inMinutes(60));
    const wait = await waitOf(change.id);
    const due = async () => (await dueWaits(world.db.prisma)).some(({ id }) => id === wait?.id);
    expect(await due()).toBe(false);
    await world.db.prisma.changeWait.updateMany({
      where: { changeId: change.id },
      data: { wakeAt: new Date() },
    });
    expect(await due()).toBe(true);
  });
});
