import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendAudit } from "@/lib/data/audit";
import type { Prisma } from "@/lib/data/generated/client";
import { type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { drillRow } from "@/lib/testing/drill-rows";
import { getScoreboard } from "./get";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ago = (ms: number) => new Date(Date.now() - ms);

let world: ChangeWorld;
let environmentId: string;
let stagingId: string;

type Ended = {
  kind: Prisma.OperationUncheckedCreateInput["kind"];
  state: "succeeded" | "rolled_back" | "failed";
  place?: string;
  changeId?: string;
  failure?: "failed_check" | "broken";
  from: Date;
  to: Date;
};

/** An operation that has ended, as the ledger leaves it. */
const ended = ({ kind, state, place = environmentId, changeId, failure, from, to }: Ended) =>
  world.db.prisma.operation.create({
    data: {
      ...{ kind, state, startedAt: from, createdAt: from, finishedAt: to, deadlineAt: to },
      ...{ tenantId: world.tenantId, clusterId: world.clusterId, environmentId: place },
      ...(changeId === undefined ? {} : { changeId }),
      ...(failure === undefined ? {} : { failureKind: failure }),
      correlationId: randomUUID(),
    },
  });

const boardOf = (ctx = world.manager) => getScoreboard({ ...ctx, now: new Date() }, { days: "30" });

beforeAll(async () => {
  world = await makeChangeWorld();
  const release = await world.release();
  environmentId = (await world.environment("production", release.id)).id;
  stagingId = (await world.environment("staging", release.id)).id;
});
afterAll(() => world.close());

describe("the scoreboard", () => {
  test("claims nothing where nothing happened", async () => {
    const { total, weeks } = await boardOf();
    expect(total).toMatchObject({
      kept: 0,
      lost: 0,
      leadSeconds: null,
      restoreSeconds: null,
      environments: 1,
    });
    expect(weeks).toHaveLength(5);
    expect(weeks.every(({ kept, lost }) => kept + lost === 0)).toBe(true);
  });

  test("counts what stayed, went back by itself, was taken back, and what it took", async () => {
    const { change } = await world.drafted("production");
    await world.db.prisma.change.update({
      where: { id: change.id },
      data: { environmentId, createdAt: ago(3 * DAY_MS) },
    });
    // Arrived, two days after it was drafted; taken back by a person an hour later.
    const arrived = ago(DAY_MS);
    const inTime = { kind: "deploy", state: "succeeded", from: ago(DAY_MS + HOUR_MS), to: arrived } as const;
    await ended(inTime);
    await ended({ ...inTime, changeId: change.id });
    const backAt = new Date(arrived.getTime() + HOUR_MS);
    await ended({ kind: "rollback", state: "succeeded", changeId: change.id, from: arrived, to: backAt });
    // Went back by itself after a failed check, within ten minutes.
    const [begun, over] = [ago(5 * HOUR_MS), ago(5 * HOUR_MS - 600_000)];
    await ended({ kind: "deploy", state: "rolled_back", failure: "failed_check", from: begun, to: over });
    // Not production, and too long ago: neither counts here.
    await ended({ ...inTime, place: stagingId });
    await ended({ ...inTime, from: ago(41 * DAY_MS), to: ago(40 * DAY_MS) });

    const { total, before, tenants, weeks } = await boardOf();
    expect(total).toMatchObject({ kept: 1, lost: 2, unrestored: 0, triggers: 1 });
    // The middle of one hour and ten minutes.
    expect(total.restoreSeconds).toBeCloseTo((3_600 + 600) / 2, 0);
    expect(before).toMatchObject({ kept: 1, lost: 0 });
    expect(tenants.map(({ counts }) => counts.lost)).toEqual([2]);
    expect(weeks.reduce((sum, { kept, lost }) => sum + kept + lost, 0)).toBe(3);
  });

  test("a failed deployment is unrestored until a sound release runs", async () => {
    await ended({
      kind: "deploy",
      state: "failed",
      failure: "broken",
      from: ago(4_000_000),
      to: ago(3_000_000),
    });
    expect((await boardOf()).total).toMatchObject({ lost: 3, unrestored: 1 });
    await ended({ kind: "rollback", state: "succeeded", from: ago(2_500_000), to: ago(2_000_000) });
    expect((await boardOf()).total).toMatchObject({ lost: 3, unrestored: 0 });
  });

  test("counts incidents from when it hurt until it was over, and what was taken back meanwhile only once", async () => {
    const counted = async () => {
      const { restoreSeconds, unrestored } = (await boardOf()).total;
      return [Math.round(restoreSeconds ?? 0), unrestored];
    };
    /** How the board is while there is this incident. */
    const during = async (startedAt: Date, resolvedAt: Date | null) => {
      const { id } = await world.db.prisma.incident.create({
        data: {
          ...{ tenantId: world.tenantId, environmentId, title: "Work orders fail", severity: "sev1" },
          ...{ startedAt, resolvedAt, state: resolvedAt === null ? "open" : "resolved" },
        },
      });
      const board = await counted();
      await world.db.prisma.incident.delete({ where: { id } });
      return board;
    };
    // An hour, ten minutes, and 2000 s so far.
    expect(await counted()).toEqual([2_000, 0]);
    expect(await during(ago(1_800_000), ago(900_000))).toEqual([(900 + 2_000) / 2, 0]);
    expect(await during(ago(25 * HOUR_MS), ago(1_000_000))).toEqual([25 * 3_600 - 1_000, 0]);
    expect(await during(ago(1_800_000), null)).toEqual([2_000, 1]);
    expect(await during(ago(41 * DAY_MS), ago(40 * DAY_MS))).toEqual([2_000, 0]);
  });

  test("counts what the gates refused, and coverage of backups and drills", async () => {
    expect((await boardOf()).total).toMatchObject({ gateRefusals: 0, backedUp: 0, drilled: 0 });
    const { change } = await world.drafted();
    await world.db.transaction((tx) =>
      appendAudit(tx, {
        at: new Date(),
        actor: { kind: "person", id: world.manager.actor.id, name: world.manager.actor.name },
        action: "change.start",
        target: { kind: "change", id: change.id, name: change.number },
        tenantId: world.tenantId,
        environmentId,
        outcome: "refused",
        facts: { code: "gate_refused", reason: "Cluster answers." },
        correlationId: randomUUID(),
      }),
    );
    const { id: operationId } = await ended({
      ...{ kind: "backup", state: "succeeded", from: ago(HOUR_MS), to: ago(HOUR_MS - 60_000) },
    });
    await world.db.prisma.backup.create({
      data: {
        ...{ tenantId: world.tenantId, environmentId, operationId, cause: "manual", state: "good" },
        takenAt: ago(HOUR_MS),
      },
    });
    await drillRow(world, environmentId);
    expect((await boardOf()).total).toMatchObject({ gateRefusals: 1, backedUp: 1, drilled: 1 });
    // A backup that is late by its policy covers nothing.
    await world.db.prisma.backup.updateMany({ where: { operationId }, data: { takenAt: ago(20 * DAY_MS) } });
    expect((await boardOf()).total.backedUp).toBe(0);
  });

  test("shows a stranger nothing of it", async () => {
    const { total, tenants } = await boardOf(world.stranger);
    expect(tenants).toEqual([]);
    expect(total).toMatchObject({ kept: 0, lost: 0, environments: 0 });
  });
});
