import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROCESSES_PER_TENANT } from "@/lib/domain/recovery/objective";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { addProcess } from "./add";
import { editProcess } from "./edit";
import { listProcesses } from "./list";
import { objectiveOf } from "./of";
import { removeProcess } from "./remove";

let world: World;
let manager: Context;
let plantIt: Context;
let stranger: Context;
let production: { id: string };

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, plantIt, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("plant_it"),
    world.person("release_manager", { tenantId: other.id }),
  ]);
  production = await world.environment("production", null);
});
afterAll(() => world.close());

const wish = (name: string, rpoSeconds = 300, rtoSeconds = 900, environmentId: string | null = null) => ({
  ...{ tenantId: world.tenantId, environmentId, name, rpoSeconds, rtoSeconds },
  ...{ ownerName: "Anke", ownerContact: "gate 3", fallback: "Paper list L-9." },
});
const of = (id: string) => objectiveOf(world.db.prisma, id);

describe("business processes", () => {
  it("are added, inherited by production, edited and removed; the audit log keeps each", async () => {
    const picking = await addProcess(manager, wish("Picking"));
    expect(picking).toMatchObject({
      rpoSeconds: 300,
      environment: null,
      version: 1,
      can: { edit: { allowed: true } },
    });
    expect(await of(production.id)).toMatchObject({ rpoSeconds: 300, rtoSeconds: 900, from: "Picking" });
    const { tenantId: _tenant, ...rest } = wish("Picking goods", 120, 1_800);
    const edited = await editProcess(manager, { processId: picking.id, version: 1, ...rest });
    expect(edited).toMatchObject({ name: "Picking goods", rpoSeconds: 120, version: 2 });
    expect(await of(production.id)).toMatchObject({ rpoSeconds: 120, rtoSeconds: 1_800 });
    expect(await removeProcess(manager, { processId: picking.id, version: 2 })).toEqual({ removed: true });
    expect(await of(production.id)).toBeNull();
    const audited = await world.db.prisma.auditEntry.findMany({
      where: { actorId: manager.actor.id, action: "objective.edit", outcome: "done" },
      orderBy: { sequence: "asc" },
    });
    expect(audited.map(({ facts }) => (facts as { what: string }).what)).toEqual([
      "added",
      "edited",
      "removed",
    ]);
    expect(audited[1]?.facts).toMatchObject({ before: { rpoSeconds: 300 }, after: { rpoSeconds: 120 } });
  });

  it("of one place bind that place only; staging inherits nothing", async () => {
    const second = await world.environment("production", null);
    const staging = await world.environment("staging", null);
    await addProcess(manager, wish("Own place", 60, 120, second.id));
    expect(await of(second.id)).toMatchObject({ rtoSeconds: 120 });
    expect(await of(production.id)).toBeNull();
    expect(await of(staging.id)).toBeNull();
    expect(await of(randomUUID())).toBeNull();
    const wrong = await problemOf(addProcess(manager, wish("Not there", 60, 120, staging.id)));
    expect(wrong).toMatchObject({ code: "invalid_input" });
    expect(wrong.message).toMatch(/environmentId: .* is not production/);
  });

  it("of one name exist once, and bounds are said in words", async () => {
    await addProcess(manager, wish("Twice"));
    expect((await problemOf(addProcess(manager, wish("Twice")))).message).toContain("“Twice” already");
    const bad: [Partial<ReturnType<typeof wish>>, RegExp][] = [
      [{ name: "x" }, /at least 3 characters/],
      [{ rtoSeconds: 59 }, /at least 60 seconds/],
      [{ rpoSeconds: 0 }, /at least 1 second/],
      [{ rpoSeconds: 32 * 86_400 }, /at most 31 days/],
      [{ ownerContact: "" }, /how the owner is reached/],
    ];
    for (const [change, words] of bad) {
      const problem = await problemOf(addProcess(manager, { ...wish("Bad one"), ...change }));
      expect(problem.code).toBe("invalid_input");
      expect(problem.message).toMatch(words);
    }
  });

  it("are read by everyone of the tenant, written by few, unknown to others", async () => {
    const listed = await listProcesses(plantIt, { tenantId: world.tenantId });
    expect(listed.items.map(({ name }) => name)).toContain("Own place");
    expect(listed.production.map(({ id }) => id)).toContain(production.id);
    expect(listed.can.add.allowed).toBe(false);
    expect((await problemOf(addProcess(plantIt, wish("Mine")))).code).toBe("forbidden");
    for (const call of [
      () => listProcesses(stranger, { tenantId: world.tenantId }),
      () => addProcess(stranger, wish("Theirs")),
      () => removeProcess(stranger, { processId: listed.items[0]?.id ?? "", version: 1 }),
      () => removeProcess(manager, { processId: randomUUID(), version: 1 }),
    ])
      expect((await problemOf(call())).code).toBe("not_found");
  });

  it("lose the race: of two edits of one version one stands", async () => {
    const row = await addProcess(manager, wish("Raced"));
    const { tenantId: _tenant, ...rest } = wish("Raced");
    const both = await Promise.allSettled(
      [120, 180].map((rtoSeconds) =>
        editProcess(manager, { processId: row.id, version: 1, ...rest, rtoSeconds }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const stale = await problemOf(removeProcess(manager, { processId: row.id, version: 1 }));
    expect(stale).toMatchObject({ code: "conflict" });
  });

  it("are bounded in number", async () => {
    const full = await makeTenant(world.db, randomUUID().slice(0, 8));
    const keeper = await world.person("release_manager", { tenantId: full.id });
    await world.db.prisma.businessProcess.createMany({
      data: Array.from({ length: PROCESSES_PER_TENANT }, (_, index) => ({
        ...{ tenantId: full.id, name: `Process ${index}`, ownerName: "A", ownerContact: "B" },
        ...{ rpoSeconds: 60, rtoSeconds: 60 },
      })),
    });
    const problem = await problemOf(addProcess(keeper, { ...wish("One more"), tenantId: full.id }));
    expect(problem).toMatchObject({ code: "conflict" });
    expect(problem.message).toContain(`${PROCESSES_PER_TENANT} processes already`);
  });
});
