import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { editObservationPolicy } from "../observation/edit";
import { observationSettings } from "../observation/settings";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { approveChange } from "./approve";
import { getChange } from "./get";
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
