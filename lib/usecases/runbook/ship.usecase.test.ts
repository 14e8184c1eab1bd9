import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHIPPED_RUNBOOKS } from "@/lib/domain/runbook/shipped/runbooks";
import { at } from "@/lib/testing/change-world";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { archiveRunbook } from "./archive";
import { getRunbook } from "./get";
import { shipRunbooks } from "./ship";

let world: World;
let fleetManager: Context;
beforeAll(async () => {
  world = await makeWorld();
  fleetManager = await world.person("release_manager", "fleet");
});
afterAll(() => world.close());

describe("the runbooks Holdfast comes with", () => {
  const [first] = SHIPPED_RUNBOOKS;
  const own = () => {
    if (first === undefined) throw new Error("no runbook is shipped");
    // Of names and for a disaster that no other suite looks for.
    return [1, 2].map((n) => ({
      ...first,
      scenario: "redis_loss" as const,
      name: `Shipped ${n} ${randomUUID()}`,
    }));
  };
  const asked = () => ({ now: new Date(), correlationId: randomUUID() });
  const rowsOf = (names: readonly string[]) =>
    world.db.prisma.runbook.findMany({ where: { name: { in: [...names] } }, include: { versions: true } });

  it("are laid out once, also by two workers at once, for everybody, as Holdfast's own", async () => {
    const books = own();
    const [one, other] = await Promise.all([1, 2].map(() => shipRunbooks(world.db, asked(), books)));
    expect((one ?? 0) + (other ?? 0)).toBe(2);
    const rows = await rowsOf(books.map(({ name }) => name));
    expect(rows).toHaveLength(2);
    for (const { id, tenantId, versions } of rows) {
      expect([tenantId, versions.length]).toEqual([null, 1]);
      const book = await getRunbook(fleetManager, { runbookId: id });
      expect(book.shown).toMatchObject({ author: "Holdfast", content: { steps: first?.content.steps } });
      const audited = await world.db.prisma.auditEntry.findMany({ where: { targetId: id } });
      expect(audited).toMatchObject([{ action: "runbook.edit", actorName: "Holdfast" }]);
    }
    await world.db.prisma.runbook.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  });

  it("are their owners' from then on: changed, put away or deleted, they stay so; a new one comes", async () => {
    const books = own();
    const names = books.map(({ name }) => name);
    await shipRunbooks(world.db, asked(), books.slice(0, 1));
    const [row] = await rowsOf(names);
    const away = { runbookId: row?.id ?? "", version: 1, archived: true };
    await archiveRunbook(at(fleetManager), away);
    expect(await shipRunbooks(world.db, asked(), books)).toBe(1);
    await world.db.prisma.runbook.deleteMany({ where: { name: { in: names } } });
    expect(await shipRunbooks(world.db, asked(), books)).toBe(0);
    expect(await rowsOf(names)).toEqual([]);
  });
});
