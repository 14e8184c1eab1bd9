import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "@/lib/testing/change-world";
import { drillRow } from "@/lib/testing/drill-rows";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { archiveRunbook } from "./archive";
import { createRunbook } from "./create";
import { finishRunbookRun } from "./finish";
import { followInDrill, followRunbook } from "./follow";
import { getRunbook } from "./get";
import { listRunbooks } from "./list";
import { runbookPlaces } from "./places";
import { reviseRunbook } from "./revise";
import { getRunbookRun, listRunbookRuns } from "./runs";
import { tickRunbookStep } from "./tick";

let world: World;
let manager: Context;
let fleetManager: Context;
let support: Context;
let developer: Context;
let stranger: Context;
let place: { id: string };

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, fleetManager, support, developer, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("release_manager", "fleet"),
    world.person("support"),
    world.person("developer"),
    world.person("release_manager", { tenantId: other.id }),
  ]);
  place = await world.environment("production", null);
});
afterAll(() => world.close());

const step = (key: string, drillStep: string | null = null) => ({
  ...{ key, title: `Do ${key}`, text: "", role: "Support", drillStep },
  who: drillStep === null ? ("person" as const) : ("machine" as const),
});
const content = (...steps: ReturnType<typeof step>[]) => ({
  ...{ authority: "The lead.", steps, escalation: [] },
  messages: [{ key: "word", title: "Word", audience: "", text: "{environment} since {started}." }],
});
const wish = (name = `Runbook ${randomUUID().slice(0, 6)}`) => ({
  ...{ tenantId: world.tenantId, name, scenario: null, note: "First." },
  content: content(step("look"), step("bring", "bring"), step("tell")),
});
const followed = async (ctx = support) => {
  const book = await createRunbook(at(manager), wish());
  return { book, run: await followRunbook(at(ctx), { environmentId: place.id, runbookId: book.id }) };
};

describe("a runbook", () => {
  it("is a new version with each new text, and the one before can be read with what changed", async () => {
    const book = await createRunbook(at(manager), wish());
    expect(book).toMatchObject({ version: 1, shown: { number: 1, note: "First." }, differences: [] });
    const { tenantId: _tenant, ...same } = wish(book.name);
    const next = { ...same, note: "Second.", content: content(step("tell"), step("look"), step("new")) };
    const revised = await reviseRunbook(at(manager), { runbookId: book.id, version: 1, ...next });
    expect(revised).toMatchObject({ version: 2, shown: { number: 2 }, otherChanges: false });
    expect(revised.versions.map(({ number }) => number)).toEqual([2, 1]);
    expect(revised.differences.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
      "added new",
      "moved look",
      "removed bring",
      "same tell",
    ]);
    const first = await getRunbook(at(developer), { runbookId: book.id, number: 1 });
    expect(first.shown.content.steps.map(({ key }) => key)).toEqual(["look", "bring", "tell"]);
    const nothing = reviseRunbook(at(manager), { runbookId: book.id, version: 2, ...next });
    expect((await problemOf(nothing)).message).toContain("Nothing is different");
    const stale = reviseRunbook(at(manager), { runbookId: book.id, version: 1, ...same });
    expect((await problemOf(stale)).code).toBe("conflict");
    expect((await problemOf(getRunbook(at(manager), { runbookId: book.id, number: 9 }))).code).toBe(
      "not_found",
    );
    const audited = await world.db.prisma.auditEntry.count({
      where: { targetId: book.id, action: "runbook.edit" },
    });
    expect(audited).toBe(3);
  });

  it("names what is wrong with a text by its place", async () => {
    const bad = { ...wish(), content: content(step("look", "dance")) };
    const problem = await problemOf(createRunbook(at(manager), bad));
    expect(problem).toMatchObject({ code: "invalid_input" });
    expect(problem.message).toBe("content.steps.0.drillStep: A drill has no step dance.");
    const empty = await problemOf(createRunbook(at(manager), { ...wish(), content: content() }));
    expect(empty.message).toContain("at least one step");
  });

  it("for everybody is the fleet's to write; a tenant's is hidden from others", async () => {
    const call = createRunbook(at(manager), { ...wish(), tenantId: null });
    expect((await problemOf(call)).code).toBe("forbidden");
    expect((await problemOf(createRunbook(at(support), wish()))).code).toBe("forbidden");
    const shared = await createRunbook(at(fleetManager), {
      ...wish(`Shared ${randomUUID()}`),
      tenantId: null,
    });
    const own = await createRunbook(at(manager), wish(`Own ${randomUUID()}`));
    const seen = async (ctx: Context, name: string) =>
      (await listRunbooks(at(ctx), { search: name })).items.map(({ id }) => id);
    expect(await seen(stranger, shared.name)).toEqual([shared.id]);
    expect(await seen(developer, own.name)).toEqual([own.id]);
    expect(await seen(stranger, own.name)).toEqual([]);
    expect((await problemOf(getRunbook(at(stranger), { runbookId: own.id }))).code).toBe("not_found");
    await archiveRunbook(at(fleetManager), { runbookId: shared.id, version: 1, archived: true });
    expect(await seen(developer, shared.name)).toEqual([]);
    const away = followRunbook(at(support), { environmentId: place.id, runbookId: shared.id });
    expect((await problemOf(away)).message).toContain("put away");
  });

  it("pages by name without repeating or losing one", async () => {
    const prefix = `Paged ${randomUUID().slice(0, 8)}`;
    for (const number of [3, 1, 2]) await createRunbook(at(manager), wish(`${prefix} ${number}`));
    const first = await listRunbooks(at(manager), { search: prefix, limit: 2 });
    const cursor = first.nextCursor ?? "";
    const second = await listRunbooks(at(manager), { search: prefix, limit: 2, cursor });
    expect([...first.items, ...second.items].map(({ name }) => name.slice(-1))).toEqual(["1", "2", "3"]);
    expect(second.nextCursor).toBeNull();
  });
});

describe("following one in earnest", () => {
  it("ticks step by step for all to see, takes a tick back, and ends with an outcome", async () => {
    const { book, run } = await followed();
    expect(run).toMatchObject({ number: 1, progress: { done: 0, all: 3, next: "look" }, drill: null });
    expect(run.values["environment"]).toBe(run.environment.name);
    await tickRunbookStep(at(support), {
      runId: run.id,
      step: "look",
      state: "done",
      note: "Gate 3 says so.",
    });
    await tickRunbookStep(at(manager), { runId: run.id, step: "bring", state: "skipped" });
    const read = await getRunbookRun(at(developer), { runId: run.id });
    expect(read.ticks.map(({ step: key, state, by, note }) => [key, state, by, note])).toEqual([
      ["look", "done", support.actor.name, "Gate 3 says so."],
      ["bring", "skipped", manager.actor.name, ""],
    ]);
    expect(read).toMatchObject({
      progress: { done: 1, skipped: 1, next: "tell" },
      can: { tick: { allowed: false } },
    });
    const again = tickRunbookStep(at(manager), { runId: run.id, step: "look", state: "done" });
    expect((await problemOf(again)).message).toContain(`ticked by ${support.actor.name} already`);
    const open = await tickRunbookStep(at(manager), { runId: run.id, step: "bring", state: "open" });
    expect(open.ticks).toHaveLength(1);
    const { tenantId: _tenant, ...text } = wish(book.name);
    const changed = { ...text, content: content(step("other")) };
    await reviseRunbook(at(manager), { runbookId: book.id, version: 1, ...changed });
    expect((await getRunbookRun(at(support), { runId: run.id })).content.steps).toHaveLength(3);
    const outcome = "Back after 12 minutes, nothing lost.";
    const stale = finishRunbookRun(at(support), { runId: run.id, version: 1, outcome });
    expect((await problemOf(stale)).message).toContain("ticked meanwhile");
    const ended = await finishRunbookRun(at(support), { runId: run.id, version: open.version, outcome });
    expect(ended).toMatchObject({ outcome, can: { tick: { allowed: false } } });
    const late = tickRunbookStep(at(support), { runId: run.id, step: "tell", state: "done" });
    expect((await problemOf(late)).message).toContain("has ended");
    expect(world.told.published.filter((each) => each === `runbook.ticked ${run.id}`)).toHaveLength(3);
  });

  it("is refused to whom it is not given, hidden from others, bounded in number", async () => {
    const { book, run } = await followed();
    const call = followRunbook(at(developer), { environmentId: place.id, runbookId: book.id });
    expect((await problemOf(call)).code).toBe("forbidden");
    expect((await problemOf(getRunbookRun(at(stranger), { runId: run.id }))).code).toBe("not_found");
    const foreign = tickRunbookStep(at(stranger), { runId: run.id, step: "look", state: "done" });
    expect((await problemOf(foreign)).code).toBe("not_found");
    const none = tickRunbookStep(at(support), { runId: run.id, step: "dance", state: "done" });
    expect((await problemOf(none)).message).toContain("no such step");
    const crowded = await world.environment("production", null);
    const begin = () => followRunbook(at(support), { environmentId: crowded.id, runbookId: book.id });
    for (let number = 0; number < 5; number += 1) await begin();
    expect((await problemOf(begin())).message).toContain("5 runbooks are being followed");
    const listed = await listRunbookRuns(at(developer), { environmentId: crowded.id });
    expect(listed.items).toHaveLength(5);
    expect(listed).toMatchObject({ can: { follow: { allowed: false } } });
    expect(listed.runbooks.map(({ id }) => id)).toContain(book.id);
  });

  it("of two who tick the same step at once, one has ticked it", async () => {
    const { run } = await followed();
    const both = await Promise.allSettled(
      [support, manager].map((ctx) =>
        tickRunbookStep(at(ctx), { runId: run.id, step: "look", state: "done" }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await world.db.prisma.runbookTick.count({ where: { runId: run.id } })).toBe(1);
  });
});

describe("following one in a drill", () => {
  it("takes the runbook of the scenario; the drill's finished steps tick theirs, people theirs", async () => {
    const book = await createRunbook(at(manager), { ...wish(), scenario: "database_corruption" });
    const drill = await drillRow(world, place.id, {
      state: "running",
      steps: [
        { name: "bring", state: "done" },
        { name: "measure", state: "pending" },
      ],
    });
    const begun = { id: drill.id, scenario: "database_corruption", startedById: support.actor.id };
    const where = { tenantId: world.tenantId, environmentId: place.id };
    const event = await world.db.transaction((tx) => followInDrill(tx, { ...begun, ...where }, new Date()));
    const runId = event?.subject.id ?? "";
    const read = await getRunbookRun(at(support), { runId });
    expect(read).toMatchObject({ runbook: { id: book.id }, drill: { id: drill.id } });
    expect(read.ticks).toMatchObject([
      { step: "bring", state: "done", by: "Holdfast", note: "bring was done." },
    ]);
    const own = tickRunbookStep(at(support), { runId, step: "bring", state: "done" });
    expect((await problemOf(own)).message).toContain("by the drill itself");
    const ticked = await tickRunbookStep(at(support), { runId, step: "look", state: "done" });
    expect(ticked.progress).toMatchObject({ done: 2, next: "tell" });
  });

  it("goes without where there is none for it", async () => {
    const other = await makeTenant(world.db, randomUUID().slice(0, 8));
    const rows = await world.db.prisma.runbook.count({
      where: { tenantId: null, archivedAt: null, scenario: { in: ["redis_loss"] } },
    });
    const any = await world.db.prisma.runbook.count({
      where: { tenantId: null, archivedAt: null, scenario: null },
    });
    expect(rows + any).toBe(0);
    const begun = { id: randomUUID(), scenario: "redis_loss", startedById: null };
    const where = { tenantId: other.id, environmentId: place.id };
    expect(await followInDrill(world.db.prisma, { ...begun, ...where }, new Date())).toBeNull();
  });
});

describe("who may write where", () => {
  it("a role over one tenant writes and revises its runbooks, and none for everybody", async () => {
    const { can } = await listRunbooks(manager, { limit: 1 });
    expect(can.create).toEqual({ allowed: true, reason: null });
    const places = await runbookPlaces(manager, {});
    expect([places.everybody.allowed, places.tenants.map(({ id }) => id)]).toEqual([false, [world.tenantId]]);
    const book = await createRunbook(at(manager), wish());
    expect(book.can.edit.allowed).toBe(true);
    const away = await archiveRunbook(at(manager), {
      runbookId: book.id,
      version: book.version,
      archived: true,
    });
    expect(away.archived).toBe(true);
    const everywhere = problemOf(createRunbook(at(manager), { ...wish(), tenantId: null }));
    expect((await everywhere).code).toBe("forbidden");
    const elsewhere = problemOf(createRunbook(at(stranger), wish()));
    expect((await elsewhere).code).toBe("not_found");
  });

  it("a role over the fleet writes for everybody; who only reads is told why not", async () => {
    const places = await runbookPlaces(fleetManager, {});
    expect([places.everybody.allowed, places.tenants.length > 0]).toEqual([true, true]);
    expect((await listRunbooks(developer, { limit: 1 })).can.create).toMatchObject({ allowed: false });
    expect((await runbookPlaces(developer, {})).tenants).toEqual([]);
  });
});
