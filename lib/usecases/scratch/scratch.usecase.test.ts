import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedBackups } from "@/lib/data/ledger/prune-rows";
import { createScratchRecords } from "@/lib/data/ledger/scratch-rows";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { heldBecause } from "@/lib/domain/recovery/prune";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { getScratch } from "./get";
import { keepScratch } from "./keep";
import { listScratch } from "./list";
import { makeScratch } from "./make";
import { getScratchOptions } from "./options";
import { removeDue, removeScratch } from "./remove";

let world: World;
let support: Context;
let releaseId: string;
const reason = "A lost order is looked for";
const HOUR = 3_600_000;

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  releaseId = (await world.release()).id;
  await addStore(world);
});
afterAll(() => world.close());

const end = (operationId: string, more: Partial<OperationEnd> = {}, now = new Date()) =>
  world.db.transaction(async (tx) => {
    const told: OperationEnd = {
      ...{ state: "succeeded", touched: true, failure: null, needsAttention: false, sentence: "It ended." },
      ...more,
    };
    for (const state of ["running", told.state] as const)
      await tx.operation.update({ where: { id: operationId }, data: { state, finishedAt: now } });
    await recordOutcome(tx, { operationId, end: told, now });
  });

async function copied() {
  const environment = await drillable(world, releaseId);
  const backup = await world.db.prisma.backup.findFirstOrThrow({ where: { environmentId: environment.id } });
  const asked = { environmentId: environment.id, backupId: backup.id, reason };
  return { environment, backup, asked };
}
async function standing() {
  const { asked, ...place } = await copied();
  const made = await makeScratch(support, asked);
  await end(made.operation.id);
  return { ...place, asked, made, copy: await getScratch(support, { scratchId: made.id }) };
}
const failure = { step: "reconcile", kind: "failed_check", reason: "it broke", facts: null } as const;

describe("a scratch copy", () => {
  it("is made by an operation of its own beside the environment, and stands for its hours from then on", async () => {
    const { environment, asked } = await copied();
    const made = await makeScratch(support, { ...asked, hours: 12 });
    expect(made).toMatchObject({
      ...{ state: "making", address: null, keptUntil: null, hours: 12 },
      namespace: `${environment.namespace}-scratch-${made.number.slice(4)}`,
      can: { keep: { allowed: false }, remove: { allowed: false } },
    });
    expect(world.told.rung).toContain(`operation.run ${made.operation.id}`);
    const row = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environment.id } });
    expect(row.state).toBe("ready");
    const steps = await world.db.prisma.operationStep.findMany({
      where: { operationId: made.operation.id },
      orderBy: { position: "asc" },
    });
    expect(steps.map(({ name }) => name)).toEqual([
      ...["scratch_gates", "make_room", "bring_copy", "neutralize", "reconcile", "start_copy"],
      ...["scratch_smoke", "let_in", "clear_away"],
    ]);
    const subject = await createScratchRecords({ db: world.db }).subjectOf(made.operation.id);
    expect(subject).toMatchObject({ scratchId: made.id, namespace: made.namespace });
    const [label = "", ...rest] = environment.hostname.split(".");
    expect(subject?.hostname).toBe([`${label}-scratch-${made.number.slice(4)}`, ...rest].join("."));

    const now = new Date();
    await end(made.operation.id, {}, now);
    const copy = await getScratch(support, { scratchId: made.id });
    expect(copy).toMatchObject({ state: "standing", address: `https://${subject?.hostname}` });
    expect(copy.keptUntil).toBe(new Date(now.getTime() + 12 * HOUR).toISOString());
    const told = await world.db.prisma.notice.findMany({ where: { operationId: made.operation.id } });
    expect(told.map(({ userId, path }) => [userId, path])).toEqual([
      [support.actor.id, `/scratch/${made.id}`],
    ]);
    const trail = await world.db.prisma.auditEntry.findMany({
      where: { targetId: made.id },
      orderBy: { sequence: "asc" },
    });
    expect(trail.map(({ action }) => action)).toEqual(["scratch.make", "scratch.standing"]);
  });

  it("keeps its backup from being forgotten while it is made, and no longer", async () => {
    const { environment, backup, asked } = await copied();
    const held = async () => {
      const [stored] = await storedBackups(world.db.prisma, {
        environmentId: environment.id,
        id: { in: [backup.id] },
      });
      return stored === undefined ? "gone" : heldBecause(stored, new Date());
    };
    expect(await held()).toBeNull();
    const made = await makeScratch(support, asked);
    expect(await held()).toBe("a scratch copy of it is being made");
    await end(made.operation.id);
    expect(await held()).toBeNull();
  });

  it("does not keep an operation from its environment, nor is it kept from by one", async () => {
    const { environment, asked } = await copied();
    await makeScratch(support, asked);
    const base = {
      tenantId: environment.tenantId,
      environmentId: environment.id,
      clusterId: environment.clusterId,
    };
    await world.db.prisma.operation.create({
      data: { ...base, kind: "deploy", deadlineAt: new Date(), correlationId: randomUUID() },
    });
    expect((await makeScratch(support, asked)).state).toBe("making");
  });

  it("is refused beyond two of an environment, whoever asks at the same moment", async () => {
    const { environment, asked } = await copied();
    const results = await Promise.allSettled([1, 2, 3].map(() => makeScratch(support, asked)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const refused = results.find((one) => one.status === "rejected");
    expect(String(refused?.reason)).toMatch(/2 scratch copies of .* take room already: SCR-\d+ and SCR-\d+/);
    const options = await getScratchOptions(support, { environmentId: environment.id });
    expect([options.copies.length, options.can.make.allowed]).toEqual([2, false]);
  });

  it("is refused for a damaged backup unless it is wanted, a forgotten one, and a quarantined release", async () => {
    const { backup, asked } = await copied();
    await world.db.prisma.backup.update({ where: { id: backup.id }, data: { proof: "disproved" } });
    expect((await problemOf(makeScratch(support, asked))).message).toContain(
      "Reading this backup back failed",
    );
    expect((await makeScratch(support, { ...asked, acceptsDamage: true })).state).toBe("making");

    const other = await copied();
    const bad = await world.release();
    await world.db.prisma.backup.update({ where: { id: other.backup.id }, data: { releaseId: bad.id } });
    const { id: placedById } = support.actor;
    await world.db.prisma.releaseQuarantine.create({
      data: { releaseId: bad.id, reason: "It loses orders.", placedById, placedByName: "Q" },
    });
    expect((await problemOf(makeScratch(support, other.asked))).message).toContain("is quarantined");

    const third = await copied();
    await world.db.prisma.backup.update({ where: { id: third.backup.id }, data: { state: "forgotten" } });
    expect((await problemOf(makeScratch(support, third.asked))).message).toContain(
      "removed by its retention",
    );
  });

  it("is nobody's who may not make one, or belongs elsewhere", async () => {
    const { asked } = await copied();
    const developer = await world.person("developer");
    expect((await problemOf(makeScratch(developer, asked))).code).toBe("forbidden");
    const elsewhere = await makeWorld();
    const stranger = await elsewhere.person("support");
    const { made } = await standing();
    const { id: scratchId, version } = made;
    const unseen = [
      () => makeScratch(stranger, asked),
      () => getScratch(stranger, { scratchId }),
      () => removeScratch(stranger, { scratchId, version, reason }),
      () => keepScratch(stranger, { scratchId, version, reason, hours: 2 }),
    ];
    for (const act of unseen) expect((await problemOf(act())).code).toBe("not_found");
    expect((await listScratch(stranger, {})).items).toEqual([]);
    await elsewhere.close();
  });

  it("shows no backup of another environment", async () => {
    const { asked } = await copied();
    const other = await copied();
    const mixed = { ...asked, backupId: other.backup.id };
    expect((await problemOf(makeScratch(support, mixed))).code).toBe("not_found");
  });

  it("says what became of it when it was not made", async () => {
    const given = async (more: Partial<OperationEnd>) => {
      const { asked } = await copied();
      const made = await makeScratch(support, asked);
      await end(made.operation.id, more);
      return (await getScratch(support, { scratchId: made.id })).state;
    };
    const aborted = { ...failure, kind: "aborted" } as const;
    expect(await given({ state: "rolled_back", failure })).toBe("failed");
    expect(await given({ state: "rolled_back", failure: aborted })).toBe("cancelled");
    expect(await given({ state: "failed", failure, needsAttention: true })).toBe("left");
  });
});

describe("the end of a scratch copy", () => {
  it("can be moved within the bounds, on the version that was looked at", async () => {
    const { copy } = await standing();
    const { id: scratchId, version } = copy;
    const kept = await keepScratch(support, { scratchId, version, hours: 48, reason: "The search goes on" });
    expect(Date.parse(kept.keptUntil ?? "") - Date.now()).toBeGreaterThan(47 * HOUR);
    const again = keepScratch(support, { scratchId, version, hours: 2, reason: "The search goes on" });
    expect((await problemOf(again)).message).toContain("was changed meanwhile");
    await world.db.prisma.scratchCopy.update({
      where: { id: scratchId },
      data: { madeAt: new Date(Date.now() - 6 * 24 * HOUR) },
    });
    const long = { scratchId, version: kept.version, hours: 72, reason: "The search goes on" };
    expect((await problemOf(keepScratch(support, long))).message).toContain("7 days after it was made");
    expect((await problemOf(keepScratch(support, { ...long, hours: 73 }))).code).toBe("invalid_input");
  });

  it("comes by an operation of its own when somebody removes it", async () => {
    const { copy } = await standing();
    const { id: scratchId, version } = copy;
    const removing = await removeScratch(support, { scratchId, version, reason: "The order was found" });
    expect(removing).toMatchObject({ state: "removing", address: null });
    expect(removing.can.remove.reason).toContain("is being removed already");
    await end(removing.clearing?.id ?? "");
    expect(await getScratch(support, { scratchId })).toMatchObject({ state: "removed", keptUntil: null });
  });

  it("comes by itself when its time is over, whatever holds the environment, and once", async () => {
    const { copy, environment } = await standing();
    await world.db.prisma.hold.create({
      data: {
        ...{ level: "environment", tenantId: environment.tenantId, environmentId: environment.id },
        ...{
          reason: "Month end",
          placedById: support.actor.id,
          expiresAt: new Date(Date.now() + 100 * HOUR),
        },
      },
    });
    const stateOf = async () => (await getScratch(support, { scratchId: copy.id })).state;
    await removeDue(world.db, new Date(Date.now() + 7 * HOUR), "test");
    expect(await stateOf()).toBe("standing");
    const later = new Date(Date.now() + 9 * HOUR);
    await removeDue(world.db, later, "test");
    expect(await stateOf()).toBe("removing");
    await removeDue(world.db, later, "test");
    const where = { environmentId: environment.id, kind: "clear_scratch" as const };
    expect(await world.db.prisma.operation.count({ where })).toBe(1);
    const audited = await world.db.prisma.auditEntry.findFirstOrThrow({
      where: { action: "scratch.remove", environmentId: environment.id },
    });
    expect(audited.actorKind).toBe("system");
  });

  it("is tried again some hours after it failed, not before, and not for ever", async () => {
    const { copy, environment } = await standing();
    const { id: scratchId, version } = copy;
    const removing = await removeScratch(support, { scratchId, version, reason: "The order was found" });
    await end(removing.clearing?.id ?? "", { state: "failed", failure });
    const stateOf = async () => (await getScratch(support, { scratchId })).state;
    expect(await stateOf()).toBe("left");
    await removeDue(world.db, new Date(Date.now() + 5 * HOUR), "test");
    expect(await stateOf()).toBe("left");
    await removeDue(world.db, new Date(Date.now() + 15 * 24 * HOUR), "test");
    expect(await stateOf()).toBe("left");
    await removeDue(world.db, new Date(Date.now() + 7 * HOUR), "test");
    expect(await stateOf()).toBe("removing");
    expect((await getScratchOptions(support, { environmentId: environment.id })).copies).toHaveLength(1);
  });
});
