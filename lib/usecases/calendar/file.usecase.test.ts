import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "@/lib/domain/icalendar/file";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { addCalendarEvent } from "./add";
import { createCalendarFeed, listCalendarFeeds, revokeCalendarFeed, rotateCalendarFeed } from "./feeds";
import { importCalendar, previewCalendarImport } from "./import";
import { readCalendarFeed } from "./read-feed";

let world: World;
let manager: Context;
let plantIt: Context;
let stranger: Context;
const NOW = new Date("2026-11-21T09:00:00Z");

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  const people = [
    world.person("release_manager"),
    world.person("plant_it"),
    world.person("plant_it", { tenantId: other.id }),
  ];
  [manager, plantIt, stranger] = (await Promise.all(people)).map((ctx) => ({ ...ctx, now: NOW })) as [
    Context,
    Context,
    Context,
  ];
});
afterAll(() => world.close());

const file = (...events: string[][]) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]),
    "END:VCALENDAR",
  ].join("\r\n");
const close = (uid: string, more: string[] = []) => [
  `UID:${uid}`,
  "DTSTART;TZID=W. Europe Standard Time:20261130T180000",
  "DTEND;TZID=W. Europe Standard Time:20261201T060000",
  "SUMMARY:November close",
  ...more,
];
const asked = (text: string) => ({
  text,
  kind: "fiscal_close" as const,
  zone: "Europe/Berlin",
  level: "tenant" as const,
  tenantId: world.tenantId,
});
const refusal = async (work: Promise<unknown>) => {
  const { code, message } = await problemOf(work);
  return `${code}: ${message}`;
};
const tokenOf = ({ path }: { path: string }) => new URL(path, "http://x").searchParams.get("token") ?? "";
const read = (token: string, now = NOW) => readCalendarFeed({ db: world.db, now }, { token });

describe("importing", () => {
  it("looks first and writes nothing; then takes over; a second time changes instead of doubling", async () => {
    const uid = `${randomUUID()}@office`;
    const text = file(close(uid), close(`${uid}x`, ["RRULE:FREQ=HOURLY"]));
    const preview = await previewCalendarImport(manager, asked(text));
    expect(preview).toMatchObject({ applied: false, counts: { create: 1, refuse: 1 } });
    expect(preview.events[0]).toMatchObject({ outcome: "refuse", line: 9 });
    expect(preview.events[0]?.sentence).toMatch(/HOURLY/);
    expect(await world.db.prisma.calendarEvent.count({ where: { icalUid: uid } })).toBe(0);

    await importCalendar(manager, asked(text));
    const [row] = await world.db.prisma.calendarEvent.findMany({ where: { icalUid: uid } });
    expect(row).toMatchObject({ kind: "fiscal_close", zone: "Europe/Berlin", durationMinutes: 720 });
    expect(row?.moduleFamilies).toEqual(["account"]);
    expect(row?.nextFrom?.toISOString()).toBe("2026-11-30T17:00:00.000Z");

    expect((await importCalendar(manager, asked(text))).counts).toMatchObject({ same: 1, create: 0 });
    const later = text.replace("20261130T180000", "20261130T200000");
    expect((await importCalendar(manager, asked(later))).counts).toMatchObject({ change: 1, create: 0 });
    const gone = file(close(uid, ["STATUS:CANCELLED"]));
    expect((await importCalendar(manager, asked(gone))).counts).toMatchObject({ cancel: 1 });
    expect((await importCalendar(manager, asked(text))).counts).toMatchObject({ refuse: 2, create: 0 });
    expect(await world.db.prisma.calendarEvent.count({ where: { icalUid: uid } })).toBe(1);
  });

  it("says which line is broken, and lets nobody in who may not", async () => {
    const wrong = (text: string) => refusal(previewCalendarImport(manager, asked(text)));
    expect(await wrong("Dear all,")).toMatch(/^invalid_input: Line 1: DEAR has no colon/i);
    expect(await wrong("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR")).toMatch(
      /Line 3: END:VCALENDAR closes/,
    );
    expect(await wrong("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR")).toMatch(/holds no event/);
    expect(await wrong("x".repeat(1_000_001))).toMatch(/larger than 1 MB/);
    const sound = asked(file(close("u")));
    expect(await refusal(importCalendar(plantIt, sound))).toMatch(/^forbidden: .*import calendars/);
    expect(await refusal(previewCalendarImport(plantIt, sound))).toMatch(/^forbidden/);
    expect(await refusal(importCalendar(stranger, sound))).toMatch(/^not_found/);
    expect(await refusal(previewCalendarImport(stranger, sound))).toMatch(/^not_found/);
  });

  it("two imports at once bring a UID once", async () => {
    const uid = `${randomUUID()}@office`;
    await Promise.all([1, 2, 3].map(() => importCalendar(manager, asked(file(close(uid))))));
    expect(await world.db.prisma.calendarEvent.count({ where: { icalUid: uid } })).toBe(1);
  });
});

describe("feeds", () => {
  const event = (title: string) => ({
    ...{ kind: "freeze" as const, effect: "blocks" as const, title, reason: "Commas, semicolons; and more" },
    ...{
      moduleFamilies: [],
      stages: ["production" as const],
      zone: "Europe/Berlin",
      exceptions: ["2026-12-14"],
    },
    ...{ start: "2026-12-07T22:00", durationMinutes: 480, recurrence: "FREQ=WEEKLY;COUNT=8" },
    ...{ level: "tenant" as const, tenantId: world.tenantId },
  });

  it("shows what its owner sees, and only the hash of its token is kept", async () => {
    const { id } = await addCalendarEvent(manager, event("Night freeze"));
    const made = await createCalendarFeed(plantIt, { name: "Phone" });
    const token = tokenOf(made);
    const text = await read(token);
    const parsed = readFile(text);
    if (!parsed.ok) throw new Error(parsed.error.reason);
    const mine = parsed.value.events.find(({ uid }) => uid === `${id}@holdfast`);
    expect(mine).toMatchObject({
      title: "Night freeze",
      zone: "Europe/Berlin",
      start: "2026-12-07T22:00:00",
      clockSeconds: 8 * 3_600,
      recurrence: "FREQ=WEEKLY;COUNT=8",
      exceptions: ["2026-12-14"],
    });
    const row = await world.db.prisma.calendarFeed.findUniqueOrThrow({ where: { id: made.id } });
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row.lastReadAt).toEqual(NOW);
    const foreign = tokenOf(await createCalendarFeed(stranger, { name: "Phone" }));
    expect(await read(foreign)).not.toContain("Night freeze");
    // What is exported comes back as it was.
    expect((await importCalendar(manager, asked(text))).counts).toMatchObject({ create: 0, change: 0 });
  });

  it("answers no more once replaced, ended, expired, or its owner has left", async () => {
    const made = await createCalendarFeed(plantIt, { name: "Laptop" });
    const fresh = await rotateCalendarFeed(plantIt, { feedId: made.id });
    expect(await refusal(read(tokenOf(made)))).toMatch(/^not_found: .*answers no more/);
    await expect(read(tokenOf(fresh))).resolves.toContain("BEGIN:VCALENDAR");
    expect(await refusal(read(tokenOf(fresh), new Date("2028-06-01T00:00:00Z")))).toMatch(/^not_found/);
    expect(await refusal(revokeCalendarFeed(stranger, { feedId: made.id }))).toMatch(/^not_found/);
    await revokeCalendarFeed(plantIt, { feedId: made.id });
    expect(await refusal(read(tokenOf(fresh)))).toMatch(/^not_found/);
    expect(await refusal(rotateCalendarFeed(plantIt, { feedId: made.id }))).toMatch(/^conflict/);
    const last = tokenOf(await createCalendarFeed(stranger, { name: "Tablet" }));
    await world.db.prisma.user.update({ where: { id: stranger.actor.id }, data: { disabledAt: NOW } });
    expect(await refusal(read(last))).toMatch(/^not_found/);
  });

  it("are ten at most, one's own, and narrowed only to what one sees", async () => {
    const own = await world.person("plant_it");
    const ctx = { ...own, now: NOW };
    const made = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => createCalendarFeed(ctx, { name: `Feed ${index}` })),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect((await listCalendarFeeds(ctx)).items).toHaveLength(10);
    const nowhere = createCalendarFeed(manager, { name: "Other", tenantId: randomUUID() });
    expect(await refusal(nowhere)).toMatch(/^not_found/);
  });
});
