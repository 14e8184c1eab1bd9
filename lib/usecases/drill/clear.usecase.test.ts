import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDrillRecords } from "@/lib/data/ledger/drill-rows";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { clearDrill, clearLeftDrills } from "./clear";
import { getDrill } from "./get";
import { startDrill } from "./start";

let world: World;
let support: Context;
let releaseId: string;
const reason = "Quarterly rehearsal";
const asked = { scenario: "database_corruption", reason } as const;

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  releaseId = (await world.release()).id;
  await addStore(world);
});
afterAll(() => world.close());

const end = (operationId: string, more: Partial<OperationEnd>) =>
  world.db.transaction(async (tx) => {
    const told: OperationEnd = {
      ...{ state: "succeeded", touched: true, failure: null, needsAttention: false, sentence: "It ended." },
      ...more,
    };
    for (const state of ["running", told.state] as const)
      await tx.operation.update({ where: { id: operationId }, data: { state } });
    await recordOutcome(tx, { operationId, end: told, now: new Date() });
  });

describe("what a drill left", () => {
  const failure = {
    step: "tear_down",
    kind: "failed_check" as const,
    reason: "the server is gone",
    facts: null,
  };
  const why = "The server answers again";
  async function left() {
    const environment = await drillable(world, releaseId);
    const { id: drillId, operation } = await startDrill(support, { environmentId: environment.id, ...asked });
    await end(operation.id, { state: "failed", failure, needsAttention: true });
    return getDrill(support, { drillId });
  }

  it("is tried again in an operation of its own, until nothing is left; the verdict stays", async () => {
    const drill = await left();
    expect([drill.can.clear, drill.clearing]).toEqual([{ allowed: true, reason: null }, null]);
    const first = await clearDrill(support, { drillId: drill.id, version: drill.version, reason: why });
    expect(first.clearing).toMatchObject({ state: "queued" });
    expect(first.can.clear.reason).toMatch(/is removing what DR-\d+ left/);
    const operationId = first.clearing?.id ?? "";
    expect(world.told.rung).toContain(`operation.run ${operationId}`);
    const steps = await world.db.prisma.operationStep.findMany({ where: { operationId } });
    expect(steps.map(({ name }) => name)).toEqual(["clear_left"]);
    const records = createDrillRecords({ db: world.db, channel: world.ports.channel });
    expect(await records.subjectOf(operationId)).toMatchObject({
      ...{ operationId: drill.operation.id, drillId: drill.id, tornDown: false },
    });
    await end(operationId, { state: "failed", failure: { ...failure, step: "clear_left" } });
    const again = await getDrill(support, { drillId: drill.id });
    expect([again.tornDown, again.can.clear.allowed]).toEqual([false, true]);

    const second = await clearDrill(support, { drillId: drill.id, version: again.version, reason: why });
    await end(second.clearing?.id ?? "", {});
    const after = await getDrill(support, { drillId: drill.id });
    expect(after).toMatchObject({ state: "failed", sentence: drill.sentence, tornDown: true });
    expect(after.findings.map(({ state, closedBy }) => [state, closedBy])).toEqual([
      ["closed", "Holdfast"],
      ["open", null],
    ]);
    expect(after.can.clear.reason).toBe(`Nothing of ${drill.number} was left.`);
    const audited = await world.db.prisma.auditEntry.findMany({
      where: { targetId: drill.id, action: "drill.clear" },
    });
    expect(audited.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
  });

  it("is tried again by itself: not at once, not after a week, and not while somebody is at it", async () => {
    const drill = await left();
    const row = () => world.db.prisma.drill.findUniqueOrThrow({ where: { id: drill.id } });
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
    const sweep = (at: Date) => clearLeftDrills(world.db, at, randomUUID());
    await sweep(hours(0.5));
    await sweep(hours(24 * 8));
    expect((await row()).clearOperationId).toBeNull();
    await sweep(hours(2));
    const { clearOperationId: first } = await row();
    expect(first).not.toBeNull();
    await sweep(hours(24));
    expect((await row()).clearOperationId).toBe(first);
    await end(first ?? "", { state: "failed", failure: { ...failure, step: "clear_left" } });
    await world.db.prisma.operation.update({ where: { id: first ?? "" }, data: { finishedAt: hours(3) } });
    await sweep(hours(8));
    expect((await row()).clearOperationId).toBe(first);
    await sweep(hours(10));
    const { clearOperationId: second } = await row();
    expect(second).not.toBe(first);
    await end(second ?? "", {});
    await sweep(hours(48));
    expect(await row()).toMatchObject({ tornDown: true, clearOperationId: second });
    const audited = await world.db.prisma.auditEntry.findMany({
      where: { targetId: drill.id, action: "drill.clear" },
    });
    expect(audited.map(({ actorName }) => actorName)).toEqual(["Holdfast", "Holdfast"]);
  });

  it("is refused to who only reads, while the drill runs, on an old version, and once where two press at once", async () => {
    const drill = await left();
    const ask = (ctx: Context, more = {}) =>
      clearDrill(ctx, { drillId: drill.id, version: drill.version, reason: why, ...more });
    expect((await problemOf(ask(await world.person("auditor")))).code).toBe("forbidden");
    expect((await problemOf(ask(support, { version: drill.version - 1 }))).message).toContain("meanwhile");
    const both = await Promise.allSettled([ask(support), ask(await world.person("platform_engineer"))]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const environment = await drillable(world, releaseId);
    const running = await startDrill(support, { environmentId: environment.id, ...asked });
    const early = problemOf(ask(support, { drillId: running.id, version: running.version }));
    expect((await early).message).toContain("is still under way");
  });
});
