import { afterAll, beforeAll, expect, it } from "vitest";
import type { Prisma } from "@/lib/data/generated/client";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getOpening } from "./openings";
import { loadCalendar } from "./standing";

let world: World;
let manager: Context;
const NOW = new Date("2026-11-21T09:00:00Z");

beforeAll(async () => {
  world = await makeWorld();
  manager = { ...(await world.person("release_manager")), now: NOW };
});
afterAll(() => world.close());

const freeze = (environmentId: string, part: Partial<Prisma.CalendarEventCreateManyInput> = {}) => ({
  ...{ kind: "freeze" as const, effect: "blocks" as const, title: "Audit", zone: "UTC", durationMinutes: 60 },
  ...{ level: "environment" as const, tenantId: world.tenantId, environmentId },
  ...{ stages: ["production" as const], createdById: manager.actor.id, localStart: "2026-11-22T10:00" },
  nextFrom: new Date("2026-11-22T10:00:00Z"),
  nextUntil: new Date("2026-11-22T11:00:00Z"),
  ...part,
});
const window = { kind: "maintenance_window", effect: "opens", title: "Nights" } as const;
const store = (data: readonly ReturnType<typeof freeze>[]) =>
  world.db.prisma.calendarEvent.createMany({ data: [...data] });
const sentence = async (environmentId: string) => (await getOpening(manager, { environmentId })).sentence;

it("is closed outside its own windows, however many events other environments have before them", async () => {
  const [own, other] = [
    await world.environment("production", null),
    await world.environment("production", null),
  ];
  await store(Array.from({ length: 2_100 }, () => freeze(other.id)));
  const night = { nextFrom: new Date("2026-11-23T22:00:00Z"), nextUntil: new Date("2026-11-24T02:00:00Z") };
  await store([
    freeze(own.id, { ...window, ...night, localStart: "2026-11-23T22:00", durationMinutes: 240 }),
  ]);
  expect(await sentence(own.id)).toMatch(/^Closed outside its maintenance windows; opens Mon 23 Nov 23:00/);
});

it("says that the last window is over, and that it is open at all hours since", async () => {
  const own = await world.environment("production", null);
  const over = { recurrence: "FREQ=DAILY;COUNT=3", localStart: "2026-11-10T22:00" };
  await store([freeze(own.id, { ...window, ...over, nextFrom: null, nextUntil: null })]);
  expect(await sentence(own.id)).toMatch(
    /^Open for changes; nothing in sight closes it\. Its last window, Maintenance window “Nights”, ended Fri 13 Nov 00:00 .*: open at all hours since\.$/,
  );
});

it("takes no event from one place for its neighbours' sake, counts none that only informs, and knows what it has not read", async () => {
  const [few, many] = [
    await world.environment("production", null),
    await world.environment("production", null),
  ];
  const shift = { kind: "shift", effect: "informs", nextFrom: new Date("2026-11-21T10:00:00Z") } as const;
  await store([freeze(few.id), freeze(few.id), ...Array.from({ length: 5 }, () => freeze(few.id, shift))]);
  await store(
    Array.from({ length: 5 }, () => freeze(many.id, { nextFrom: new Date("2026-11-22T09:00:00Z") })),
  );
  const fleet = { level: "fleet" } satisfies Prisma.CalendarEventWhereInput;
  const around = await world.db.prisma.calendarEvent.count({ where: { ...fleet, nextFrom: { not: null } } });
  const over = await loadCalendar(world.db.prisma, [few.id, many.id], around + 3);
  const stands = [few, many]
    .map(({ id }) => over(id))
    .map(({ events, complete }) => [complete, events.length]);
  expect(stands[0]?.[0]).toBe(true);
  expect(over(few.id).events.filter(({ scope }) => scope.level === "environment")).toHaveLength(2);
  expect(stands[1]?.[0]).toBe(false);
});
