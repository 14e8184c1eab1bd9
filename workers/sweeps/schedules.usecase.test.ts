import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimDueSchedule, endSchedule, ensureSchedule } from "@/lib/data/ledger/schedule-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { SCHEDULE_HANDLERS } from "@/lib/usecases/schedule/built-in";
import type { ScheduleHandler } from "@/lib/usecases/schedule/handlers";
import { makeSurroundings } from "../testing";
import { scheduleSweep } from "./schedules";

const MINUTE = 60_000;
let world: World;
let kind: string;
let name: string;
let runs: Date[];
let work: ScheduleHandler;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  kind = `test.${randomUUID()}`;
  name = `Schedule ${kind}`;
  runs = [];
  work = async () => ({ sentence: "Done." });
  await ensureSchedule(world.db, { name, kind, cron: "*/10 * * * *", timeZone: "Europe/Berlin" }, new Date());
});

const row = () => world.db.prisma.schedule.findUniqueOrThrow({ where: { name } });
const due = (ago: number) =>
  world.db.prisma.schedule.update({ where: { name }, data: { nextAt: new Date(Date.now() - ago) } });
const sweep = (workerId = "w1") => {
  const { deps } = makeSurroundings(world, workerId);
  const handler: ScheduleHandler = async (db, run) => {
    runs.push(run.now);
    return work(db, run);
  };
  return scheduleSweep(deps, new AbortController().signal, { [kind]: handler });
};

describe("a schedule", () => {
  it("runs when it is due, not before, and says what it did", async () => {
    await sweep()();
    expect(runs).toHaveLength(0);
    await due(1_000);
    await sweep()();
    expect(runs).toHaveLength(1);
    const after = await row();
    expect(after).toMatchObject({ lastSentence: "Done.", workerId: null, leaseUntil: null });
    expect(after.nextAt.getTime()).toBeGreaterThan(Date.now());
    expect(after.nextAt.getTime()).toBeLessThanOrEqual(Date.now() + 10 * MINUTE);
  });

  it("that missed five ticks is caught up once", async () => {
    await due(50 * MINUTE);
    await sweep()();
    await sweep()();
    expect(runs).toHaveLength(1);
  });

  it("is run by one of two workers", async () => {
    await due(1_000);
    work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { sentence: "Slowly." };
    };
    await Promise.all([sweep("w1")(), sweep("w2")()]);
    expect(runs).toHaveLength(1);
  });

  it("whose worker was killed in the middle runs again once the lease has lapsed, and the dead one ends nothing", async () => {
    await due(1_000);
    const dead = await claimDueSchedule(world.db, { workerId: "dead", leaseMs: 60_000, kinds: [kind] });
    if (dead === null) throw new Error("not claimed");
    await sweep()();
    expect(runs).toHaveLength(0);
    await world.db.prisma.schedule.update({
      where: { name },
      data: { leaseUntil: new Date(Date.now() - 1) },
    });
    await sweep()();
    expect(runs).toHaveLength(1);
    const late = { sentence: "Late.", failed: false };
    expect(await endSchedule(world.db, { ...dead, workerId: "dead" }, late)).toBe(false);
    expect((await row()).lastSentence).toBe("Done.");
  });

  it("that fails is tried again within five minutes, and says so", async () => {
    await world.db.prisma.schedule.update({ where: { name }, data: { cron: "0 3 * * *" } });
    await due(1_000);
    work = async () => {
      throw new Error("boom");
    };
    await sweep()();
    const { nextAt, lastSentence } = await row();
    expect(lastSentence).toContain("tried again");
    expect(nextAt.getTime()).toBeLessThanOrEqual(Date.now() + 5 * MINUTE);
  });

  it("that is switched off stays off, also when a worker starts", async () => {
    await due(1_000);
    await world.db.prisma.schedule.update({ where: { name }, data: { enabled: false } });
    await ensureSchedule(world.db, { name, kind, cron: "0 4 * * *", timeZone: "UTC" }, new Date());
    expect(await row()).toMatchObject({ enabled: false, cron: "0 4 * * *", timeZone: "UTC" });
    await due(1_000);
    await sweep()();
    expect(runs).toHaveLength(0);
  });
});

describe("the schedules of every installation", () => {
  const run = async (which: string) => {
    const handler = SCHEDULE_HANDLERS[which];
    if (handler === undefined) throw new Error(`no ${which}`);
    return handler(world.db, { payload: {}, now: new Date(), signal: new AbortController().signal });
  };

  it("remove sessions 30 days after their end and events seven days after they were told, and nothing else", async () => {
    const person = await world.person("developer");
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000);
    const session = (expiresAt: Date, revokedAt: Date | null) =>
      world.db.prisma.session.create({
        data: { userId: person.actor.id, userAgent: "t", lastSeenAt: day(40), expiresAt, revokedAt },
      });
    const gone = [await session(day(31), null), await session(day(-5), day(31))];
    const kept = [await session(day(29), null), await session(day(-5), null)];
    const event = (publishedAt: Date | null, at: Date) =>
      world.db.prisma.outboxEvent.create({
        data: { type: "operation.progressed", subjectKind: "operation", subjectId: kind, publishedAt, at },
      });
    await event(day(8), day(8));
    const stays = await event(day(6), day(6));
    await run("retention.sessions");
    await run("retention.outbox");
    const ids = [...gone, ...kept].map(({ id }) => id);
    const left = await world.db.prisma.session.findMany({ where: { id: { in: ids } } });
    expect(left.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
    const events = await world.db.prisma.outboxEvent.findMany({ where: { subjectId: kind } });
    expect(events.map(({ id }) => id)).toEqual([stays.id]);
  });

  it("prove the audit chain", async () => {
    const { sentence, alarm } = await run("audit.verify");
    expect(sentence).toMatch(/^The audit chain is intact: \d+ rows\.$/);
    expect(alarm).toBeUndefined();
  });
});
