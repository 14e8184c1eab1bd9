import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { editObservationPolicy } from "../observation/edit";
import { observationSettings } from "../observation/settings";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { approveChange } from "./approve";
import { draftChange } from "./draft";
import { getChange } from "./get";
import { listChanges } from "./list";
import { reviseChange } from "./revise";
import { startChange } from "./start";
import { submitChange } from "./submit";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const GATE = "plan_as_approved";
const start = (change: { id: string; version: number }) =>
  startChange(at(world.manager), { changeId: change.id, version: change.version });
const gateOf = async (changeId: string) =>
  (await getChange(at(world.manager), { changeId })).gates.find(({ id }) => id === GATE);
const deployed = async (environmentId: string) => {
  const other = await world.release({ base: "19.0.1.0.0", [`m_${randomUUID().slice(0, 8)}`]: "1.0" });
  await world.db.prisma.environment.update({ where: { id: environmentId }, data: { releaseId: other.id } });
  return other;
};

/** Three releases: the change goes from the second to the third, and what came between them moves the schema. */
async function behindSchema() {
  const module = `m_${randomUUID().slice(0, 8)}`;
  const older = await world.release({ base: "19.0.1.0.0" });
  const running = await world.release({ base: "19.0.1.0.0", [module]: "1.0" }, [module]);
  const wanted = await world.release({ base: "19.0.1.0.1", [module]: "1.0" }, [module]);
  const environment = await world.environment("staging", running.id);
  const draft = await draftChange(at(world.developer), {
    ...{
      environmentId: environment.id,
      releaseId: wanted.id,
      title: "A patch",
      reason: "Because the test wants one.",
      ...PLANS,
    },
  });
  const sent = await submitChange(at(world.developer), { changeId: draft.id, version: draft.version });
  const rolledBack = () =>
    world.db.prisma.environment.update({ where: { id: environment.id }, data: { releaseId: older.id } });
  return { sent, rolledBack };
}

describe("the class a change was submitted as", () => {
  const approve = (change: { id: string; version: number }) =>
    approveChange(at(world.manager), { changeId: change.id, version: change.version, comment: "" });
  const classOf = async (changeId: string) =>
    (await getChange(at(world.manager), { changeId })).gates.find(({ id }) => id === "class_as_submitted");

  it("stops the approval once what runs has moved and it is more by now, until it is submitted again", async () => {
    const { sent, rolledBack } = await behindSchema();
    expect(sent.class).toBe("normal");
    expect(await classOf(sent.id)).toMatchObject({ verdict: "pass" });
    await rolledBack();
    const refused = await problemOf(approve(sent));
    expect(refused).toMatchObject({ code: "gate_refused" });
    expect(refused.message).toContain("was submitted as normal and is more by now. Major, because");
    const listed = await listChanges(at(world.manager), { limit: 100 });
    expect(listed.items.find(({ id }) => id === sent.id)?.gatesFailing).toBe(1);
    const back = await reviseChange(at(world.developer), {
      ...{ changeId: sent.id, version: sent.version, reason: "It moves the schema by now." },
    });
    const again = await submitChange(at(world.developer), { changeId: sent.id, version: back.version });
    expect(again.class).toBe("major");
    const approved = await approve(again);
    expect((await start(approved)).state).toBe("in_progress");
    expect(await classOf(sent.id)).toBeUndefined();
  });

  it("stops the start as well", async () => {
    const { sent, rolledBack } = await behindSchema();
    const approved = await approve(sent);
    await rolledBack();
    expect((await problemOf(start(approved))).code).toBe("gate_refused");
    expect(await classOf(sent.id)).toMatchObject({ verdict: "fail" });
  });
});

describe("the plan of an approved change", () => {
  it("is kept with the approval, shown as a gate, and started", async () => {
    const { change } = await world.approved();
    const where = { changeId: change.id, kind: "approved" as const };
    const kept = await world.db.prisma.changeDecision.findFirstOrThrow({ where });
    expect(kept.planHash).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.plan).toMatchObject({ strategy: "rolling", update: ["base"] });
    expect(await gateOf(change.id)).toMatchObject({ verdict: "pass" });
    const { operationId } = await start(change);
    const asked = await evaluateOperationGates(world.db.prisma, operationId ?? "", "start", new Date());
    expect(asked).toMatchObject({ passed: true });
  });

  it("is the one that everybody approved, not only who approved last", async () => {
    const { change, environment } = await world.submitted();
    const step = (title: string, role: string) => ({ title, roles: [role], quorum: 1 });
    const steps = [step("Release", "release_manager"), step("Plant", "plant_it")];
    const approvalPath = { rule: "Two", steps, approvalDays: 14, reviewDays: null };
    await world.db.prisma.change.update({
      where: { id: change.id },
      data: { approvalPath, approvalsNeeded: 2 },
    });
    const approve = (ctx: Context, version: number) =>
      approveChange(at(ctx), { changeId: change.id, version, comment: "" });
    const once = await approve(world.manager, change.version);
    const other = await deployed(environment.id);
    const both = await approve(world.plantIt, once.version);
    expect(both.state).toBe("approved");
    const gate = await gateOf(change.id);
    expect(gate).toMatchObject({ verdict: "fail" });
    expect(gate?.fact).toContain(`${world.manager.actor.name} approved it for another plan. Since`);
    expect(gate?.fact).toContain(other.name);
  });

  it("is not asked about before somebody approves", async () => {
    const { change } = await world.submitted();
    expect(await gateOf(change.id)).toBeUndefined();
  });

  it("stops the start once another release was deployed, until it is decided on again", async () => {
    const { change, environment, running } = await world.approved();
    const other = await deployed(environment.id);
    const problem = await problemOf(start(change));
    expect(problem).toMatchObject({ code: "gate_refused" });
    expect(problem.message).toContain("“Plan as approved”");
    expect(await gateOf(change.id)).toMatchObject({
      verdict: "fail",
      fact: expect.stringContaining(
        `Since the approval ${other.name} was deployed; ${running.name} ran there then.`,
      ),
      remedy: expect.stringContaining("Revise the change and submit it again"),
    });
    const reason = "The plan has changed meanwhile.";
    const revised = await reviseChange(at(world.developer), {
      changeId: change.id,
      version: change.version,
      reason,
    });
    const again = await submitChange(at(world.developer), { changeId: change.id, version: revised.version });
    const approved = await approveChange(at(world.manager), {
      changeId: change.id,
      version: again.version,
      comment: "",
    });
    expect((await start(approved)).state).toBe("in_progress");
  });

  it("stops the start once somebody set the watching otherwise, and names who", async () => {
    const { change } = await world.approved();
    const before = await world.db.prisma.observationPolicy.findUnique({ where: { stage: "staging" } });
    const found = await observationSettings(world.db.prisma, "staging");
    const settings = {
      ...found,
      thresholds: [...found.thresholds] as never[],
      canaryPercents: [...found.canaryPercents],
    };
    const fleet = await world.person("release_manager", "fleet");
    const edited = await editObservationPolicy(at(fleet), {
      stage: "staging",
      version: before?.version ?? 0,
      settings: { ...settings, soakSeconds: settings.soakSeconds + 7 },
    });
    try {
      expect((await gateOf(change.id))?.fact).toBe(
        `The watch settings of Staging were changed by ${fleet.actor.name} since the approval.`,
      );
    } finally {
      await editObservationPolicy(at(fleet), { stage: "staging", version: edited.version, settings });
    }
    expect((await start(change)).state).toBe("in_progress");
  });

  it("passes with a note when the approval is older than the plans kept with it", async () => {
    const { change, environment } = await world.approved();
    await world.db.prisma.changeDecision.updateMany({
      where: { changeId: change.id },
      data: { planHash: null },
    });
    await deployed(environment.id);
    expect(await gateOf(change.id)).toMatchObject({
      verdict: "pass",
      fact: expect.stringContaining("nothing to compare with"),
    });
  });

  it("is what has been started, though everything is planned otherwise by now; not what was tampered with", async () => {
    const { change } = await world.approved();
    const operationId = (await start(change)).operationId ?? "";
    const ask = () => evaluateOperationGates(world.db.prisma, operationId, "resume", new Date());
    expect((await ask()).passed).toBe(true);
    const where = { operationId, name: "rollout" };
    await world.db.prisma.operationStep.updateMany({ where, data: { parameters: { strategy: "recreate" } } });
    const answer = await ask();
    expect(answer.failures.map(({ id }) => id)).toEqual([GATE]);
    expect(answer.held).toBeNull();
  });
});
