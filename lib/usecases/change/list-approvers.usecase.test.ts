import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { listApprovers } from "./list-approvers";
import { previewChange } from "./preview";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

/** More people who decide in this tenant than a change's page names. */
async function crowd(count: number): Promise<string> {
  const mark = randomUUID().slice(0, 8);
  const ids = Array.from({ length: count }, () => randomUUID());
  const { db, tenantId } = world;
  await db.prisma.user.createMany({
    data: ids.map((id, index) => ({
      ...{ id, name: `Crowd ${mark} ${String(index).padStart(3, "0")}`, timeZone: "Europe/Berlin" },
      email: `${id}@crowd.example`,
      passwordHash: "none",
    })),
  });
  await db.prisma.roleBinding.createMany({
    data: ids.map((userId) => ({
      userId,
      role: "release_manager" as const,
      level: "tenant" as const,
      tenantId,
    })),
  });
  return mark;
}

it("names some of those who decide, counts the rest, and has every one of them by page and by name", async () => {
  const mark = await crowd(50);
  const { change } = await world.submitted();
  const { may, more } = change.governance.approval;
  expect(may).toHaveLength(40);
  expect(more).toBeGreaterThanOrEqual(10);
  const reader = at(world.plantIt);
  const seen: { id: string; name: string; reason: string | null }[] = [];
  let cursor: string | undefined;
  do {
    const page = await listApprovers(reader, { changeId: change.id, limit: 17, cursor });
    expect(page.items.length).toBeLessThanOrEqual(17);
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(seen.filter(({ name }) => name.includes(mark))).toHaveLength(50);

  const last = `${mark} 049`;
  expect(may.map(({ name }) => name)).not.toContain(`Crowd ${last}`);
  const found = await listApprovers(reader, { changeId: change.id, limit: 20, search: last.toUpperCase() });
  expect(found).toMatchObject({
    items: [{ name: `Crowd ${last}`, role: "Release manager", reason: null }],
    nextCursor: null,
  });
  const plantIt = seen.find(({ id }) => id === world.plantIt.actor.id);
  expect(plantIt === undefined || plantIt.reason !== null).toBe(true);
});

it("is told before a change is drafted: which steps are asked for, who could take them, and that its author cannot", async () => {
  const { environment, wanted } = await world.drafted();
  const asked = { environmentId: environment.id, releaseId: wanted.id };
  const author = await world.person("release_manager");
  const { approval } = await previewChange(at(author), asked);
  expect(approval).toMatchObject({ rule: "Normal change", complete: false, until: null });
  expect(approval.steps).toMatchObject([
    { title: "Release", roles: "Release manager", quorum: 1, state: "open" },
  ]);
  expect(approval.may.length).toBeGreaterThan(0);
  expect(approval.may.map(({ id }) => id)).not.toContain(author.actor.id);
});

it("is there for whoever sees the change, and for nobody else", async () => {
  const { change } = await world.submitted();
  const asked = listApprovers(at(world.stranger), { changeId: change.id, limit: 5 });
  expect((await problemOf(asked)).code).toBe("not_found");
});
