import { afterAll, describe, expect, it } from "vitest";
import { ALERTS_KEPT } from "@/lib/domain/alert/kept";
import { formatLocal } from "@/lib/domain/calendar/wall-clock";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { problemOf } from "@/lib/testing/world";
import { addCalendarEvent } from "../calendar/add";
import { getAlerting } from "./alerting";
import { removeAlertRoute, removeRota } from "./remove";
import { removeOldAlerts } from "./retention";
import { createRota } from "./rotas";
import { createAlertRoute } from "./routes";
import { testAlertRoute } from "./test-route";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const world = await makeAlertWorld();
const { plantIt, manager, now, alertOf, at, route, raise, tell, send } = world;
afterAll(() => world.close());

const memberId = manager.actor.id;
const rotaOf = async (name: string) => {
  const body = { name, timeZone: "Europe/Berlin", startsAt: "2026-01-05T08:00", memberIds: [memberId] };
  const { rotas } = await createRota(at(manager), { tenantId: world.tenantId, ...body });
  const rota = rotas.find((one) => one.name === name);
  if (rota === undefined) throw new Error("No rota was made.");
  return rota;
};
const routeOf = async (more: { name: string; channel: "app"; url: undefined; rotaId: string }) => {
  const { routes } = await createAlertRoute(at(manager), route(more));
  const made = routes.find(({ name }) => name === more.name);
  if (made === undefined) throw new Error("No route was made.");
  return made;
};

describe("a route that goes to the bell", () => {
  it("is tried, tells whoever is on call without a message leaving, and is removed before its rota", async () => {
    const rota = await rotaOf("Night shift");
    const nobody = createAlertRoute(at(manager), route({ channel: "app", url: undefined }));
    expect((await problemOf(nobody)).message).toMatch(/Choose the rota/);
    const bell = await routeOf({ name: "Bell", channel: "app", url: undefined, rotaId: rota.id });
    await testAlertRoute(at(manager), { routeId: bell.id });
    const again = testAlertRoute(at(manager), { routeId: bell.id });
    expect((await problemOf(again)).message).toMatch(/within the last minute/);
    expect((await problemOf(testAlertRoute(at(plantIt), { routeId: bell.id }))).code).toBe("forbidden");
    const early = removeAlertRoute(at(manager), { routeId: bell.id, version: bell.version });
    expect((await problemOf(early)).message).toMatch(/message is on the way/);
    const messages = new FakeMessages();
    await send(messages, 1_000);
    // Other suites' messages may be due in the same database.
    const said = JSON.stringify([...messages.sentMails, ...messages.posts]);
    expect(said).not.toContain("Bell");
    const receipt = (await getAlerting(at(manager), {})).deliveries[0];
    expect(receipt).toMatchObject({ occasion: "test", state: "sent", sentTo: manager.actor.name });
    const [notice] = await world.db.prisma.notice.findMany({
      where: { userId: memberId, title: { contains: "“Bell”" } },
    });
    expect(notice?.text).toMatch(/^Nothing is wrong/);
    const used = removeRota(at(manager), { rotaId: rota.id, version: rota.version });
    expect((await problemOf(used)).message).toMatch(/used by “Bell”/);
    await removeAlertRoute(at(manager), { routeId: bell.id, version: bell.version });
    const left = await removeRota(at(manager), { rotaId: rota.id, version: rota.version });
    expect([...left.routes, ...left.rotas].map(({ name }) => name)).not.toContain("Bell");
    expect(left.deliveries.some(({ occasion }) => occasion === "test")).toBe(true);
  });
});

describe("a maintenance window of the calendar", () => {
  it("keeps quiet what it announced and nothing else, and what still stands is told at its end", async () => {
    const { id: environmentId } = await world.environment("production", null);
    await addCalendarEvent(at(manager), {
      ...{
        kind: "maintenance_window",
        effect: "opens",
        title: "New switches",
        reason: "",
        level: "environment",
      },
      ...{
        environmentId,
        zone: "UTC",
        start: formatLocal(Math.floor(now(-5 * MINUTE).getTime() / MINUTE) * MINUTE),
        durationMinutes: 30,
      },
      ...{ recurrence: null, exceptions: [], moduleFamilies: [], stages: ["production"] },
      announces: ["business"],
    });
    await raise(environmentId, "bad");
    await tell();
    expect(await alertOf(environmentId)).toMatchObject({
      announced: 0,
      silenceReason: "The maintenance “New switches” announces it.",
    });
    const { id: other } = await world.environment("production", null);
    await raise(other, "bad");
    await tell();
    expect(await alertOf(other)).toMatchObject({ announced: 1, silenceReason: null });
    await tell(26 * MINUTE);
    expect(await alertOf(environmentId)).toMatchObject({ announced: 1, silenceReason: null });
  });
});

describe("what is over", () => {
  it("is kept as long as it says, an alert as long as its incident", async () => {
    const { alert } = await world.raised();
    const { alert: kept } = await world.raised();
    const resolved = { state: "resolved", endTold: true, pending: false } as const;
    const long = now(-(ALERTS_KEPT.alertDays + 1) * DAY);
    const { tenantId } = world;
    const incident = await world.db.prisma.incident.create({
      data: {
        tenantId,
        environmentId: kept.environmentId ?? "",
        title: "An old one",
        severity: "sev3",
        startedAt: long,
      },
    });
    for (const { id } of [alert, kept])
      await world.db.prisma.alert.update({ where: { id }, data: { ...resolved, resolvedAt: long } });
    await world.db.prisma.alert.update({ where: { id: kept.id }, data: { incidentId: incident.id } });
    const run = (ahead: number) =>
      removeOldAlerts(world.db, { payload: null, now: now(ahead), signal: new AbortController().signal });
    await run(0);
    const left = () => world.db.prisma.alert.count({ where: { id: { in: [alert.id, kept.id] } } });
    expect(await left()).toBe(1);
    const closed = { state: "closed", causes: "Long ago.", closedAt: long, resolvedAt: long } as const;
    for (const state of ["resolved", "reviewed", "closed"] as const)
      await world.db.prisma.incident.update({ where: { id: incident.id }, data: { ...closed, state } });
    await run((ALERTS_KEPT.incidentDays - ALERTS_KEPT.alertDays) * DAY);
    expect(await left()).toBe(0);
    expect(await world.db.prisma.incident.count({ where: { id: incident.id } })).toBe(0);
  });
});
