import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { endedDrills, provingDrill } from "../recovery-policy/drills";
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
      where: { targetId: drill.id, action: "drill.start" },
    });
    expect(entry).toMatchObject({ outcome: "done", facts: { of: environment.name, reason } });
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
    const { tenantId } = environment;
    const ofOneTenant = await world.person("support", { tenantId });
    const lost = { environmentId: environment.id, reason, scenario: "redis_loss" } as const;
    expect((await problemOf(startDrill(ofOneTenant, lost))).message).toMatch(/in the whole fleet/);
    expect((await start({ ...asked, reason: "short" })).code).toBe("invalid_input");
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
    // The process's owner is nobody Holdfast knows: whoever started the drill is asked first.
    expect(after.findings[0]?.owner?.id).toBe(support.actor.id);
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

  it("fails with what ended it, and says what was left behind to whom the process names", async () => {
    const environment = await drillable(world, releaseId);
    const mate = await world.person("release_manager");
    const { email } = await world.db.prisma.user.findUniqueOrThrow({ where: { id: mate.actor.id } });
    const { tenantId, id: environmentId } = environment;
    const owner = { ownerName: "Mate", ownerContact: `gate 3, ${email.toUpperCase()}` };
    await world.db.prisma.businessProcess.create({
      data: {
        tenantId,
        environmentId,
        name: `Shipping ${environmentId}`,
        ...owner,
        rpoSeconds: 60,
        rtoSeconds: 900,
      },
    });
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
    expect(after.findings.map((finding) => finding.owner?.id)).toEqual([mate.actor.id, mate.actor.id]);
    const given = await world.db.prisma.notice.findMany({
      where: { occasion: "finding:given", path: `/drills/${drill.id}` },
    });
    expect(given.map(({ userId }) => userId)).toEqual([mate.actor.id]);
    expect(given[0]?.text).toMatch(/, and 1 more\.$/);
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

  it("have a limit of open ones, which closing makes room under, and one of all", async () => {
    const environment = await drillable(world, releaseId);
    const { id: drillId } = await startDrill(support, { environmentId: environment.id, ...asked });
    const dueOn = "2030-01-31";
    const many = (count: number) =>
      world.db.prisma.drillFinding.createMany({
        data: Array.from({ length: count }, () => ({ drillId, text: "Seen", dueOn: new Date(dueOn) })),
      });
    const add = () => addDrillFinding(support, { drillId, text: "One more", ownerId: null, dueOn });
    await many(49);
    const { findings } = await add();
    expect((await problemOf(add())).message).toContain("at most 50 open findings");
    const note = "Done away with";
    await closeDrillFinding(support, { findingId: findings[0]?.id ?? "", version: 1, note });
    expect((await add()).findings).toHaveLength(51);
    await world.db.prisma.drillFinding.updateMany({ where: { drillId }, data: { state: "closed" } });
    await many(39);
    expect((await problemOf(add())).message).toContain("at most 90 findings, closed ones too");
  });
});
