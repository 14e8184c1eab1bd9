import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { onCallAt } from "@/lib/domain/alert/rota";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { createRota } from "./rotas";
import { createAlertRoute } from "./routes";
import { tellAlerts } from "./tell";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { plantIt, manager, auditor, now, at, send, tell, alertOf, route, deliveriesOf, raised } = world;
const { prisma } = world.db;
beforeAll(async () => {
  await prisma.alertDelivery.updateMany({ where: { state: "queued" }, data: { state: "dropped" } });
});
afterAll(() => world.close());

describe("a rota whose person of the week cannot be told", () => {
  it("calls the next in turn who may see the alert; without any it says so", async () => {
    const { tenantId } = world;
    const memberIds = [plantIt, auditor, manager].map(({ actor }) => actor.id);
    const rota = {
      name: "Night",
      timeZone: "Europe/Berlin",
      startsAt: "2026-01-05T08:00",
      memberIds,
    };
    const made = await createRota(at(manager), { ...rota, tenantId });
    const rotaId = made.rotas.find(({ name }) => name === "Night")?.id ?? "";
    await createAlertRoute(at(manager), route({ name: "Night", channel: "email", url: undefined, rotaId }));
    const turn = onCallAt(rota, now())?.memberId ?? "";
    const order = [...memberIds, ...memberIds].slice(memberIds.indexOf(turn)).slice(0, 3);
    const mailOf = async (id = "") => (await prisma.user.findUniqueOrThrow({ where: { id } })).email;
    const sentTo = async () => {
      const { alert } = await raised();
      await send(new FakeMessages(), MINUTE);
      const [{ state, sentTo, lastError } = { state: "", sentTo: "", lastError: "" }] = await deliveriesOf(
        alert.id,
      );
      return state === "sent" ? sentTo : lastError;
    };
    expect(await sentTo()).toBe(await mailOf(order[0]));
    await prisma.user.update({ where: { id: order[0] ?? "" }, data: { disabledAt: now() } });
    expect(await sentTo()).toBe(await mailOf(order[1]));
    await prisma.roleBinding.deleteMany({ where: { userId: order[1] ?? "" } });
    expect(await sentTo()).toBe(await mailOf(order[2]));
    await prisma.roleBinding.deleteMany({ where: { userId: order[2] ?? "" } });
    expect(await sentTo()).toMatch(/nobody of the rota “Night” signs in any more and may see this/);
  });
});

describe("an escalation that is due while a silence stands", () => {
  it("waits for the end of the silence, and takes no other alert's turn meanwhile", async () => {
    const due = now(MINUTE);
    const { environmentId, alert } = await raised();
    await prisma.alert.update({ where: { id: alert.id }, data: { nextStepAt: due } });
    const until = now(60 * MINUTE);
    const silence = {
      level: "environment",
      environmentId,
      tenantId: world.tenantId,
      reason: "Works",
    } as const;
    const { id } = await prisma.alertSilence.create({
      data: { ...silence, until, createdById: plantIt.actor.id },
    });
    await tell(2 * MINUTE);
    expect((await alertOf(environmentId)).nextStepAt).toEqual(until);
    // Held back by whoever placed the silence it is told anew then, and is not looked at before.
    await prisma.alertSilence.delete({ where: { id } });
    await prisma.alert.update({
      where: { id: alert.id },
      data: { pending: true, recheckAt: until, nextStepAt: due, lastAt: due },
    });
    const looked: string[] = [];
    const findMany = async (query: Prisma.AlertFindManyArgs) => {
      looked.push(...(await prisma.alert.findMany(query)).map((row) => row.id));
      return [];
    };
    const looking = { ...world.db, prisma: { alert: { findMany } } } as unknown as Database;
    await tellAlerts(looking, world.ports.channel, now(3 * MINUTE));
    expect(looked).not.toContain(alert.id);
  });
});
