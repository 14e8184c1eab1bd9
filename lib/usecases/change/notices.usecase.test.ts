import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { approveChange } from "./approve";
import { declareEmergency } from "./declare-emergency";
import { tellLapses } from "./lapses";
import { listChanges } from "./list";
import { rejectChange } from "./reject";
import { reviseChange } from "./revise";
import { startChange } from "./start";

let world: ChangeWorld;
let second: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  second = await world.person("release_manager");
});
afterAll(() => world.close());

const toldOf = async (ctx: Context, changeId: string) =>
  (
    await world.db.prisma.notice.findMany({
      where: { userId: ctx.actor.id, path: `/changes/${changeId}` },
      orderBy: [{ at: "asc" }, { id: "asc" }],
    })
  ).map(({ occasion }) => occasion);

describe("what people are told of a change", () => {
  it("asks whoever can approve it, step by step, and tells the author what became of it", async () => {
    const { change } = await world.submitted();
    expect(await toldOf(world.manager, change.id)).toEqual(["change:turn:0"]);
    expect(await toldOf(world.plantIt, change.id)).toEqual([]);
    expect(await toldOf(world.stranger, change.id)).toEqual([]);
    expect(await toldOf(world.developer, change.id)).toEqual([]);
    const step = (title: string, role: string) => ({ title, roles: [role], quorum: 1 });
    const steps = [step("Release", "release_manager"), step("Plant", "plant_it")];
    const approvalPath = { rule: "Two", steps, approvalDays: 14, reviewDays: null };
    await world.db.prisma.change.update({
      where: { id: change.id },
      data: { approvalPath, approvalsNeeded: 2 },
    });
    const once = await approveChange(at(world.manager), { changeId: change.id, version: change.version });
    expect(await toldOf(world.plantIt, change.id)).toEqual(["change:turn:1"]);
    expect(await toldOf(world.developer, change.id)).toEqual([]);
    const both = await approveChange(at(world.plantIt), { changeId: change.id, version: once.version });
    expect(await toldOf(world.developer, change.id)).toEqual(["change:approved"]);
    const unread = { path: `/changes/${change.id}`, occasion: { startsWith: "change:turn:" }, readAt: null };
    expect(await world.db.prisma.notice.count({ where: unread })).toBe(0);
    const reason = "Line 3 has another label printer.";
    await reviseChange(at(world.developer), { changeId: change.id, version: both.version, reason });
    expect(await toldOf(world.manager, change.id)).toEqual(["change:turn:0", "change:void"]);
    expect((await toldOf(world.plantIt, change.id)).at(-1)).toBe("change:void");
  });

  it("tells the author of a refusal, and asks anew when it becomes an emergency", async () => {
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version, reason: "Two plants stand still." };
    const urgent = await declareEmergency(at(second), call);
    expect(await toldOf(world.manager, change.id)).toEqual(["change:turn:0", "change:turn:0"]);
    expect(await toldOf(world.developer, change.id)).toEqual(["change:emergency"]);
    await rejectChange(at(world.manager), { ...call, version: urgent.version });
    expect((await toldOf(world.developer, change.id)).at(-1)).toBe("change:rejected");
  });

  it("tells once that an approval has lapsed, the author and who gave it", async () => {
    const { change } = await world.approved();
    const signal = new AbortController().signal;
    const lapse = (now: Date) => tellLapses(world.db, { payload: null, now, signal });
    await lapse(new Date());
    expect((await toldOf(world.manager, change.id)).at(-1)).toBe("change:turn:0");
    const later = new Date(Date.now() + 14 * 86_400_000 + 60_000);
    await lapse(later);
    await lapse(later);
    const call = { changeId: change.id, version: change.version };
    const late = await problemOf(startChange({ ...world.manager, now: later }, call));
    expect(late).toMatchObject({ code: "conflict" });
    expect(late.message).toContain("No approval stands for this content any more");
    const told = (await toldOf(world.developer, change.id)).filter((one) => one.startsWith("change:lapsed:"));
    expect(told).toHaveLength(1);
    expect((await toldOf(world.manager, change.id)).filter((one) => told.includes(one))).toHaveLength(1);
  });

  it("opens a step under review again once its approval lapsed, however many others nobody touches", async () => {
    const { change } = await world.submitted();
    const step = (title: string, role: string) => ({ title, roles: [role], quorum: 1 });
    const steps = [step("Release", "release_manager"), step("Plant", "plant_it")];
    const approvalPath = { rule: "Two", steps, approvalDays: 14, reviewDays: null };
    const asked = { where: { id: change.id }, data: { approvalPath, approvalsNeeded: 2 } };
    await world.db.prisma.change.update(asked);
    const once = await approveChange(at(world.manager), { changeId: change.id, version: change.version });
    expect(once.state).toBe("in_review");
    await abandoned(change.id, 510);

    const now = new Date(Date.now() + 14 * 86_400_000 + 60_000);
    const waits = async (ctx: Context) =>
      (await listChanges({ ...ctx, now }, { waiting: "me", search: change.number, limit: 100 })).items.length;
    expect(await Promise.all([waits(world.manager), waits(world.plantIt)])).toEqual([0, 1]);
    await tellLapses(world.db, { payload: null, now, signal: new AbortController().signal });
    expect(await Promise.all([waits(world.manager), waits(world.plantIt)])).toEqual([1, 0]);
    const told = await world.db.prisma.notice.findFirstOrThrow({
      where: { path: `/changes/${change.id}`, occasion: { startsWith: "change:lapsed:" } },
    });
    expect(told.text).toContain("“Release” is open again");
  });

  /** Changes like this one that lapsed before it, long ago. */
  async function abandoned(changeId: string, count: number) {
    const { number: _, ...row } = await world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
    const before = new Date(Date.now() - 40 * 86_400_000);
    const ids = Array.from(
      { length: count },
      (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`,
    );
    const made = ids.map((id) => ({
      ...row,
      id,
      flagReasons: [],
      approvalPath: row.approvalPath ?? {},
      openRoles: ["release_manager" as const],
      updatedAt: before,
    }));
    await world.db.prisma.change.deleteMany({ where: { id: { in: ids } } });
    await world.db.prisma.change.createMany({ data: made });
    const given = { kind: "approved", userId: world.manager.actor.id, step: 0, at: before } as const;
    const decisions = ids.map((id) => ({
      ...given,
      changeId: id,
      contentHash: row.contentHash,
      comment: "",
    }));
    await world.db.prisma.changeDecision.createMany({ data: decisions });
  }
});
