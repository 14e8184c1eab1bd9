import { afterAll, describe, expect, it } from "vitest";
import { NOT_MEASURED } from "@/lib/domain/alert/course";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { problemOf } from "@/lib/testing/world";
import { sweepCluster } from "../health/sweep";
import { raiseAlerts } from "./raise";
import { resolveAlert } from "./resolve";
import { createAlertRoute } from "./routes";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const world = await makeAlertWorld();
const { plantIt, manager, now, at, send, tell, alertOf, route, raised } = world;
const { prisma } = world.db;
afterAll(() => world.close());

const signalOf = (environmentId: string, signal: string, state: "bad" | "unknown", since: Date) =>
  prisma.healthSignal.create({
    data: {
      ...{ environmentId, tenantId: world.tenantId, signal, domain: "application", state, since, at: since },
    },
  });

async function sweep(): Promise<void> {
  const raise = async (tx: Parameters<typeof raiseAlerts>[0], changes: Parameters<typeof raiseAlerts>[1]) =>
    void (await raiseAlerts(tx, changes, now()));
  const deps = { db: world.db, channel: world.ports.channel, signals: new FakeSignals(), raise };
  const cluster = { id: world.clusterId, name: "c" };
  const stopping = new AbortController().signal;
  await sweepCluster(deps, cluster, { intervalMs: 30_000, now: () => now(), stopping });
}

describe("an alert of a signal that is not measured any more", () => {
  it("is over and says why, also to those who were told of it", async () => {
    await createAlertRoute(at(manager), route({ name: "Hook" }));
    const { id: environmentId } = await world.environment("production", null);
    await signalOf(environmentId, "scheduler", "bad", now(-MINUTE));
    const change: Parameters<typeof raiseAlerts>[1][number] = {
      ...{ environmentId, signalId: "scheduler", domain: "application", to: "bad", at: now(-MINUTE) },
      ...{ title: "Scheduler", sentence: "Scheduled jobs do not run since 14:03." },
    };
    await world.db.transaction((tx) => raiseAlerts(tx, [change], now()));
    await tell();
    const messages = new FakeMessages();
    await send(messages, 1_000);
    await prisma.environment.update({ where: { id: environmentId }, data: { cronReplicas: 0 } });
    await sweep();
    const alert = await alertOf(environmentId);
    expect(alert).toMatchObject({ state: "resolved", resolvedNote: NOT_MEASURED });
    expect(await prisma.healthSignal.count({ where: { environmentId, signal: "scheduler" } })).toBe(0);
    await tell(REOPEN_MS + MINUTE);
    await send(messages, REOPEN_MS + 2 * MINUTE);
    const said = messages.posts.map(({ body }) => JSON.stringify(body));
    expect(said.filter((text) => text.includes(`ALR-${alert.number}`)).at(-1)).toContain(
      "it is not measured any more. It was: Scheduled jobs do not run since 14:03.",
    );
  });
});

describe("an alert of a signal that cannot be read", () => {
  it("may be called over by a person after six hours and not before", async () => {
    const { environmentId, alert } = await raised();
    await signalOf(environmentId, "work_orders", "unknown", now(-5 * HOUR));
    const call = { alertId: alert.id, version: alert.version, note: "The plant works." };
    expect((await problemOf(resolveAlert(at(plantIt), call))).message).toMatch(/still stands/);
    const over = await resolveAlert(at(plantIt, 2 * HOUR), call);
    expect(over).toMatchObject({
      state: "resolved",
      resolvedNote: `${plantIt.actor.name}: The plant works.`,
    });
  });
});
