import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { MOST_CAUSES } from "@/lib/domain/alert/state";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { getAlerting } from "./alerting";
import { assignAlert } from "./assign";
import { receiveAlertmanager } from "./receive";
import { createAlertRoute } from "./routes";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { plantIt, manager, stranger, now, alertOf, at, route, raised } = world;
afterAll(() => world.close());

describe("an Alertmanager", () => {
  const push = (alerts: object[]) =>
    receiveAlertmanager(at({ ...plantIt, actor: pusher }), { version: "4", alerts: alerts as never });
  const pusher: Context["actor"] = {
    ...{ kind: "service", id: randomUUID(), name: "alertmanager" },
    grants: [{ role: "service", scope: { level: "fleet" }, rights: ["alert.push"] }],
  };

  it("raises, is idempotent by fingerprint, ends, and is refused without the right or in another form", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const { namespace } = await world.db.prisma.environment.findUniqueOrThrow({
      where: { id: environmentId },
    });
    const firing = {
      ...{ status: "firing", startsAt: now(-MINUTE).toISOString(), fingerprint: randomUUID().slice(0, 16) },
      labels: { alertname: "PostgresLocks", namespace, severity: "critical" },
      annotations: { summary: "Locks are waited for since a minute." },
    };
    expect(await push([firing])).toEqual({ taken: 1, unplaced: 0 });
    expect(await alertOf(environmentId)).toMatchObject({
      domain: "database",
      tier: "page",
      title: "PostgresLocks",
    });
    await push([firing]);
    await push([{ ...firing, status: "resolved" }]);
    expect((await alertOf(environmentId)).state).toBe("resolved");
    await push([firing]);
    expect(await alertOf(environmentId)).toMatchObject({ state: "resolved", flaps: 0 });
    expect(await world.db.prisma.alert.count({ where: { environmentId } })).toBe(1);
    const body = { version: "4" as const, alerts: [] };
    expect((await problemOf(receiveAlertmanager(at(plantIt), body))).code).toBe("forbidden");
    const wrong = receiveAlertmanager(at({ ...plantIt, actor: pusher }), {
      version: "3" as never,
      alerts: [],
    });
    expect((await problemOf(wrong)).message).toMatch(/version 4/);
  });

  it("of many places at once is taken part by part, or, where one alert is none, not at all", async () => {
    const namespaces = Array.from({ length: 60 }, () => `nowhere-${randomUUID()}`);
    const { id: environmentId } = await world.environment("production", null);
    const known = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
    const firing = [...namespaces, ...namespaces, known.namespace].map((namespace) => ({
      ...{ status: "firing", startsAt: now(-MINUTE).toISOString(), fingerprint: randomUUID().slice(0, 16) },
      labels: { alertname: "PostgresLocks", namespace, severity: "critical" },
      annotations: {},
    }));
    const alerts = () => world.db.prisma.alert.count({ where: { environmentId } });
    const halfWrong = push([...firing, { ...firing[0], status: "perhaps" }]);
    expect((await problemOf(halfWrong)).code).toBe("invalid_input");
    expect(await alerts()).toBe(0);
    for (let time = 0; time < 2; time += 1) {
      expect(await push(firing)).toEqual({ taken: 121, unplaced: 120 });
      expect(await alerts()).toBe(1);
    }
    const pushes = await world.db.prisma.auditEntry.findMany({
      where: { actorId: pusher.id, action: "alert.push", outcome: "done" },
      orderBy: { sequence: "desc" },
      take: 3,
    });
    expect(pushes.map(({ facts }) => (facts as { alerts: number }).alerts)).toEqual([21, 50, 50]);
  });

  it("of sixty alerts, one with a page of text, is told again to no effect and over when the last one is", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const where = { id: environmentId };
    const { namespace } = await world.db.prisma.environment.findUniqueOrThrow({ where });
    const firing = Array.from({ length: MOST_CAUSES + 10 }, () => ({
      ...{ status: "firing", startsAt: now(-MINUTE).toISOString(), fingerprint: randomUUID().slice(0, 16) },
      labels: { alertname: "PostgresLocks", namespace, severity: "critical" },
      annotations: { summary: "Locks are waited for.", description: "Long. ".repeat(2_000) },
    }));
    await push(firing);
    await world.tell();
    expect(await alertOf(environmentId)).toMatchObject({ moreCauses: 10, pending: false, announced: 1 });
    await push(firing);
    expect(await alertOf(environmentId)).toMatchObject({ moreCauses: 10, pending: false, announced: 1 });
    const ended = firing.map((one) => ({ ...one, status: "resolved" }));
    await push(ended.slice(0, MOST_CAUSES));
    expect(await alertOf(environmentId)).toMatchObject({ moreCauses: 10, state: "open" });
    await push(ended);
    expect(await alertOf(environmentId)).toMatchObject({ moreCauses: 0, state: "resolved" });
    expect(await world.db.prisma.alert.count({ where: { environmentId } })).toBe(1);
  });
});

describe("routes, rotas and what is given to whom", () => {
  it("are for those who may set them, hide their secret, and refuse what leads nowhere", async () => {
    const made = await createAlertRoute(at(manager), route({ name: "Secret", secret: "0123456789abcdef" }));
    expect(JSON.stringify(made)).not.toContain("T0/secret");
    expect(made.routes.find(({ name }) => name === "Secret")).toMatchObject({
      target: "hooks.example",
      signed: true,
    });
    expect((await problemOf(createAlertRoute(at(plantIt), route()))).code).toBe("forbidden");
    expect((await problemOf(createAlertRoute(at(manager), route({ tenantId: null })))).code).toBe(
      "forbidden",
    );
    const nowhere = createAlertRoute(at(manager), route({ channel: "email", url: undefined }));
    expect((await problemOf(nowhere)).message).toMatch(/mail address, or choose a rota/);
    expect((await getAlerting(at(stranger), {})).routes.some(({ name }) => name === "Secret")).toBe(false);
  });

  it("over all tenants show nobody what became of another tenant's alert", async () => {
    const fleet = await world.person("release_manager", "fleet");
    const name = `Everybody ${randomUUID().slice(0, 6)}`;
    await createAlertRoute(at(fleet), route({ name, tenantId: null }));
    await raised();
    const lastOf = async (who: Context) =>
      (await getAlerting(at(who), {})).routes.find((one) => one.name === name)?.last;
    expect(await lastOf(plantIt)).toMatchObject({ occasion: "raised" });
    expect(await lastOf(stranger)).toBeNull();
    await world.db.prisma.alertRoute.updateMany({ where: { name }, data: { enabled: false } });
  });

  it("an alert is given only to people over its place", async () => {
    const { alert } = await raised();
    const call = { alertId: alert.id, version: alert.version };
    const wrong = assignAlert(at(plantIt), { ...call, assigneeId: stranger.actor.id });
    expect((await problemOf(wrong)).code).toBe("invalid_input");
    const given = await assignAlert(at(plantIt), { ...call, assigneeId: manager.actor.id });
    expect(given.assignee?.id).toBe(manager.actor.id);
    const stale = assignAlert(at(plantIt), { ...call, assigneeId: null });
    expect((await problemOf(stale)).facts["stale"]).toBe(true);
  });
});
