import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MANY } from "@/lib/domain/alert/route";
import type { AlertFact } from "@/lib/domain/alert/source";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { problemOf } from "@/lib/testing/world";
import { acknowledgeAlert } from "./acknowledge";
import { getAlert } from "./get";
import { listAlerts } from "./list";
import { raiseFacts } from "./raise";
import { resolveAlert } from "./resolve";
import { createRota } from "./rotas";
import { createAlertRoute, editAlertRoute } from "./routes";
import { endSilence, silenceAlerts } from "./silence";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const {
  plantIt,
  manager,
  stranger,
  auditor,
  now,
  raise,
  tell,
  alertOf,
  at,
  send,
  route,
  deliveriesOf,
  raised,
} = world;
// What an earlier run left on its way would go first, ten at a time.
beforeAll(async () => {
  await world.db.prisma.alertDelivery.updateMany({ where: { state: "queued" }, data: { state: "dropped" } });
});
afterAll(() => world.close());

describe("from a changed signal to whoever takes it on", () => {
  it("raises one alert, tells it once, to the bell and over the route, and is taken on once", async () => {
    const made = await createAlertRoute(at(manager), route());
    const { environmentId, alert } = await raised();
    expect(alert).toMatchObject({ tier: "page", state: "open", announced: 1, pending: false });
    await raise(environmentId, "bad");
    await tell();
    expect((await alertOf(environmentId)).announced).toBe(1);
    const messages = new FakeMessages();
    await send(messages, MINUTE);
    const mine = messages.posts.filter(({ body }) => JSON.stringify(body).includes(`ALR-${alert.number}`));
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({ url: "https://hooks.example/T0/secret" });
    expect(JSON.stringify(mine[0]?.body)).toContain(`https://holdfast.example/alerts/${alert.id}`);
    await send(messages, 2 * MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "sent", attempts: 1 }]);
    expect(
      await world.db.prisma.notice.count({ where: { path: `/alerts/${alert.id}` } }),
    ).toBeGreaterThanOrEqual(2);

    const seen = await getAlert(at(plantIt), { alertId: alert.id });
    expect(seen.can.acknowledge).toEqual({ allowed: true, reason: null });
    const taken = await acknowledgeAlert(at(plantIt), { alertId: alert.id, version: seen.version });
    expect(taken).toMatchObject({ state: "acknowledged", assignee: { id: plantIt.actor.id } });
    const late = acknowledgeAlert(at(manager), { alertId: alert.id, version: seen.version });
    expect((await problemOf(late)).message).toMatch(/has taken this alert on already/);
    const audit = await world.db.prisma.auditEntry.findMany({ where: { targetId: alert.id } });
    expect(audit.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "alert.acknowledge done",
      "alert.acknowledge refused",
    ]);
    await editAlertRoute(at(manager), {
      ...{ routeId: made.routes.find(({ tenant }) => tenant?.id === world.tenantId)?.id ?? "", version: 1 },
      ...{ name: "Off", tiers: ["page"], afterMinutes: 0, workHours: false, enabled: false },
    });
  });

  it("two at once: one takes it, the other is told", async () => {
    const { alert } = await raised();
    const call = { alertId: alert.id, version: alert.version };
    const ends = await Promise.allSettled([
      acknowledgeAlert(at(plantIt), call),
      acknowledgeAlert(at(manager), call),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is not there for another tenant, and an auditor may only look", async () => {
    const { alert } = await raised();
    expect((await problemOf(getAlert(at(stranger), { alertId: alert.id }))).code).toBe("not_found");
    const call = { alertId: alert.id, version: alert.version };
    expect((await problemOf(acknowledgeAlert(at(stranger), call))).code).toBe("not_found");
    expect((await problemOf(acknowledgeAlert(at(auditor), call))).code).toBe("forbidden");
    expect((await listAlerts(at(stranger), {})).items).toEqual([]);
    const { items, counts } = await listAlerts(at(auditor), { tier: "page", limit: 100 });
    expect(items.map(({ id }) => id)).toContain(alert.id);
    expect(counts.page).toBeGreaterThanOrEqual(1);
  });

  it("raised by many at once is one", async () => {
    const { id } = await world.environment("production", null);
    await Promise.all(Array.from({ length: 6 }, () => raise(id, "bad")));
    expect(await world.db.prisma.alert.count({ where: { environmentId: id } })).toBe(1);
    await Promise.all([tell(), tell(), tell()]);
    expect((await alertOf(id)).announced).toBe(1);
  });
});

describe("its end", () => {
  it("comes by itself; unknown is no end; what still stands cannot be called over", async () => {
    const { environmentId, alert } = await raised();
    await raise(environmentId, "unknown");
    expect((await alertOf(environmentId)).state).toBe("open");
    const early = resolveAlert(at(plantIt), {
      alertId: alert.id,
      version: alert.version,
      note: "Looks fine.",
    });
    expect((await problemOf(early)).message).toMatch(/“Work orders” still stands/);
    await raise(environmentId, "good");
    expect(await alertOf(environmentId)).toMatchObject({ state: "resolved", endTold: false });
    await raise(environmentId, "bad", 5 * MINUTE);
    expect(await alertOf(environmentId)).toMatchObject({
      id: alert.id,
      state: "open",
      flaps: 1,
      announced: 1,
    });
    await raise(environmentId, "good", 6 * MINUTE);
    await tell(6 * MINUTE + REOPEN_MS + 1_000);
    expect(await alertOf(environmentId)).toMatchObject({ state: "resolved", endTold: true });
  });
});

describe("silences", () => {
  it("of a person hold back what stands and what comes; at their end it is told again", async () => {
    const { environmentId, alert } = await raised();
    const until = now(30 * MINUTE).toISOString();
    const silence = await silenceAlerts(at(plantIt), {
      ...{ level: "environment", environmentId, domains: ["business"], until },
      reason: "The line is rebuilt today",
    });
    const held = await getAlert(at(plantIt), { alertId: alert.id });
    expect(held.silence?.reason).toContain("The line is rebuilt today");
    await tell(10 * MINUTE);
    expect((await alertOf(environmentId)).announced).toBe(1);
    await endSilence(at(plantIt, 11 * MINUTE), { silenceId: silence.id });
    await tell(12 * MINUTE);
    expect(await alertOf(environmentId)).toMatchObject({ announced: 2, silenceReason: null, state: "open" });
    const again = endSilence(at(plantIt, 13 * MINUTE), { silenceId: silence.id });
    expect((await problemOf(again)).message).toMatch(/over already/);
  });

  it("of a deployment hold back only what it announces, and no longer than it lasts", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const operation = await world.db.prisma.operation.create({
      data: {
        ...{
          kind: "deploy",
          state: "running",
          strategy: "recreate",
          tenantId: world.tenantId,
          environmentId,
        },
        ...{
          clusterId: world.clusterId,
          startedAt: now(),
          deadlineAt: now(60 * MINUTE),
          correlationId: randomUUID(),
        },
        ...{ workerId: "w", leaseUntil: now(60 * MINUTE) },
        steps: {
          create: { position: 1, name: "migrate", state: "running", startedAt: now(), timeoutMs: 1_000 },
        },
      },
    });
    const fact = (domain: "business" | "database"): AlertFact => ({
      ...{ key: domain, source: "health", domain, severity: "bad", title: domain, sentence: domain },
      ...{ since: now(), firing: true },
    });
    await world.db.transaction((tx) =>
      raiseFacts(tx, environmentId, [fact("business"), fact("database")], now()),
    );
    await tell();
    const of = (domain: string) =>
      world.db.prisma.alert.findFirstOrThrow({ where: { environmentId, domain } });
    expect(await of("business")).toMatchObject({ announced: 0, pending: true });
    expect((await of("business")).silenceReason).toMatch(/deployment is under way that announces it/);
    expect(await of("database")).toMatchObject({ announced: 1 });
    await world.db.prisma.operationStep.updateMany({
      where: { operationId: operation.id },
      data: { state: "done", finishedAt: now() },
    });
    await tell(MINUTE);
    expect(await of("business")).toMatchObject({ announced: 1, silenceReason: null });
  });

  it("cannot be placed where one has no role, nor without an end ahead", async () => {
    const { environmentId } = await raised();
    const asked = { level: "environment" as const, environmentId, reason: "Because I say so", domains: [] };
    const past = silenceAlerts(at(plantIt), { ...asked, until: now(-MINUTE).toISOString() });
    expect((await problemOf(past)).message).toMatch(/lies ahead/);
    const foreign = silenceAlerts(at(stranger), { ...asked, until: now(MINUTE).toISOString() });
    expect((await problemOf(foreign)).code).toBe("not_found");
  });
});

describe("messages", () => {
  it("are tried again within bounds, keep their last error, and are refused at once when that is final", async () => {
    await createAlertRoute(at(manager), route({ name: "Flaky", url: "https://flaky.example/x" }));
    const { alert } = await raised();
    const messages = new FakeMessages();
    messages.failing = () => new TransientFailure("flaky.example answered 503.");
    await send(messages, MINUTE);
    const [first] = await deliveriesOf(alert.id);
    expect(first).toMatchObject({ state: "queued", attempts: 1, lastError: "flaky.example answered 503." });
    for (let attempt = 2; attempt <= 8; attempt += 1) await send(messages, attempt * 60 * MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "failed", attempts: 8 }]);
    const { alert: second } = await raised();
    messages.failing = () => new RefusedFailure("flaky.example refused it (410).");
    await send(messages, MINUTE);
    expect(await deliveriesOf(second.id)).toMatchObject([{ state: "failed", attempts: 1 }]);
  });

  it("are sent once by workers beside each other, and by another one when the first died", async () => {
    await createAlertRoute(at(manager), route({ name: "Once", url: "https://once.example/x" }));
    const { alert } = await raised();
    const messages = new FakeMessages();
    await Promise.all([send(messages, MINUTE), send(messages, MINUTE), send(messages, MINUTE)]);
    const mine = await deliveriesOf(alert.id);
    const sent = messages.posts.filter(({ id }) => mine.some((row) => row.id === id));
    expect(sent).toHaveLength(mine.length);
    const { alert: lost } = await raised();
    await world.db.prisma.alertDelivery.updateMany({
      where: { alertId: lost.id },
      data: { leaseUntil: now(MINUTE), attempts: 1 },
    });
    await send(messages, 30_000);
    expect((await deliveriesOf(lost.id)).every(({ state }) => state === "queued")).toBe(true);
    await send(messages, 3 * MINUTE);
    expect((await deliveriesOf(lost.id)).every(({ state }) => state === "sent")).toBe(true);
  });

  it("escalate to the next route when nobody takes it on, and not when somebody has", async () => {
    const later = route({
      name: "Chief",
      channel: "email",
      url: undefined,
      email: "chief@plant.example",
      afterMinutes: 15,
    });
    await createAlertRoute(at(manager), later);
    const [{ alert: left }, { alert: taken }] = [await raised(), await raised()];
    await acknowledgeAlert(at(plantIt), { alertId: taken.id, version: taken.version });
    await tell(16 * MINUTE);
    const channels = async (id: string) =>
      (
        await world.db.prisma.alertDelivery.findMany({ where: { alertId: id }, include: { route: true } })
      ).map((row) => row.route.name);
    expect(await channels(left.id)).toContain("Chief");
    expect(await channels(taken.id)).not.toContain("Chief");
  });

  it("beyond twenty in ten minutes are counted in one", async () => {
    const quiet = await world.db.prisma.alertRoute.updateMany({
      where: { tenantId: world.tenantId },
      data: { enabled: false },
    });
    expect(quiet.count).toBeGreaterThan(0);
    await createAlertRoute(at(manager), route({ name: "Flood", url: "https://flood.example/x" }));
    const found = await world.db.prisma.alertRoute.findFirstOrThrow({
      where: { tenantId: world.tenantId, name: "Flood" },
    });
    for (let number = 0; number < MANY + 5; number += 1) await raised();
    const rows = await world.db.prisma.alertDelivery.findMany({ where: { routeId: found.id } });
    expect(rows.filter(({ alertId }) => alertId !== null)).toHaveLength(MANY);
    expect(rows.filter(({ subject }) => subject === "many")).toHaveLength(1);
  });

  it("a rota is of people with a role there, and its mail goes to whoever is on call", async () => {
    const rota = { name: "Plant on call", timeZone: "Europe/Berlin", startsAt: "2026-01-05T08:00" };
    const { tenantId } = world;
    const foreign = createRota(at(manager), { ...rota, tenantId, memberIds: [stranger.actor.id] });
    expect((await problemOf(foreign)).message).toMatch(/people with a role/);
    const made = await createRota(at(manager), { ...rota, tenantId, memberIds: [plantIt.actor.id] });
    const rotaId = made.rotas.find(({ name }) => name === "Plant on call")?.id ?? "";
    await createAlertRoute(at(manager), route({ name: "On call", channel: "email", url: undefined, rotaId }));
    const { alert } = await raised();
    const messages = new FakeMessages();
    // What earlier tests left on the way goes first, ten at a time.
    for (let batch = 0; batch < 6; batch += 1) await send(messages, MINUTE);
    const { email } = await world.db.prisma.user.findUniqueOrThrow({ where: { id: plantIt.actor.id } });
    expect(messages.sentMails.filter(({ subject }) => subject.includes(`ALR-${alert.number}`))).toMatchObject(
      [{ to: email }],
    );
  });
});
