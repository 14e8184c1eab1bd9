import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getRestoreOptions } from "./options";
import { requestRestore } from "./request";

let world: World;
let staging: Place;
let production: Place;
const reason = "A look at production's data of today";
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

type Place = { id: string; tenantId: string; clusterId: string };

beforeAll(async () => {
  world = await makeWorld();
  const { id: releaseId } = await world.release();
  const place = async (stage: "production" | "staging") => {
    const { id } = await world.environment(stage, releaseId);
    const data = { databaseCluster: "pg", recoverableFrom: ago(120), recoverableUntil: ago(5) };
    return world.db.prisma.environment.update({ where: { id }, data });
  };
  [staging, production] = [await place("staging"), await place("production")];
});
afterAll(() => world.close());

async function backup({ id: environmentId, tenantId, clusterId }: Place) {
  const ended = { state: "succeeded", deadlineAt: new Date(), correlationId: randomUUID() } as const;
  const operation = await world.db.prisma.operation.create({
    data: { kind: "backup", tenantId, environmentId, clusterId, ...ended },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  return world.db.prisma.backup.create({
    data: {
      ...{ tenantId, environmentId, operationId: operation.id, cause: "manual", state: "good" },
      ...{ takenAt: ago(60), databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot, rowCounts: {} },
    },
  });
}

/** Support of some environments of the tenant, and of nothing else. */
async function supportOf(...places: readonly Place[]): Promise<Context> {
  const whole = await world.person("support");
  if (whole.actor.kind !== "person") throw new Error("a person was asked for");
  const grants = places.map(({ id: environmentId, tenantId }) => ({
    role: "support" as const,
    scope: { level: "environment" as const, tenantId, environmentId },
  }));
  return { ...whole, actor: { ...whole.actor, grants } };
}

it("brings nothing back out of an environment that is not the person's to see, by no door", async () => {
  const [own, theirs] = [await backup(staging), await backup(production)];
  const narrow = await supportOf(staging);
  const ask = (who: Context, wish: object) =>
    requestRestore(who, { environmentId: staging.id, reason, ...wish });
  const second = { sourceEnvironmentId: production.id, pointInTime: ago(30).toISOString() };
  for (const wish of [{ backupId: theirs.id }, second])
    expect((await problemOf(ask(narrow, wish))).code).toBe("not_found");
  const seen = { environmentId: staging.id, sourceEnvironmentId: production.id };
  expect((await problemOf(getRestoreOptions(narrow, seen))).code).toBe("not_found");
  expect(await world.db.prisma.restore.count({ where: { tenantId: world.tenantId } })).toBe(0);
  // Of one's own it begins; production's needs the right over production too.
  expect(await ask(narrow, { backupId: own.id })).toMatchObject({ state: "running" });
  await world.db.prisma.operation.updateMany({
    where: { environmentId: staging.id, kind: "restore" },
    data: { state: "cancelled" },
  });
  const wide = await supportOf(staging, production);
  expect(await ask(wide, { backupId: theirs.id })).toMatchObject({ state: "running" });
});
