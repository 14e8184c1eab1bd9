import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { acknowledgeAlert } from "./acknowledge";
import { createAlertRoute } from "./routes";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { plantIt, manager, raise, tell, alertOf, at, route, deliveriesOf, raised } = world;
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
