import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { makeWorld, type World } from "@/lib/testing/world";
import { command } from "./command";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

it("is done anew when PostgreSQL ends it to let another go on, and is written, audited and told once", async () => {
  const { db, tenantId } = world;
  const manager = await world.person("release_manager");
  const [first, second] = await Promise.all([
    world.environment("dev", null),
    world.environment("staging", null),
  ]);
  const say = (stateSentence: string) => ({ stateSentence, version: { increment: 1 } });
  let tries = 0;
  let holdsSecond: () => void = () => undefined;
  const secondIsHeld = new Promise<void>((resolve) => {
    holdsSecond = resolve;
  });
  const rename = command({
    action: "change.cancel",
    input: z.object({ environmentId: z.uuid() }),
    target: async (_tx, { environmentId }) => ({
      ...{ row: {}, kind: "environment", id: environmentId, name: "dev", tenantId, environmentId },
      scope: { level: "environment" as const, tenantId, environmentId },
    }),
    run: async ({ tx, announce }) => {
      tries += 1;
      await tx.environment.update({ where: { id: second.id }, data: say("by the command") });
      holdsSecond();
      const subject = { kind: "environment" as const, id: first.id };
      await announce({ type: "environment.changed", tenantId, environmentId: first.id, subject });
      await tx.environment.update({ where: { id: first.id }, data: say("by the command") });
      return tries;
    },
  });
  const done = await db
    .transaction(async (tx) => {
      await tx.environment.update({ where: { id: first.id }, data: say("by the other") });
      const commanded = rename(manager, { environmentId: first.id });
      await secondIsHeld;
      // The command began to wait first, so it is the one whose wait PostgreSQL looks into first.
      await tx.$queryRaw`SELECT pg_sleep(0.3)::text`;
      await tx.environment.update({ where: { id: second.id }, data: say("by the other") });
      return { commanded };
    })
    .then(({ commanded }) => commanded);
  expect(done).toBe(2);
  const rows = await db.prisma.environment.findMany({ where: { id: { in: [first.id, second.id] } } });
  expect(rows.map(({ stateSentence }) => stateSentence)).toEqual(["by the command", "by the command"]);
  const audited = { targetId: first.id, action: "change.cancel" };
  expect(await db.prisma.auditEntry.count({ where: audited })).toBe(1);
  expect(world.told.published.filter((told) => told === `environment.changed ${first.id}`)).toHaveLength(1);
});
