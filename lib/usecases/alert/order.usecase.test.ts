import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MANY } from "@/lib/domain/alert/route";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { formatLocal } from "@/lib/domain/calendar/wall-clock";
import { TransientFailure } from "@/lib/ports/failure";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { addCalendarEvent } from "../calendar/add";
import { createAlertRoute } from "./routes";
import { tellAlerts } from "./tell";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { manager, now, at, raise, tell, alertOf, deliveriesOf, send } = world;
const { prisma } = world.db;
beforeAll(async () => {
  await prisma.alertDelivery.updateMany({ where: { state: "queued" }, data: { state: "dropped" } });
});
afterAll(() => world.close());

const routeOf = async (name: string, more: object = {}) => {
  await createAlertRoute(
    at(manager),
    world.route({ name, url: `https://${name.toLowerCase()}.example/x`, ...more }),
  );
  return prisma.alertRoute.findFirstOrThrow({ where: { tenantId: world.tenantId, name } });
};
/** Alerts with a message each over a route, as telling them leaves them behind. */
async function told(routeId: string, tier: "page" | "notice", count: number, environmentId: string) {
  const moment = now(-MINUTE);
  const alerts = await prisma.alert.createManyAndReturn({
    data: Array.from({ length: count }, () => ({
      ...{ tenantId: world.tenantId, environmentId, domain: "platform", tier, severity: "warn" as const },
      ...{ title: "T", sentence: "S.", raisedAt: moment, lastAt: moment, pending: false, recheckAt: moment },
      ...{ announced: 1, announcedAt: moment },
    })),
  });
  await prisma.alertDelivery.createMany({
    data: alerts.map(({ id }) => ({
      ...{ routeId, alertId: id, subject: id, occasion: "raised:1", createdAt: moment, nextAt: moment },
    })),
  });
}

describe("a page", () => {
  it("goes out at once after any number of notices, and waits for no channel that hangs", async () => {
    const hook = await routeOf("Hook", { tiers: ["page", "ticket", "notice"] });
    const mail = await routeOf("Mail", { channel: "email", url: undefined, email: "a@plant.example" });
    const { id: environmentId } = await world.environment("production", null);
    await told(hook.id, "notice", MANY + 5, environmentId);
    await told(mail.id, "page", 60, environmentId);
    await prisma.alertRoute.update({ where: { id: mail.id }, data: { tiers: ["ticket"] } });
    const { id: broken } = await world.environment("production", null);
    await raise(broken, "bad");
    await tell();
    const { id } = await alertOf(broken);
    expect(await deliveriesOf(id)).toMatchObject([
      { routeId: hook.id, occasion: "raised:1", state: "queued" },
    ]);
    const messages = new FakeMessages();
    await send(messages);
    expect(await deliveriesOf(id)).toMatchObject([{ state: "sent" }]);
    await prisma.alertRoute.updateMany({
      where: { id: { in: [hook.id, mail.id] } },
      data: { enabled: false },
    });
    await prisma.alertDelivery.updateMany({
      where: { routeId: mail.id, state: "queued" },
      data: { state: "dropped" },
    });
  });
});

describe("a page that is told while others hang", () => {
  it("goes out beside them, also over the same channel, and they go on when theirs answers", async () => {
    const [mute, hook, free] = [
      await routeOf("Mute", { channel: "email", url: undefined, email: "mute@plant.example" }),
      await routeOf("Slow"),
      await routeOf("Free"),
    ];
    const { id: environmentId } = await world.environment("production", null);
    for (const { id } of [mute, hook]) await told(id, "page", 30, environmentId);
    const messages = new FakeMessages();
    let answer = (): void => undefined;
    messages.hanging = new Promise((resolve) => {
      answer = resolve;
    });
    messages.slow = (post) => (post.url.includes("slow.example") ? messages.hanging : null);
    const sending = send(messages);
    const under = { state: "queued" as const, leaseUntil: { not: null } };
    const hangingOf = (routeId: string) => prisma.alertDelivery.count({ where: { routeId, ...under } });
    await expect.poll(async () => [await hangingOf(mute.id), await hangingOf(hook.id)]).toEqual([3, 3]);

    await told(free.id, "page", 1, environmentId);
    const sent = { routeId: free.id, state: "sent" as const };
    await expect.poll(() => prisma.alertDelivery.count({ where: sent }), { timeout: 3_000 }).toBe(1);
    expect([await hangingOf(mute.id), await hangingOf(hook.id)]).toEqual([3, 3]);

    answer();
    expect(await sending).toMatchObject({ sent: 61, again: 0, failed: 0 });
    await prisma.alertRoute.updateMany({
      where: { id: { in: [mute.id, hook.id, free.id] } },
      data: { enabled: false },
    });
  });
});

describe("an alert that cannot be told", () => {
  it("keeps no other from being told, and is told later", async () => {
    const places = [await world.environment("production", null), await world.environment("production", null)];
    for (const { id } of places) await raise(id, "bad");
    let calls = 0;
    const transaction: typeof world.db.transaction = (work) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("It cannot be told.")) : world.db.transaction(work);
    };
    const broken: typeof world.db = Object.create(world.db, { transaction: { value: transaction } });
    const { failed, raised } = await tellAlerts(broken, world.ports.channel, now());
    expect(failed.map(({ error }) => String(error))).toEqual(["Error: It cannot be told."]);
    expect(raised).toBeGreaterThan(0);
    await tell(2 * MINUTE);
    for (const { id } of places) expect(await alertOf(id)).toMatchObject({ announced: 1, pending: false });
  });
});

describe("the end of an alert", () => {
  it("is told to those who heard of it, in their shifts, and to nobody else", async () => {
    const day = await routeOf("Day", { tiers: ["ticket"], workHours: true });
    const deaf = await routeOf("Deaf", { tiers: ["ticket"] });
    const { id: environmentId } = await world.environment("staging", null);
    const start = Math.floor(now(-5 * MINUTE).getTime() / MINUTE) * MINUTE;
    await addCalendarEvent(at(manager), {
      ...{
        kind: "shift",
        effect: "informs",
        title: "Day shift",
        reason: "",
        level: "environment",
        environmentId,
        zone: "UTC",
      },
      ...{
        start: formatLocal(start),
        durationMinutes: 15,
        exceptions: [],
        moduleFamilies: [],
        announces: [],
      },
      ...{ recurrence: "FREQ=DAILY", stages: ["staging"] },
    });
    await raise(environmentId, "bad");
    await tell();
    const { id } = await alertOf(environmentId);
    const messages = new FakeMessages();
    const unheard = (await deliveriesOf(id)).find(({ routeId }) => routeId === deaf.id)?.id;
    messages.failing = (message) => (message === unheard ? new TransientFailure("It is deaf.") : null);
    await send(messages, 1_000);
    await raise(environmentId, "good", MINUTE);
    await tell(2 * MINUTE + REOPEN_MS);
    const over = (await deliveriesOf(id)).filter(({ occasion }) => occasion.startsWith("over:"));
    expect(over).toMatchObject([{ routeId: day.id, nextAt: new Date(start + 24 * 60 * MINUTE) }]);
  });
});
