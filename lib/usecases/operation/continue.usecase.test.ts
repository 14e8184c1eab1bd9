import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { watchedOperation } from "@/lib/testing/watched-operation";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { abortOperation } from "./abort";
import { continueOperation } from "./continue";
import { getOperation } from "./get";
import { pauseOperation } from "./pause";
import { settleEnd } from "./record-outcome";
import { resumeOperation } from "./resume";

let world: World;
let manager: Context;
let engineer: Context;
let developer: Context;
let stranger: Context;
let operationId: string;
let ledger: ReturnType<typeof createLedger>;
const reason = "Known noise of the month's end";

beforeAll(async () => {
  world = await makeWorld();
  const gatesOf = async () => ({ open: true }) as const;
  ledger = createLedger({ db: world.db, channel: new FakeChannel(), onEnd: settleEnd, gatesOf });
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, engineer, developer, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("platform_engineer"),
    world.person("developer"),
    world.person("release_manager", { tenantId: other.id }),
  ]);
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  const data = { state: "failed", pausedAt: null, pausedByName: null } as const;
  await world.db.prisma.operation.updateMany({ where: left, data });
  await world.close();
});
beforeEach(async () => {
  const [before, release] = [await world.release(), await world.release({ base: "19.0.1.0.1" })];
  const environmentId = (await world.environment("production", before.id)).id;
  operationId = await watchedOperation(world, {
    environmentId,
    releaseId: release.id,
    previousReleaseId: before.id,
  });
});

const now = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const row = () => world.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });
const park = (parkKind: "time" | "person") =>
  world.db.prisma.operation.update({ where: { id: operationId }, data: { parkKind } });
const call = async () => ({ operationId, version: (await row()).version, reason });
const audited = async () => {
  const rows = await world.db.prisma.auditEntry.findMany({ where: { targetId: operationId } });
  return rows.map(({ action, outcome }) => `${action} ${outcome}`).sort();
};

describe("continue", () => {
  it("asks with both answers and what each does", async () => {
    const { question, can } = await getOperation(now(manager), { operationId });
    expect(can.continue).toEqual({ allowed: true, reason: null });
    expect(question).toMatchObject({ title: "Go on, or go back?", text: expect.stringContaining("1.2 %") });
    expect(question?.choices.map(({ action, effect }) => [action, effect])).toEqual([
      ["continue", expect.stringContaining("It goes on with “Record what runs now”")],
      ["abort", expect.stringContaining("goes back to")],
    ]);
  });

  it("writes the answer, wakes the operation, tells and audits it; a worker reads it", async () => {
    const answered = await continueOperation(now(manager), await call());
    expect(answered.question).toBeNull();
    expect(answered.can.continue.reason).toContain(`${manager.actor.name} has answered already`);
    expect(world.told.rung).toContain(`operation.run ${operationId}`);
    expect(world.told.published).toContain(`operation.continued ${operationId}`);
    expect(await audited()).toEqual(["operation.continue done"]);
    const events = await world.db.prisma.operationEvent.findMany({ where: { operationId } });
    expect(events.map(({ text }) => text)).toContain(`${manager.actor.name} lets it go on: ${reason}`);
    const taken = await ledger.take(operationId, "w1", 15_000);
    expect(taken?.answers).toMatchObject([{ step: "observe", person: manager.actor.name, reason }]);
  });

  it("is taken while the step looks again: same question, same version, answered at its next look", async () => {
    const open = {
      text: "Failed requests 1.2 %. A person decides: go on, or go back.",
      since: "2026-11-21T10:00:00.000Z",
      until: "2036-11-21T10:00:00.000Z",
    };
    const wait = {
      step: "observe",
      until: new Date(Date.now() + 60_000),
      reason: open.text,
      waitFor: "person" as const,
      memo: { question: open },
      ranMs: 0,
    };
    const due = () =>
      world.db.prisma.operation.update({ where: { id: operationId }, data: { parkedUntil: new Date(0) } });
    await due();
    const first = await ledger.take(operationId, "w1", 15_000);
    if (first === null) throw new Error("not taken");
    await ledger.park(first.lease, wait);
    const seen = await getOperation(now(manager), { operationId });
    expect(seen.question).toMatchObject(open);
    await due();
    const looking = await ledger.take(operationId, "w1", 15_000);
    if (looking === null) throw new Error("not taken again");
    const during = await getOperation(now(manager), { operationId });
    expect(during).toMatchObject({ state: "running", question: open, version: seen.version });
    expect(during.can.continue).toEqual({ allowed: true, reason: null });
    const input = { operationId, version: seen.version, reason };
    expect((await continueOperation(now(manager), input)).question).toBeNull();
    expect((await problemOf(continueOperation(now(engineer), input))).message).toContain("answered already");
    await ledger.park(looking.lease, wait);
    const next = await ledger.take(operationId, "w2", 15_000);
    expect(next?.answers).toMatchObject([{ step: "observe", person: manager.actor.name, reason }]);
  });

  it("may be given for as long as before, after a pause in which nobody could", async () => {
    const until = "2036-11-21T10:00:00.000Z";
    await world.db.prisma.operationStep.updateMany({
      where: { operationId, name: "observe" },
      data: { result: { question: { text: "Go on?", since: "2026-11-21T10:00:00.000Z", until }, seen: 1 } },
    });
    await pauseOperation(now(manager), { operationId });
    const pausedAt = new Date(Date.now() - 4 * 3_600_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { pausedAt } });
    await resumeOperation(now(manager), { operationId, version: (await row()).version });
    const step = await world.db.prisma.operationStep.findFirstOrThrow({
      where: { operationId, name: "observe" },
    });
    const { question, seen } = step.result as { question: { until: string }; seen: number };
    expect(Math.round((Date.parse(question.until) - Date.parse(until)) / 60_000)).toBe(240);
    expect(seen).toBe(1);
  });

  it("is refused while nothing is asked, while it is paused, and when it goes back", async () => {
    await park("time");
    const early = await problemOf(continueOperation(now(manager), await call()));
    expect([early.code, early.message]).toEqual(["conflict", "It asks nobody now."]);
    expect((await getOperation(now(manager), { operationId })).question).toBeNull();
    await park("person");
    await pauseOperation(now(manager), { operationId });
    expect((await problemOf(continueOperation(now(manager), await call()))).message).toContain("Resume it");
    await abortOperation(now(manager), await call());
    expect((await problemOf(continueOperation(now(manager), await call()))).message).toContain("going back");
    expect(await world.db.prisma.operationAnswer.count({ where: { operationId } })).toBe(0);
  });

  it("is refused without the right, hidden out of scope, and wants a reason", async () => {
    const input = await call();
    expect(await problemOf(continueOperation(now(developer), input))).toMatchObject({ code: "forbidden" });
    expect(await problemOf(continueOperation(now(stranger), input))).toMatchObject({ code: "not_found" });
    expect((await getOperation(now(developer), { operationId })).can.continue.reason).toContain("Developer");
    const short = await problemOf(continueOperation(now(manager), { ...input, reason: "ok" }));
    expect(short.message).toContain("at least 5 characters");
    expect((await row()).version).toBe(input.version);
    expect(await audited()).toEqual(Array(3).fill("operation.continue refused"));
  });

  it("loses the race: of two answers one is taken", async () => {
    const input = await call();
    const both = await Promise.allSettled(
      [manager, engineer].map((ctx) => continueOperation(now(ctx), input)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await world.db.prisma.operationAnswer.count({ where: { operationId } })).toBe(1);
  });

  it("loses the race against going back", async () => {
    const input = await call();
    const both = await Promise.allSettled([
      continueOperation(now(manager), input),
      abortOperation(now(engineer), input),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
