import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { addCalendarEvent } from "./add";
import { cancelCalendarEvent } from "./cancel";
import { editCalendarEvent } from "./edit";
import { getCalendarEvent, listCalendarEvents } from "./get";
import { getOpening } from "./openings";
import { getCalendar } from "./range";
import { skipCalendarOccurrence } from "./skip";

let world: World;
let manager: Context;
let plantIt: Context;
let colleague: Context;
let developer: Context;
let stranger: Context;

const NOW = new Date("2026-11-21T09:00:00Z");
const at = (ctx: Context, now = NOW): Context => ({ ...ctx, now });

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, plantIt, colleague, developer, stranger] = (
    await Promise.all([
      world.person("release_manager"),
      world.person("plant_it"),
      world.person("plant_it"),
      world.person("developer"),
      world.person("release_manager", { tenantId: other.id }),
    ])
  ).map((ctx) => at(ctx)) as [Context, Context, Context, Context, Context];
});
afterAll(() => world.close());

const content = (part: object = {}) => ({
  kind: "freeze" as const,
  effect: "blocks" as const,
  title: "Audit in the house",
  reason: "Nobody touches anything.",
  moduleFamilies: [],
  stages: ["production" as const],
  zone: "Europe/Berlin",
  start: "2026-11-30T18:00",
  durationMinutes: 240,
  recurrence: null,
  exceptions: [],
  ...part,
});
const ofTenant = (part: object = {}) => ({
  ...content(part),
  level: "tenant" as const,
  tenantId: world.tenantId,
});
const undisturbed = (part: object = {}) => ofTenant({ kind: "peak", ...part });
const refusal = async (work: Promise<unknown>) => {
  const { code, message } = await problemOf(work);
  return `${code}: ${message}`;
};
const audited = (action: string, id: string) =>
  world.db.prisma.auditEntry.findMany({ where: { action, actorId: id }, orderBy: { sequence: "asc" } });

describe("adding", () => {
  it("stores it with what comes next, tells live readers, and is on record", async () => {
    const event = await addCalendarEvent(manager, ofTenant());
    expect(event.upcoming).toEqual({ from: "2026-11-30T17:00:00.000Z", until: "2026-11-30T21:00:00.000Z" });
    expect(event).toMatchObject({ recurrenceWords: "once", version: 1, can: { edit: { allowed: true } } });
    expect(world.told.published).toContain(`calendar.added ${event.id}`);
    const [first] = await audited("calendar.add", manager.actor.id);
    expect(first).toMatchObject({ outcome: "done", facts: { eventId: event.id } });
  });

  it("refuses in words what no event can be", async () => {
    const wrong = (part: object) => refusal(addCalendarEvent(manager, ofTenant(part)));
    expect(await wrong({ zone: "Europe/Lubeck" })).toMatch(/^invalid_input: .*no time zone/);
    expect(await wrong({ recurrence: "FREQ=HOURLY" })).toMatch(/^invalid_input: .*HOURLY/);
    expect(await wrong({ recurrence: "FREQ=DAILY", durationMinutes: 60 * 30 })).toMatch(/overlap itself/);
    expect(await wrong({ start: "2026-11-20T18:00" })).toMatch(/over already/);
    expect(await wrong({ effect: "opens" })).toMatch(/^invalid_input: effect: Freeze/);
    expect(await wrong({ moduleFamilies: ["stonk"] })).toMatch(/no family of modules/);
    expect(await wrong({ siteId: randomUUID() })).toMatch(/names none/);
    const nowhere = { ...content(), level: "site" as const };
    expect(await refusal(addCalendarEvent(manager, nowhere))).toMatch(/Name the site/);
  });

  it("is hidden from another tenant, and refused with a reason to who may not", async () => {
    expect(await refusal(addCalendarEvent(stranger, ofTenant()))).toMatch(/^not_found/);
    expect(await refusal(addCalendarEvent(developer, ofTenant()))).toMatch(
      /^forbidden: .*add to the calendar/,
    );
    const wide = { ...content(), level: "fleet" as const };
    expect(await refusal(addCalendarEvent(manager, wide))).toMatch(/^forbidden: .*whole fleet/);
    const entries = await audited("calendar.add", developer.actor.id);
    expect(entries.map(({ outcome }) => outcome)).toEqual(["refused"]);
  });
});

describe("do not disturb", () => {
  it("is the tenant's own people's, within limits that a refusal names", async () => {
    const wrong = (part: object) => refusal(addCalendarEvent(plantIt, undisturbed(part)));
    expect(await wrong({ kind: "freeze" })).toMatch(/^forbidden: You may set .* no freeze/);
    expect(await wrong({ start: "2026-11-22T09:00" })).toMatch(/less than 24 h/);
    expect(await wrong({ durationMinutes: 73 * 60 })).toMatch(/at most 72 h/);
    expect(await wrong({ recurrence: "FREQ=WEEKLY" })).toMatch(/none that repeat/);
    for (let day = 1; day <= 4; day += 1)
      await addCalendarEvent(plantIt, undisturbed({ start: `2027-03-0${day}T10:00` }));
    expect(await wrong({ start: "2027-03-20T10:00" })).toMatch(/4 a month is the limit/);
    await expect(addCalendarEvent(manager, undisturbed({ start: "2027-03-20T10:00" }))).resolves.toBeTruthy();
  });

  it("two at once do not both take the last free place of a month", async () => {
    const ask = (day: number) => addCalendarEvent(plantIt, undisturbed({ start: `2027-05-0${day}T10:00` }));
    await Promise.all([ask(1), ask(2), ask(3)]);
    const last = await Promise.allSettled([ask(4), ask(5), ask(6)]);
    expect(last.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is changed by who put it in, and by who governs, not by a colleague", async () => {
    const event = await addCalendarEvent(plantIt, undisturbed({ start: "2027-06-01T10:00" }));
    const edit = (ctx: Context, version: number, part: object = {}) =>
      editCalendarEvent(ctx, {
        ...content({ kind: "peak", start: "2027-06-02T10:00", ...part }),
        eventId: event.id,
        version,
      });
    expect(await refusal(edit(colleague, 1))).toMatch(/^forbidden: .*has put this into the calendar/);
    expect(await refusal(edit(plantIt, 1, { durationMinutes: 100 * 60 }))).toMatch(/at most 72 h/);
    expect((await edit(plantIt, 1)).version).toBe(2);
    expect((await edit(manager, 2, { durationMinutes: 100 * 60 })).version).toBe(3);
  });
});

describe("changing and cancelling", () => {
  it("loses the race against who was first, and says so", async () => {
    const event = await addCalendarEvent(manager, ofTenant());
    const edit = (title: string) =>
      editCalendarEvent(manager, { ...content({ title }), eventId: event.id, version: 1 });
    const done = await Promise.allSettled([edit("One of two"), edit("Other of two")]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await refusal(edit("Third of two"))).toMatch(/^conflict: Somebody else has changed this event/);
  });

  it("keeps a cancelled one on record, out of the way of gates, and for good", async () => {
    const event = await addCalendarEvent(manager, ofTenant());
    const call = { eventId: event.id, version: 1, reason: "The audit is off." };
    expect(await refusal(cancelCalendarEvent(stranger, call))).toMatch(/^not_found/);
    expect(await refusal(cancelCalendarEvent(plantIt, call))).toMatch(/^forbidden/);
    const cancelled = await cancelCalendarEvent(manager, call);
    expect(cancelled).toMatchObject({ upcoming: null, cancelReason: "The audit is off." });
    expect(await refusal(cancelCalendarEvent(manager, { ...call, version: 2 }))).toMatch(
      /^conflict: .*already/,
    );
    const listed = await listCalendarEvents(manager, { cancelled: "true", limit: 100 });
    expect(listed.items.map(({ id }) => id)).toContain(event.id);
  });

  it("leaves out one time of many", async () => {
    const event = await addCalendarEvent(manager, ofTenant({ recurrence: "FREQ=WEEKLY;COUNT=4" }));
    const skip = (day: string, version: number) =>
      skipCalendarOccurrence(manager, { eventId: event.id, version, day, reason: "Not this week." });
    expect(await refusal(skip("2026-12-01", 1))).toMatch(/Nothing of it begins on 2026-12-01/);
    const skipped = await skip("2026-11-30", 1);
    expect(skipped.exceptions).toEqual(["2026-11-30"]);
    expect(skipped.upcoming?.from).toBe("2026-12-07T17:00:00.000Z");
    expect(await refusal(skip("2026-12-07", 1))).toMatch(/^conflict/);
    const once = await addCalendarEvent(manager, ofTenant());
    const all = { eventId: once.id, version: 1, day: "2026-11-30", reason: "Not then." };
    expect(await refusal(skipCalendarOccurrence(manager, all))).toMatch(/happens once/);
  });
});

describe("reading", () => {
  it("shows a range within scope, with contradictions, and never another tenant's", async () => {
    const environment = await world.environment("production", null);
    const place = { level: "environment" as const, environmentId: environment.id };
    const window = { kind: "maintenance_window", effect: "opens", start: "2027-01-10T20:00" };
    const opens = await addCalendarEvent(manager, { ...content(window), ...place });
    const blocks = await addCalendarEvent(manager, {
      ...content({ start: "2027-01-10T18:00", title: "Audit on Sunday" }),
      ...place,
    });
    const range = {
      from: "2027-01-08T00:00:00Z",
      until: "2027-01-12T00:00:00Z",
      environmentId: environment.id,
    };
    const calendar = await getCalendar(manager, range);
    const conflictsOf = (id: string) => calendar.occurrences.find(({ eventId }) => eventId === id)?.conflicts;
    expect(conflictsOf(opens.id)?.[0]).toMatch(/“Audit on Sunday” blocks changes while this window is open/);
    expect(conflictsOf(blocks.id)?.[0]).toMatch(/opens for changes while this blocks them/);
    const hidden = await getCalendar(stranger, range);
    expect(hidden.occurrences.filter(({ eventId }) => [opens.id, blocks.id].includes(eventId))).toEqual([]);
    const tokyo = await world.environment("dev", null);
    const zone = { where: { id: tokyo.id }, data: { timeZone: "Asia/Tokyo" } };
    await world.db.prisma.environment.update(zone);
    const there = { ...range, environmentId: tokyo.id };
    expect((await getCalendar(manager, there)).timeZone).toBe("Asia/Tokyo");
    expect((await getCalendar(stranger, there)).timeZone).toBe("Europe/Berlin");
    expect(await refusal(getCalendarEvent(stranger, { eventId: opens.id }))).toMatch(/^not_found/);
    expect(await refusal(getCalendar(manager, { ...range, until: "2027-06-01T00:00:00Z" }))).toMatch(
      /62 days/,
    );
    const backwards = { ...range, until: range.from };
    expect(await refusal(getCalendar(manager, backwards))).toMatch(/after from/);
    const closed = await getOpening(manager, { environmentId: environment.id });
    expect(closed).toMatchObject({ open: false, nextOpen: "2027-01-10T21:00:00.000Z" });
    expect(closed.sentence).toMatch(/Closed outside its maintenance windows; opens Sun 10 Jan 22:00 CET/);
  });

  it("counts a site's event where the site works, and nowhere else", async () => {
    const [one, other] = [await world.environment("production", null), await world.environment("uat", null)];
    const { prisma } = world.db;
    const site = await prisma.site.create({
      data: {
        tenantId: world.tenantId,
        name: `Hall ${randomUUID()}`,
        kind: "plant",
        city: "",
        timeZone: "UTC",
      },
    });
    await prisma.siteEnvironment.create({
      data: { siteId: site.id, environmentId: one.id, tenantId: world.tenantId },
    });
    const event = await addCalendarEvent(manager, {
      ...content({ start: "2027-02-10T18:00", stages: ["production", "uat"] }),
      level: "site",
      siteId: site.id,
    });
    const range = { from: "2027-02-09T00:00:00Z", until: "2027-02-12T00:00:00Z" };
    const ids = async (environmentId: string) =>
      (await getCalendar(manager, { ...range, environmentId })).events.map(({ id }) => id);
    expect(await ids(one.id)).toContain(event.id);
    expect(await ids(other.id)).not.toContain(event.id);
  });
});

describe("whoever planned a change into it", () => {
  /** A change of `base` alone, planned for a spring evening at 21:00 in Berlin. */
  async function planned() {
    const release = await world.release({ base: "19.0.1.0.0" });
    const environment = await world.environment("production", null);
    const change = await world.db.prisma.change.create({
      data: {
        ...{ tenantId: world.tenantId, environmentId: environment.id, releaseId: release.id },
        ...{ requesterId: developer.actor.id, authorIds: [developer.actor.id], state: "in_review" },
        ...{ title: "Planned for the evening", reason: "It is wanted.", rollbackPlan: "Back." },
        ...{ contentHash: "0".repeat(64), plannedStart: new Date("2027-04-10T19:00:00Z") },
      },
    });
    const place = { level: "environment" as const, environmentId: environment.id };
    const add = (part: object) => addCalendarEvent(manager, { ...content(part), ...place });
    const [where, orderBy] = [{ path: `/changes/${change.id}` }, { id: "asc" as const }];
    const told = async () => world.db.prisma.notice.findMany({ where, orderBy });
    const against = async () => {
      const range = { from: "2027-04-10T00:00:00Z", until: "2027-04-11T00:00:00Z" };
      const { entries } = await getCalendar(manager, { ...range, environmentId: environment.id });
      return entries.find(({ id }) => id === change.id)?.against;
    };
    return { add, told, against };
  }

  it("is told once it is put in, and once it begins before the change has ended", async () => {
    const { add, told, against } = await planned();
    await add({ start: "2027-04-10T18:00", durationMinutes: 179, title: "Count before it" });
    expect([await told(), await against()]).toEqual([[], null]);
    await add({ start: "2027-04-10T21:01", title: "Close in April" });
    expect(await against()).toContain("“Close in April” blocks changes then");
    await add({ start: "2027-04-10T20:00", title: "Count in April" });
    const notices = await told();
    expect(notices.map(({ userId }) => userId)).toEqual([developer.actor.id, developer.actor.id]);
    expect(notices[1]?.text).toMatch(
      /Freeze “Count in April” blocks changes there from Sat 10 Apr 20:00 CEST/,
    );
  });

  it("is not told, nor shown, what is about other modules", async () => {
    const { add, told, against } = await planned();
    await add({ start: "2027-04-10T20:00", moduleFamilies: ["stock"] });
    expect([await told(), await against()]).toEqual([[], null]);
  });

  it("is told of windows that leave the start outside: one that is written, one that is cancelled", async () => {
    const { add, told } = await planned();
    const window = { kind: "maintenance_window", effect: "opens" } as const;
    const around = await add({ ...window, start: "2027-04-10T20:00", title: "Evening" });
    await add({ ...window, start: "2027-04-11T02:00", title: "Night" });
    expect(await told()).toEqual([]);
    const cancelled = { eventId: around.id, version: around.version, reason: "Nobody is there then." };
    await cancelCalendarEvent(manager, cancelled);
    expect((await told()).map(({ title }) => title)).toEqual([
      expect.stringContaining("is planned outside the maintenance windows"),
    ]);
    const other = await planned();
    await other.add({ ...window, start: "2027-04-11T02:00", title: "Night" });
    expect(await other.told()).toHaveLength(1);
  });
});
