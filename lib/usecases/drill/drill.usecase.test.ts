import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDrillRecords } from "@/lib/data/ledger/drill-rows";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { endedDrills, provingDrill } from "../recovery-policy/drills";
import { clearDrill, clearLeftDrills } from "./clear";
import { getDrillCoverage } from "./coverage";
import { addDrillFinding, closeDrillFinding, editDrillFinding } from "./findings";
import { getDrill } from "./get";
import { listDrills } from "./list";
import { getDrillOptions } from "./options";
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
const measured = (id: string, values: { rtoSeconds: number; rpoSeconds: number }) =>
  world.db.prisma.drill.update({ where: { id }, data: { ...values, tornDown: true } });

/** What the environment's newest ended drill proves, as the gate looks at it. */
async function provenBy(id: string) {
  const select = { drills: endedDrills(1) };
  const { drills } = await world.db.prisma.environment.findUniqueOrThrow({ where: { id }, select });
  return drills[0] === undefined ? null : provingDrill(drills[0]);
}

describe("startDrill", () => {
  it("plans a drill of the newest usable backup, beside everything else, and is audited", async () => {
    const environment = await drillable(world, releaseId);
    const options = await getDrillOptions(support, { environmentId: environment.id });
    expect(options.can.start).toEqual({ allowed: true, reason: null });
    const drill = await startDrill(support, { environmentId: environment.id, ...asked });
    expect(drill).toMatchObject({ state: "running", scenario: asked.scenario, reason, scheduled: false });
    expect(drill.namespace).toBe(`${environment.namespace}-drill-${drill.number.slice(3)}`);
    expect(drill.backup?.id).toBe(
      options.scenarios.find(({ scenario }) => scenario === asked.scenario)?.backup?.id,
    );
    expect(drill.steps.map(({ name }) => name)).not.toContain("clear_away");
    expect(world.told.rung).toContain(`operation.run ${drill.operation.id}`);
    const [entry] = await world.db.prisma.auditEntry.findMany({
      where: { targetId: environment.id, action: "drill.start" },
    });
    expect(entry).toMatchObject({ outcome: "done", facts: { drill: drill.number, reason } });
    // It holds nobody up: the environment itself is as it was.
    expect(
      await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environment.id } }),
    ).toMatchObject({
      state: "ready",
    });
  });

  it("one at a time on an environment, also when two people press at once", async () => {
    const environment = await drillable(world, releaseId);
    const both = await Promise.allSettled(
      [1, 2].map(() => startDrill(support, { environmentId: environment.id, ...asked })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { can } = await getDrillOptions(support, { environmentId: environment.id });
    expect(can.start.reason).toMatch(/is being carried out/);
  });

  it("refuses what the scenario leaves nothing for, and what asks for more", async () => {
    const environment = await drillable(world, releaseId, 1);
    const start = (more: object) =>
      problemOf(startDrill(support, { environmentId: environment.id, reason, ...more } as never));
    expect((await start({ scenario: "ransomware", hours: 5 })).message).toMatch(/before the attack/);
    expect((await start({ scenario: "operator_error" })).message).toBe("Say when it happened.");
    expect((await start({ scenario: "redis_loss" })).message).toMatch(/test:chaos/);
    expect((await start({ ...asked, reason: "short" })).code).toBe("invalid_input");
  });

  it("of an operator's error brings back the second before it where the log is kept, and a backup elsewhere", async () => {
    const environment = await drillable(world, releaseId);
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const data = { databaseCluster: "pg", recoverableFrom: ago(100), recoverableUntil: ago(10) };
    await world.db.prisma.environment.update({ where: { id: environment.id }, data });
    const moment = new Date(Math.floor(ago(30).getTime() / 1_000) * 1_000);
    const error = { environmentId: environment.id, scenario: "operator_error" as const, reason };
    const { scenarios } = await getDrillOptions(support, { environmentId: environment.id });
    expect(scenarios.find(({ seconds }) => seconds !== null)).toMatchObject({
      scenario: "operator_error",
      seconds: { until: data.recoverableUntil.toISOString() },
    });
    const drill = await startDrill(support, { ...error, moment: moment.toISOString() });
    const second = new Date(moment.getTime() - 1_000).toISOString();
    expect(drill.second).toBe(second);
    expect(drill.steps.map(({ name }) => name)).toEqual([
      ...["drill_gates", "declare", "isolate", "recover", "bring", "start", "drill_smoke"],
      ...["release_recovery", "measure", "tear_down", "drill_record"],
    ]);
    const steps = await world.db.prisma.operationStep.findMany({
      where: { operationId: drill.operation.id, name: { in: ["bring", "measure"] } },
    });
    const environmentId = environment.id;
    for (const { parameters } of steps)
      expect(parameters).toMatchObject({
        recovery: { at: second, cluster: "pg", environment: { environmentId } },
      });
    expect(steps.find(({ name }) => name === "measure")?.parameters).toMatchObject({
      disasterAt: moment.toISOString(),
    });
    await end(drill.operation.id, {});
    // Newer than what is archived, and older than the first base backup: a backup has to do.
    for (const minutes of [5, 110]) {
      const other = await startDrill(support, { ...error, moment: ago(minutes).toISOString() });
      expect([other.second, other.backup === null]).toEqual([null, false]);
      expect(other.steps.map(({ name }) => name)).not.toContain("recover");
      await end(other.operation.id, {});
    }
  });

  it("is hidden from others, and forbidden to who only reads", async () => {
    const environment = await drillable(world, releaseId);
    const start = async (role: "auditor" | "developer") =>
      (await problemOf(startDrill(await world.person(role), { environmentId: environment.id, ...asked })))
        .code;
    expect(await start("auditor")).toBe("forbidden");
    const elsewhere = await makeWorld();
    try {
      const stranger = await elsewhere.person("support");
      const problem = await problemOf(startDrill(stranger, { environmentId: environment.id, ...asked }));
      expect(problem.code).toBe("not_found");
      const options = getDrillOptions(stranger, { environmentId: environment.id });
      expect((await problemOf(options)).code).toBe("not_found");
    } finally {
      await elsewhere.close();
    }
  });
});

describe("the end of a drill", () => {
  it("passes, is held against what was promised, and counts", async () => {
    const environment = await drillable(world, releaseId);
    await world.db.prisma.businessProcess.create({
      data: {
        ...{
          tenantId: environment.tenantId,
          environmentId: environment.id,
          name: `Picking ${environment.id}`,
        },
        ...{ ownerName: "Ada", ownerContact: "ada@plant.example", rpoSeconds: 60, rtoSeconds: 900 },
      },
    });
    const drill = await startDrill(support, { environmentId: environment.id, ...asked });
    expect([drill.rtoObjectiveSeconds, drill.rpoObjectiveSeconds]).toEqual([900, 60]);
    await measured(drill.id, { rtoSeconds: 40, rpoSeconds: 300 });
    await end(drill.operation.id, { sentence: "Recovered." });
    const after = await getDrill(support, { drillId: drill.id });
    expect(after).toMatchObject({ state: "passed", sentence: "Recovered.", openFindings: 1 });
    expect(after.findings[0]?.text).toBe("Data were lost for 5 min; promised: 1 min.");
    const told = await world.db.prisma.notice.findMany({ where: { operationId: drill.operation.id } });
    expect(told.map(({ userId }) => userId)).toContain(support.actor.id);
    expect(told[0]).toMatchObject({ occasion: "finding:drill", path: `/drills/${drill.id}` });
    expect(await provenBy(environment.id)).toMatchObject({
      passed: true,
      rtoSeconds: 40,
      modules: [{ name: "base", version: "19.0.1.3.0" }],
    });
    const { items } = await getDrillCoverage(support, {});
    expect(items.find((one) => one.environment.id === environment.id)?.last?.id).toBe(drill.id);
    expect((await listDrills(support, { environmentId: environment.id })).items.map(({ id }) => id)).toEqual([
      drill.id,
    ]);
  });

  it("fails with what ended it, and says what was left behind", async () => {
    const environment = await drillable(world, releaseId);
    const drill = await startDrill(support, { environmentId: environment.id, ...asked });
    const failure = {
      step: "tear_down",
      kind: "failed_check" as const,
      reason: "the server is gone",
      facts: null,
    };
    await end(drill.operation.id, { state: "failed", failure, needsAttention: true });
    const after = await getDrill(support, { drillId: drill.id });
    expect(after).toMatchObject({ state: "failed", tornDown: false });
    expect(after.findings.map(({ text }) => text)).toEqual([
      "The drill's namespace, database or keys could not be removed.",
      "The drill did not come to its end: the server is gone",
    ]);
  });

  it("is no verdict when a person ended it", async () => {
    const environment = await drillable(world, releaseId);
    const drill = await startDrill(support, { environmentId: environment.id, ...asked });
    const failure = {
      step: "bring",
      kind: "aborted" as const,
      reason: "aborted by Ada: wrong plant",
      facts: null,
    };
    await measured(drill.id, { rtoSeconds: 4_000, rpoSeconds: 4_000 });
    await end(drill.operation.id, { state: "rolled_back", failure });
    expect(await getDrill(support, { drillId: drill.id })).toMatchObject({
      state: "cancelled",
      findings: [],
    });
    expect(await provenBy(environment.id)).toBeNull();
  });
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

describe("findings", () => {
  it("are added, given to somebody and closed with what was done; a stale version is refused", async () => {
    const environment = await drillable(world, releaseId);
    const { id: drillId } = await startDrill(support, { environmentId: environment.id, ...asked });
    const dueOn = "2030-01-31";
    const added = await addDrillFinding(support, {
      drillId,
      text: "Nobody knew the key",
      ownerId: null,
      dueOn,
    });
    const [finding] = added.findings;
    if (finding === undefined) throw new Error("no finding");
    expect(finding).toMatchObject({ dueOn, owner: null, state: "open", overdue: false });
    const edit = (ownerId: string, version: number) =>
      editDrillFinding(support, { findingId: finding.id, version, ownerId, dueOn });
    const edited = await edit(support.actor.id, 1);
    expect(edited.findings[0]?.owner?.id).toBe(support.actor.id);
    const mate = await world.person("support");
    const mine = await addDrillFinding(support, {
      drillId,
      text: "The list is old",
      ownerId: mate.actor.id,
      dueOn,
    });
    expect(mine.findings).toHaveLength(2);
    const notices = await world.db.prisma.notice.findMany({
      where: { occasion: "finding:given", path: `/drills/${drillId}` },
    });
    expect(notices.map(({ userId, text }) => [userId, text])).toEqual([[mate.actor.id, "The list is old"]]);
    expect((await problemOf(edit(support.actor.id, 1))).facts).toMatchObject({ stale: true });
    expect((await problemOf(edit(randomUUID(), 2))).code).toBe("invalid_input");
    const note = "The key is in the safe now";
    const closed = await closeDrillFinding(support, { findingId: finding.id, version: 2, note });
    expect(closed.findings[0]).toMatchObject({
      state: "closed",
      closingNote: note,
      closedBy: support.actor.name,
    });
    expect((await problemOf(edit(support.actor.id, 3))).message).toMatch(/closed already/);
    const plant = await world.person("plant_it");
    const refused = addDrillFinding(plant, { drillId, text: "I want to", ownerId: null, dueOn });
    expect((await problemOf(refused)).code).toBe("forbidden");
  });
});
