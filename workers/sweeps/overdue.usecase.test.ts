import { afterAll, beforeAll, expect, it } from "vitest";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { createRunner } from "../runner";
import { makeSurroundings } from "../testing";
import { overdueSweep } from "./overdue";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world.close();
});

/** An operation that was to end `days` ago. */
async function overdue(days: number): Promise<string> {
  const { id: releaseId } = await world.release();
  const { id: environmentId } = await world.environment("staging", releaseId);
  const deadlineAt = new Date(Date.now() - days * 86_400_000);
  return queueDeploy(world, { environmentId, releaseId, previousReleaseId: null, deadlineAt });
}

it("ends the other operations though one cannot be ended, and says which", async () => {
  const [poisoned, other] = [await overdue(29), await overdue(28)];
  const { deps } = makeSurroundings(world);
  const real = createRunner(deps, new AbortController().signal);
  const failOverdue = async (operationId: string) => {
    if (operationId === poisoned) throw new Error("refused by the database");
    return operationId === other && real.failOverdue(operationId);
  };
  const told: unknown[] = [];
  const logger = { ...deps.logger, error: (facts: unknown) => void told.push(facts) };
  await overdueSweep({ db: deps.db, logger }, { failOverdue })();
  const states = await world.db.prisma.operation.findMany({
    where: { id: { in: [poisoned, other] } },
    orderBy: { deadlineAt: "asc" },
    select: { state: true },
  });
  expect(states).toEqual([{ state: "queued" }, { state: "failed" }]);
  expect(told).toContainEqual(expect.objectContaining({ operationId: poisoned, error: expect.any(Error) }));
  // Left behind it would be in the way of every later run against this database.
  expect(await real.failOverdue(poisoned)).toBe(true);
});
