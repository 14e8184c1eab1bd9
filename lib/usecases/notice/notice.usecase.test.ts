import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tellEnded, tellPlanned, tellQuestion } from "@/lib/data/notices";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { countUnreadNotices } from "./count-unread";
import { listNotices } from "./list";
import { readNotice } from "./read";
import { readAllNotices } from "./read-all";

let world: World;
let plantIt: Context;
let support: Context;
let manager: Context;
let engineer: Context;
let developer: Context;
let stranger: Context;
let gone: Context;
let operationId: string;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [plantIt, support, manager, engineer, developer, gone, stranger] = await Promise.all([
    world.person("plant_it"),
    world.person("support"),
    world.person("release_manager"),
    world.person("platform_engineer"),
    world.person("developer"),
    world.person("support"),
    world.person("plant_it", { tenantId: other.id }),
  ]);
  await world.db.prisma.user.update({ where: { id: gone.actor.id }, data: { disabledAt: new Date() } });
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  await world.db.prisma.operation.updateMany({ where: left, data: { state: "failed" } });
  await world.close();
});

beforeEach(async () => {
  const release = await world.release();
  const { id: environmentId } = await world.environment("staging", null);
  operationId = await queueDeploy(world, { environmentId, releaseId: release.id, previousReleaseId: null });
  const requesterId = manager.actor.id;
  await world.db.prisma.operation.update({ where: { id: operationId }, data: { requesterId } });
});

const now = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const tell = () => world.db.transaction((tx) => tellPlanned(tx, operationId, new Date()));
const told = async () => {
  const rows = await world.db.prisma.notice.findMany({ where: { operationId } });
  return rows.map(({ userId }) => userId).sort();
};
const ids = (...people: Context[]) => people.map(({ actor }) => actor.id).sort();
/** People of other suites hold roles over the fleet: only this suite's are counted. */
const ours = async () => {
  const mine = new Set(ids(plantIt, support, manager, engineer, developer, gone, stranger));
  return (await told()).filter((id) => mine.has(id));
};

describe("who is told", () => {
  it("of a deployment: those who work there, but not who asked, who left, and nobody else's people", async () => {
    const { people, events } = await tell();
    expect(await ours()).toEqual(ids(plantIt, support));
    expect(events).toHaveLength(people);
    for (const event of events) {
      expect(event).toMatchObject({ type: "notice.written", tenantId: null, environmentId: null });
      expect(await told()).toContain(event.subject.id);
    }
  });

  it("only once, however often the step is repeated", async () => {
    const first = await tell();
    expect(await tell()).toEqual({ people: 0, events: [] });
    expect(await told()).toHaveLength(first.people);
  });

  it("of a question: those who may answer", async () => {
    const asked = { operationId, step: "canary_watch", reason: "Errors rose to 4 %.", now: new Date() };
    await world.db.transaction((tx) => tellQuestion(tx, asked));
    expect(await ours()).toEqual(ids(manager, engineer));
  });

  it("of a bad end: those who work there and who asked; of a good one nobody", async () => {
    const end = (state: "succeeded" | "rolled_back") =>
      world.db.transaction((tx) =>
        tellEnded(tx, {
          operationId,
          end: { state, needsAttention: false, touched: true, failure: null, sentence: "Rolled back." },
          now: new Date(),
        }),
      );
    await end("succeeded");
    expect(await ours()).toEqual([]);
    await end("rolled_back");
    expect(await ours()).toEqual(ids(plantIt, support, manager));
  });
});

describe("one's own notices", () => {
  it("are listed newest first, counted and marked read, one by one and all", async () => {
    await tell();
    const before = await countUnreadNotices(now(plantIt), {});
    const { items } = await listNotices(now(plantIt), { limit: 25, unread: "true" });
    const [notice] = items;
    if (notice === undefined) throw new Error("no notice");
    expect(notice).toMatchObject({ operationId, readAt: null });
    expect(items).toHaveLength(before.unread);

    expect((await readNotice(now(plantIt), { noticeId: notice.id })).readAt).not.toBeNull();
    expect((await countUnreadNotices(now(plantIt), {})).unread).toBe(before.unread - 1);
    expect(world.told.published).toContain(`notice.read ${plantIt.actor.id}`);
    const later = new Date(Date.now() + 1_000).toISOString();
    expect(await readAllNotices(now(plantIt), { until: later })).toEqual({ unread: 0, more: false });
    expect((await listNotices(now(plantIt), { limit: 25, unread: "true" })).items).toEqual([]);
  });

  it("stay unread when they came after what was seen", async () => {
    const seen = new Date(Date.now() - 1_000).toISOString();
    await tell();
    expect((await readAllNotices(now(support), { until: seen })).unread).toBeGreaterThan(0);
  });

  it("are nobody else's: not listed, not counted, not to be marked", async () => {
    await tell();
    const row = await world.db.prisma.notice.findFirstOrThrow({
      where: { operationId, userId: support.actor.id },
    });
    for (const other of [plantIt, manager, stranger]) {
      const { items } = await listNotices(now(other), { limit: 100 });
      expect(items.map(({ id }) => id)).not.toContain(row.id);
      expect((await problemOf(readNotice(now(other), { noticeId: row.id }))).code).toBe("not_found");
    }
    const kept = await world.db.prisma.notice.findUniqueOrThrow({ where: { id: row.id } });
    expect(kept.readAt).toBeNull();
  });

  it("are gone for whoever lost the role that let them see it", async () => {
    await tell();
    const elsewhere = stranger.actor;
    if (elsewhere.kind !== "person" || support.actor.kind !== "person") throw new Error("persons expected");
    const moved: Context = { ...now(support), actor: { ...support.actor, grants: elsewhere.grants } };
    expect((await listNotices(moved, { limit: 25 })).items).toEqual([]);
    expect((await countUnreadNotices(moved, {})).unread).toBe(0);
  });
});
