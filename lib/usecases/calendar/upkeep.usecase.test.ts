import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld } from "@/lib/testing/world";
import { loadCalendar } from "./standing";
import { moveEventsOn } from "./upkeep";

let world: Awaited<ReturnType<typeof makeWorld>>;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

it("moves events on whose occurrence is over, and only those; what never comes again leaves the gates", async () => {
  const { db } = world;
  const release = await world.release();
  const environment = await world.environment("staging", release.id);
  const person = await world.person("release_manager");
  const now = new Date();
  const day = (offset: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + offset));
  const store = (title: string, recurrence: string | null, cancelled = false) =>
    db.prisma.calendarEvent.create({
      data: {
        ...{ title, recurrence, zone: "UTC", durationMinutes: 60, createdById: person.actor.id },
        ...{ kind: "freeze", effect: "blocks", level: "environment", stages: ["staging"] },
        ...{ tenantId: world.tenantId, environmentId: environment.id },
        localStart: day(-3).toISOString().slice(0, 16),
        nextFrom: day(-3),
        nextUntil: new Date(day(-3).getTime() + 3_600_000),
        ...(cancelled ? { cancelledAt: now, cancelledById: person.actor.id } : {}),
      },
    });
  const nightly = await store("Nightly", "FREQ=DAILY");
  const once = await store("Once", null);
  const gone = await store("Gone", "FREQ=DAILY", true);
  const names = async () =>
    (await loadCalendar(db.prisma, [environment.id]))(environment.id)
      .events.map(({ title }) => title)
      .sort();
  expect(await names()).toEqual(["Nightly", "Once"]);
  await moveEventsOn(db, now);
  const row = async (id: string) => db.prisma.calendarEvent.findUniqueOrThrow({ where: { id } });
  const moved = await row(nightly.id);
  expect(moved.nextUntil?.getTime()).toBeGreaterThan(now.getTime());
  expect(moved.nextUntil?.getTime()).toBeLessThanOrEqual(now.getTime() + 25 * 3_600_000);
  expect(moved.version).toBe(nightly.version);
  expect(await row(once.id)).toMatchObject({ nextFrom: null, nextUntil: null });
  expect((await row(gone.id)).nextFrom).toEqual(gone.nextFrom);
  expect(await names()).toEqual(["Nightly"]);
});
