import { afterAll, beforeAll, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { dropChangeQueue } from "./drop";
import { keepChangeQueue } from "./keep";
import { defaultChangeFilter, listChangeQueues } from "./list";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

it("counts what waits, keeps one's own filters, and opens with the one that was chosen", async () => {
  const { change } = await world.submitted();
  const before = await listChangeQueues(at(world.manager), {});
  expect(before.standing.find(({ waiting }) => waiting === "me")?.count).toBe(1);
  expect(before.own).toEqual([]);
  const keep = (name: string, filter: object, isDefault = false) =>
    keepChangeQueue(at(world.manager), { name, filter, isDefault });
  await keep("This one", { search: change.number }, true);
  const kept = await keep("My start", { waiting: "start" }, true);
  expect(kept.own.map(({ name, count, isDefault }) => `${name} ${count} ${isDefault}`)).toEqual([
    "My start 0 true",
    "This one 1 false",
  ]);
  expect(await defaultChangeFilter(at(world.manager), {})).toEqual({ waiting: "start" });
  expect(await defaultChangeFilter(at(world.developer), {})).toBeNull();
  const queueId = kept.own[0]?.id ?? "";
  expect((await problemOf(dropChangeQueue(at(world.developer), { queueId }))).code).toBe("not_found");
  expect((await dropChangeQueue(at(world.manager), { queueId })).own.map(({ name }) => name)).toEqual([
    "This one",
  ]);
  for (let made = 1; made < 12; made += 1) await keep(`Number ${made}`, {});
  expect((await problemOf(keep("One too many", {}))).message).toContain("12 queues");
  expect((await problemOf(keep(" ", {}))).code).toBe("invalid_input");
});
