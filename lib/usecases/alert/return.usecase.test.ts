import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { acknowledgeAlert } from "./acknowledge";
import { createAlertRoute } from "./routes";
import { sendDeliveries } from "./send";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { plantIt, manager, raise, tell, alertOf, at, now, send, route, deliveriesOf, raised } = world;
beforeAll(async () => {
  await world.db.prisma.alertDelivery.updateMany({ where: { state: "queued" }, data: { state: "dropped" } });
});
afterAll(() => world.close());

describe("an alert that comes back within ten minutes", () => {
  it("after somebody took it on is told and escalates anew", async () => {
    await createAlertRoute(at(manager), route({ name: "First" }));
    await createAlertRoute(at(manager), route({ name: "Second", afterMinutes: 15 }));
    const { environmentId, alert } = await raised();
    await acknowledgeAlert(at(plantIt), { alertId: alert.id, version: alert.version });
    await raise(environmentId, "good", 3 * MINUTE);
    await raise(environmentId, "bad", 8 * MINUTE);
    expect(await alertOf(environmentId)).toMatchObject({
      ...{ id: alert.id, state: "open", acknowledgedAt: null, acknowledgedById: null, pending: true },
    });
    await tell(8 * MINUTE + 1_000);
    const back = await alertOf(environmentId);
    expect(back).toMatchObject({ announced: 2, pending: false });
    expect(back.nextStepAt).not.toBeNull();
    await tell(24 * MINUTE);
    expect((await deliveriesOf(alert.id)).map(({ occasion }) => occasion)).toEqual([
      ...["raised:1", "raised:2", "raised:2"],
    ]);
  });
});

describe("a message that is not out when its alert ends", () => {
  it("waits whether it comes back, and goes out then at once; without that it is dropped", async () => {
    const { environmentId, alert } = await raised();
    const messages = new FakeMessages();
    await raise(environmentId, "good", MINUTE);
    await send(messages, 2 * MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "queued", attempts: 0 }]);
    await raise(environmentId, "bad", 5 * MINUTE);
    await send(messages, 5 * MINUTE + 1_000);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "sent", attempts: 1 }]);
    const { environmentId: other, alert: short } = await raised();
    await raise(other, "good", MINUTE);
    await send(messages, MINUTE + REOPEN_MS + 1_000);
    expect(await deliveriesOf(short.id)).toMatchObject([
      { state: "dropped", lastError: "It was over before this was sent." },
    ]);
  });
});

describe("a message that did not go out for a reason of our own", () => {
  const deps = (messages: FakeMessages) => ({ db: world.db, messages, seal: fakeSeal, baseUrl: null });

  it("is sent by the next worker when this one stops, and tried again when something broke", async () => {
    const { alert } = await raised();
    const messages = new FakeMessages();
    const stopping = new AbortController();
    messages.failing = () => {
      stopping.abort();
      return new DOMException("This operation was aborted", "AbortError");
    };
    await sendDeliveries(deps(messages), { clock: () => now(MINUTE), signal: stopping.signal });
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "queued", attempts: 0, leaseUntil: null }]);
    messages.failing = () => new Error("Connection terminated unexpectedly");
    await send(messages, MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([
      { state: "queued", attempts: 1, lastError: "Connection terminated unexpectedly" },
    ]);
    messages.failing = () => null;
    await send(messages, 2 * MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "sent", attempts: 2 }]);
  });

  it("but was sent is not called failed when that cannot be written", async () => {
    const { alert } = await raised();
    const messages = new FakeMessages();
    const transaction = () => Promise.reject(new Error("Connection terminated unexpectedly"));
    const broken: typeof world.db = Object.create(world.db, { transaction: { value: transaction } });
    const sending = sendDeliveries(
      { ...deps(messages), db: broken },
      { clock: () => now(MINUTE), signal: new AbortController().signal },
    );
    await expect(sending).rejects.toThrow(/terminated/);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "queued" }]);
    await send(messages, 3 * MINUTE);
    expect(await deliveriesOf(alert.id)).toMatchObject([{ state: "sent" }]);
    expect(new Set(messages.posts.map(({ id }) => id)).size).toBe(1);
  });
});
