import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALERT_STATES, LEGAL_ALERT_MOVES } from "@/lib/domain/alert/state";
import { CHANGE_STATES, LEGAL_CHANGE_MOVES } from "@/lib/domain/change/state";
import {
  DRILL_STATES,
  FINDING_STATES,
  LEGAL_DRILL_MOVES,
  LEGAL_FINDING_MOVES,
} from "@/lib/domain/drill/state";
import { INCIDENT_STATES, LEGAL_INCIDENT_MOVES } from "@/lib/domain/incident/state";
import {
  LEGAL_OPERATION_MOVES,
  LEGAL_STEP_MOVES,
  OPERATION_STATES,
  STEP_STATES,
} from "@/lib/domain/operation/state";
import { BACKUP_STATES, LEGAL_BACKUP_MOVES } from "@/lib/domain/recovery/backup-state";
import { LEGAL_RESTORE_MOVES, RESTORE_STATES } from "@/lib/domain/recovery/restore";
import { LEGAL_SCRATCH_MOVES, SCRATCH_STATES } from "@/lib/domain/scratch/state";
import { LEGAL_TRAIN_MOVES, TRAIN_STATES } from "@/lib/domain/train/state";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** Pairs the database lets through, found by trying each with the rows' real trigger inside a rolled-back transaction. */
async function pairsLetThrough(table: string, states: readonly string[]): Promise<string[]> {
  const legal: string[] = [];
  for (const from of states) {
    for (const to of states.filter((state) => state !== from)) {
      const [row] = await world.db.prisma.$queryRawUnsafe<{ ok: boolean }[]>(
        `SELECT ('${from}>${to}' = ANY (string_to_array(
           (SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgname = '${table}_moves'), '\\000'))) AS ok`,
      );
      if (row?.ok === true) legal.push(`${from}>${to}`);
    }
  }
  return legal.sort();
}
const named = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([from, to]) => `${from}>${to}`).sort();

describe("the database holds the same tables of moves as the domain", () => {
  it("for changes, trains, backups, restores, drills, operations and steps", async () => {
    expect(await pairsLetThrough("alert", ALERT_STATES)).toEqual(named(LEGAL_ALERT_MOVES));
    expect(await pairsLetThrough("incident", INCIDENT_STATES)).toEqual(named(LEGAL_INCIDENT_MOVES));
    expect(await pairsLetThrough("train", TRAIN_STATES)).toEqual(named(LEGAL_TRAIN_MOVES));
    expect(await pairsLetThrough("backup", BACKUP_STATES)).toEqual(named(LEGAL_BACKUP_MOVES));
    expect(await pairsLetThrough("restore", RESTORE_STATES)).toEqual(named(LEGAL_RESTORE_MOVES));
    expect(await pairsLetThrough("drill", DRILL_STATES)).toEqual(named(LEGAL_DRILL_MOVES));
    expect(await pairsLetThrough("scratch_copy", SCRATCH_STATES)).toEqual(named(LEGAL_SCRATCH_MOVES));
    expect(await pairsLetThrough("drill_finding", FINDING_STATES)).toEqual(named(LEGAL_FINDING_MOVES));
    expect(await pairsLetThrough("change", CHANGE_STATES)).toEqual(named(LEGAL_CHANGE_MOVES));
    expect(await pairsLetThrough("operation", OPERATION_STATES)).toEqual(named(LEGAL_OPERATION_MOVES));
    expect(await pairsLetThrough("operation_step", STEP_STATES)).toEqual(named(LEGAL_STEP_MOVES));
  });
});

async function makeChange() {
  const release = await world.release();
  const environment = await world.environment("staging", null);
  const { actor } = await world.person("developer");
  return world.db.prisma.change.create({
    data: {
      tenantId: world.tenantId,
      environmentId: environment.id,
      releaseId: release.id,
      requesterId: actor.id,
      title: "t",
      reason: "r",
      rollbackPlan: "",
      contentHash: "h",
    },
  });
}

describe("what no door can do", () => {
  it("move a change past its table", async () => {
    const change = await makeChange();
    await expect(
      world.db.prisma.change.update({ where: { id: change.id }, data: { state: "approved" } }),
    ).rejects.toThrow(/may not move from draft to approved/);
  });

  it("store a change of one tenant on another tenant's environment", async () => {
    const change = await makeChange();
    await expect(
      world.db.prisma.change.update({ where: { id: change.id }, data: { tenantId: randomUUID() } }),
    ).rejects.toThrow();
  });

  it("rewrite a release", async () => {
    const release = await world.release();
    await expect(
      world.db.prisma.release.update({ where: { id: release.id }, data: { notes: "other" } }),
    ).rejects.toThrow(/append-only/);
  });

  it("bind a role to a level without its ids", async () => {
    const { actor } = await world.person("auditor");
    await expect(
      world.db.prisma.roleBinding.create({ data: { userId: actor.id, role: "auditor", level: "tenant" } }),
    ).rejects.toThrow();
  });
});
