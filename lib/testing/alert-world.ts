import { randomUUID } from "node:crypto";
import { raiseAlerts } from "@/lib/usecases/alert/raise";
import { sendDeliveries } from "@/lib/usecases/alert/send";
import { tellAlerts } from "@/lib/usecases/alert/tell";
import type { Context } from "@/lib/usecases/context";
import type { FakeMessages } from "./fake-messages";
import { fakeSeal } from "./fake-seal";
import { makeTenant, makeWorld } from "./world";

type Told = "good" | "bad" | "warn" | "unknown";

/** A world with people around alerts, and the ways alerts are raised, told and sent in it. */
export async function makeAlertWorld() {
  const world = await makeWorld();
  world.ports.seal = fakeSeal;
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  const [plantIt, manager, stranger, auditor] = await Promise.all([
    world.person("plant_it"),
    world.person("release_manager"),
    world.person("plant_it", { tenantId: other.id }),
    world.person("auditor"),
  ]);
  const now = (ahead = 0) => new Date(Date.now() + ahead);
  const change = (environmentId: string, to: Told) => ({
    ...{ environmentId, signalId: "work_orders", domain: "business" as const, to, at: new Date() },
    ...{ title: "Work orders", sentence: "Work orders cannot be confirmed since 14:03." },
  });
  const raise = (environmentId: string, to: Told, ahead = 0) =>
    world.db.transaction((tx) => raiseAlerts(tx, [change(environmentId, to)], now(ahead)));
  // In turns, as a worker does: other suites may have left more than one turn takes.
  const tell = async (ahead = 0): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) {
      const told = await tellAlerts(world.db, world.ports.channel, now(ahead));
      if (told.raised + told.over + told.escalated === 0) return;
    }
  };
  const alertOf = (environmentId: string) =>
    world.db.prisma.alert.findFirstOrThrow({ where: { environmentId }, orderBy: { raisedAt: "desc" } });
  return {
    ...{ ...world, plantIt, manager, stranger, auditor, now, raise, tell, alertOf },
    at: (ctx: Context, ahead = 0): Context => ({ ...ctx, now: now(ahead) }),
    send: (messages: FakeMessages, ahead = 0) =>
      sendDeliveries(
        { db: world.db, messages, seal: fakeSeal, baseUrl: "https://holdfast.example" },
        { clock: () => now(ahead), signal: new AbortController().signal },
      ),
    route: (more: object = {}) => ({
      ...{ tenantId: world.tenantId, channel: "webhook" as const, url: "https://hooks.example/T0/secret" },
      ...{
        name: "Hook of the plant",
        tiers: ["page" as const],
        afterMinutes: 0,
        workHours: false,
        enabled: true,
      },
      ...more,
    }),
    deliveriesOf: (alertId: string) =>
      world.db.prisma.alertDelivery.findMany({ where: { alertId }, orderBy: { createdAt: "asc" } }),
    raised: async (stage: "production" | "staging" = "production") => {
      const { id: environmentId } = await world.environment(stage, null);
      await raise(environmentId, "bad");
      await tell();
      return { environmentId, alert: await alertOf(environmentId) };
    },
  };
}
