import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrillScenario } from "@/lib/domain/drill/scenario";
import { recoveryDefaults } from "@/lib/domain/recovery/recovery-policy";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { drillRow } from "@/lib/testing/drill-rows";
import { problemOf } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import { loadChangeFacts } from "../change/facts";
import { loadFactsOfMany } from "../change/facts-of-many";
import { submitChange } from "../change/submit";
import { addProcess } from "../objective/add";
import { getProof, listProofs } from "./board";
import { editRecoveryPolicy } from "./edit";
import { listRecoveryPolicies } from "./list";

let world: ChangeWorld;
const MODULES = [{ name: "base", version: "19.0.1.0.0" }];
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

beforeAll(async () => {
  world = await makeChangeWorld();
  // The defaults of tier 1 block; no row is written, since policies belong to the whole database.
  await world.db.prisma.tenant.update({ where: { id: world.tenantId }, data: { tier: "tier1" } });
});
afterAll(() => world.close());

const promise = () =>
  addProcess(at(world.manager), {
    ...{ tenantId: world.tenantId, environmentId: null, name: "Picking", ownerName: "Anke" },
    ...{ ownerContact: "gate 3", rpoSeconds: 300, rtoSeconds: 900, fallback: "" },
  });
type Drafted = Awaited<ReturnType<ChangeWorld["drafted"]>>;
const gateOf = async ({ change }: Drafted, moment: "draft" | "approve" | "start") => {
  const subject = await world.db.prisma.change.findUniqueOrThrow({ where: { id: change.id } });
  const one = await loadChangeFacts(world.db.prisma, subject, { moment, now: new Date() });
  const many = await loadFactsOfMany(world.db.prisma, [{ subject, moment }], new Date());
  const find = (facts: typeof one | undefined) => facts?.gates.find(({ id }) => id === "recovery_proven");
  expect(find(many.get(subject))).toEqual(find(one));
  return find(one);
};

describe("a production change of tier 1", () => {
  it("is warned while drafted, refused at approval without a proof, and let through by a drill that held", async () => {
    await promise();
    const made = await world.drafted("production");
    expect((await gateOf(made, "draft"))?.verdict).toBe("warn");
    const { id: changeId, version } = made.change;
    const submitted = await submitChange(at(world.developer), { changeId, version });
    const approve = () =>
      approveChange(at(world.manager), { changeId, version: submitted.version, comment: "Good." });
    const refused = await problemOf(approve());
    expect(refused.code).toBe("gate_refused");
    expect(refused.facts["gates"]).toMatchObject([
      { id: "recovery_proven", verdict: "fail", mend: { action: "start_drill", id: made.environment.id } },
    ]);

    await drillRow(world, made.environment.id, { rtoSeconds: 1_200, modules: MODULES });
    expect((await gateOf(made, "approve"))?.fact).toContain("RTO of 20 min; Picking allows 15 min");
    await drillRow(world, made.environment.id, { state: "cancelled", modules: MODULES });
    expect((await gateOf(made, "approve"))?.fact).toContain("RTO of 20 min");
    const running = await drillRow(world, made.environment.id, { state: "running" });
    expect(await gateOf(made, "start")).toMatchObject({ mend: { action: "watch_drill", id: running.id } });
    const ended = { state: "passed" as const, finishedAt: new Date(), rtoSeconds: 700, rpoSeconds: 30 };
    await world.db.prisma.drill.update({ where: { id: running.id }, data: { ...ended, modules: MODULES } });
    expect(await gateOf(made, "start")).toMatchObject({ verdict: "pass" });
    expect((await approve()).state).toBe("approved");
  });

  it("does not count a proof that is stale, failed, of other modules, or of another environment", async () => {
    const made = await world.drafted("production");
    const other = await world.environment("production", made.running.id);
    await drillRow(world, other.id, { modules: MODULES });
    expect((await gateOf(made, "approve"))?.fact).toContain("No drill has recovered");
    await drillRow(world, made.environment.id, { finishedAt: ago(91), modules: MODULES });
    expect((await gateOf(made, "approve"))?.fact).toContain("91 days ago; Tier 1 allows 90 days");
    await drillRow(world, made.environment.id, { finishedAt: ago(2), modules: [] });
    expect((await gateOf(made, "approve"))?.fact).toContain("base was installed since");
    await drillRow(world, made.environment.id, { state: "failed", sentence: "Torn.", modules: MODULES });
    expect((await gateOf(made, "approve"))?.fact).toContain("failed: Torn.");
  });

  it("takes no RPO from a drill whose loss somebody chose, whether it lost little or much", async () => {
    const made = await world.drafted("production");
    const { id } = made.environment;
    const drilled = (scenario: DrillScenario, rpoSeconds: number, days: number) =>
      drillRow(world, id, { scenario, rpoSeconds, finishedAt: ago(days), modules: MODULES });
    await drilled("operator_error", 30, 5);
    expect((await gateOf(made, "start"))?.fact).toMatch(
      /^No drill has measured the RPO: DR-\d+ \(Operator error\)/,
    );
    expect((await gateOf(made, "start"))?.remedy).toContain("whose disaster is its start");
    const measured = await drilled("database_corruption", 200, 4);
    expect((await gateOf(made, "start"))?.verdict).toBe("pass");
    await drilled("ransomware", 86_400, 3);
    expect(await gateOf(made, "start")).toMatchObject({
      verdict: "pass",
      fact: expect.stringContaining(`RPO 3 min 20 s (promised 5 min) by DR-${measured.number}`),
    });
    const { proof } = await getProof(at(world.plantIt), { environmentId: id });
    expect(proof).toMatchObject({ verdict: "proven", rpoDrill: { id: measured.id, rpoSeconds: 200 } });
    expect(Date.parse(proof?.countsUntil ?? "")).toBeCloseTo(ago(4).getTime() + 90 * DAY_MS, -5);
    await drilled("lost_tenant", 301, 2);
    expect((await gateOf(made, "start"))?.fact).toContain("RPO of 5 min 1 s; Picking allows 5 min");
  });

  it("asks nothing of staging, nor of a place where nothing runs", async () => {
    const staging = await world.drafted("staging");
    expect((await gateOf(staging, "start"))?.verdict).toBe("pass");
    const empty = await world.drafted("production");
    await world.db.prisma.environment.update({
      where: { id: empty.environment.id },
      data: { releaseId: null },
    });
    expect(await gateOf(empty, "start")).toMatchObject({
      verdict: "pass",
      fact: expect.stringContaining("Nothing runs"),
    });
  });
});

describe("the board", () => {
  it("tells of the newest proof, whichever backup was read back for it", async () => {
    const { environment } = await world.drafted("production");
    const { tenantId, clusterId } = world;
    const environmentId = environment.id;
    const operation = (kind: "backup" | "verify") =>
      world.db.prisma.operation.create({
        data: {
          ...{ kind, state: "succeeded", tenantId, environmentId, clusterId },
          ...{ deadlineAt: new Date(), correlationId: "c" },
        },
      });
    const proof = async (taken: Date, read: Date) => {
      const whose = { tenantId, environmentId, operationId: (await operation("backup")).id };
      const { id: backupId } = await world.db.prisma.backup.create({
        data: { ...whose, cause: "manual", state: "good", takenAt: taken, createdAt: taken },
      });
      const { id: operationId } = await operation("verify");
      await world.db.prisma.backupVerification.create({
        data: { backupId, operationId, passed: true, at: read, seconds: 1 },
      });
    };
    const latest = ago(1);
    await proof(ago(9), latest);
    await proof(ago(5), ago(4));
    const { proof: told } = await getProof(at(world.plantIt), { environmentId });
    expect(told?.verified).toMatchObject({ at: latest.toISOString(), seconds: 1 });
  });

  it("holds promise against measure, names what is missing and what it stops", async () => {
    const made = await world.submitted("production");
    const before = await getProof(at(world.plantIt), { environmentId: made.environment.id });
    expect(before.proof).toMatchObject({ verdict: "blocks", drills: [], countsUntil: null, gate: "block" });
    expect(before.proof?.changes).toEqual([{ id: made.change.id, number: made.change.number }]);
    expect(before.processes.map(({ name }) => name)).toEqual(["Picking"]);
    for (const days of [40, 20, 1])
      await drillRow(world, made.environment.id, {
        finishedAt: ago(days),
        rtoSeconds: days,
        modules: MODULES,
      });
    const { items, more } = await listProofs(at(world.plantIt), {});
    const proof = items.find(({ environment }) => environment.id === made.environment.id);
    expect(proof).toMatchObject({ verdict: "proven", missing: [], objective: { from: "Picking" } });
    expect(proof?.drills.map(({ rtoSeconds }) => rtoSeconds)).toEqual([1, 20, 40]);
    expect(Date.parse(proof?.countsUntil ?? "")).toBeCloseTo(ago(1).getTime() + 90 * DAY_MS, -5);
    expect(more).toBe(0);
    const order = items.map(({ verdict }) => ["blocks", "warns", "proven", "not_asked"].indexOf(verdict));
    expect(order).toEqual(order.toSorted());
    expect(items.every(({ tenant }) => tenant.id === world.tenantId)).toBe(true);
  });

  it("shows nothing of another tenant, and no proof outside production", async () => {
    const made = await world.drafted("production");
    const asked = getProof(at(world.stranger), { environmentId: made.environment.id });
    expect((await problemOf(asked)).code).toBe("not_found");
    expect((await listProofs(at(world.stranger), {})).items).toEqual([]);
    const staging = await world.drafted("staging");
    const { proof } = await getProof(at(world.plantIt), { environmentId: staging.environment.id });
    expect(proof).toBeNull();
  });
});

describe("what a tier asks", () => {
  const wanted = { drillEveryDays: 10, proofMaxAgeDays: 20, gate: "warn" as const };
  it("is Holdfast's own until set; two edits of one version lose the race; only the fleet's people edit", async () => {
    const fleet = await world.person("release_manager", "fleet");
    const tier3 = async () => (await listRecoveryPolicies(at(fleet), {})).items[2];
    try {
      expect(await tier3()).toMatchObject({
        standard: true,
        version: 0,
        settings: recoveryDefaults("tier3"),
      });
      const both = await Promise.allSettled(
        [0, 0].map((version) => editRecoveryPolicy(at(fleet), { tier: "tier3", version, settings: wanted })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(await tier3()).toMatchObject({ standard: false, version: 1, settings: wanted });
      const call = editRecoveryPolicy(at(world.manager), { tier: "tier3", version: 1, settings: wanted });
      expect((await problemOf(call)).code).toBe("forbidden");
      const settings = { ...wanted, proofMaxAgeDays: 5 };
      const wrong = await problemOf(editRecoveryPolicy(at(fleet), { tier: "tier3", version: 1, settings }));
      expect(wrong.message).toContain("younger than the drills");
    } finally {
      await world.db.prisma.recoveryPolicy.deleteMany({ where: { tier: "tier3" } });
    }
  });
});
