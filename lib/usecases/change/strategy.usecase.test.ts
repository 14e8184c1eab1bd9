import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { observationSettings } from "../observation/settings";
import { approveChange } from "./approve";
import { draftChange } from "./draft";
import { loadFactsOfMany } from "./facts-of-many";
import { previewChange } from "./preview";
import { startChange } from "./start";
import { submitChange } from "./submit";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

/** A module of its own: what one release says of a version holds for every other. */
let module = "";
beforeEach(() => {
  module = `m_${randomUUID().slice(0, 8)}`;
});

/** An environment that runs one release, and a newer one whose one module may change the schema. */
async function prepared(schemaChange: boolean) {
  const running = await world.release({ [module]: "19.0.1.0.0" });
  const wanted = await world.release({ [module]: "19.0.1.0.1" }, schemaChange ? [module] : []);
  const environment = await world.environment("staging", running.id);
  return { environmentId: environment.id, releaseId: wanted.id };
}

async function started(subject: { environmentId: string; releaseId: string }) {
  const content = { title: "A change for a test", reason: "Because the test wants one.", ...PLANS };
  const drafted = await draftChange(at(world.developer), { ...subject, ...content });
  const changeId = drafted.id;
  const submitted = await submitChange(at(world.developer), { changeId, version: drafted.version });
  const approved = await approveChange(at(world.manager), {
    changeId,
    version: submitted.version,
    comment: "",
  });
  const change = await startChange(at(world.manager), { changeId, version: approved.version });
  const operation = await world.db.prisma.operation.findUniqueOrThrow({
    where: { id: change.operationId ?? "" },
    include: { steps: true },
  });
  const told = (name: string) => operation.steps.find((step) => step.name === name)?.parameters;
  return { approved, change, operation, told };
}

describe("the strategy of a change", () => {
  it("is shown with its reason before anybody approves, and is what is started", async () => {
    const subject = await prepared(true);
    const preview = await previewChange(at(world.developer), subject);
    expect(preview.strategy.name).toBe("recreate");
    expect(preview.strategy.reason).toMatch(new RegExp(`^${module} changes the database's schema`));
    expect(preview.strategy.closed?.expectedSeconds).toBeNull();
    const { approved, operation, told } = await started(subject);
    expect(approved.strategy).toEqual(preview.strategy);
    expect(operation.strategy).toBe("recreate");
    expect(told("quiesce")).toEqual({ drainSeconds: 120, expectedSeconds: null, timeZone: "Europe/Berlin" });
    for (const name of ["rollout", "restore_release", "restore_rollout"]) {
      expect(told(name)).toEqual({ strategy: "recreate" });
    }
  });

  it("saves the data first where the tenant has a place for them; without one it warns, and production refuses", async () => {
    const subject = await prepared(true);
    const verdict = async (asked: typeof subject) =>
      (await previewChange(at(world.developer), asked)).gates.find(({ id }) => id === "checkpoint_place")
        ?.verdict;
    const running = await world.release({ [module]: "19.0.1.0.0" });
    const production = { ...subject, environmentId: (await world.environment("production", running.id)).id };
    expect([await verdict(subject), await verdict(production)]).toEqual(["warn", "fail"]);
    const sealedPassword = new Uint8Array([1]);
    const { id } = await world.db.prisma.backupStore.create({
      data: { tenantId: world.tenantId, repository: "/nowhere", sealedPassword },
    });
    expect([await verdict(subject), await verdict(production)]).toEqual(["pass", "pass"]);
    const { operation, told } = await started(subject);
    expect(told("preflight")).toEqual({ checkpoint: true });
    const names = operation.steps.toSorted((a, b) => a.position - b.position).map(({ name }) => name);
    expect(names.slice(names.indexOf("quiesce"), names.indexOf("migrate"))).toEqual([
      "quiesce",
      "checkpoint",
    ]);
    expect(names).toContain("restore_data");
    await world.db.prisma.backupStore.delete({ where: { id } });
  });

  it("leaves the door open where no module changes the schema", async () => {
    const { change, operation, told } = await started(await prepared(false));
    expect(change.strategy).toMatchObject({ name: "rolling", closed: null });
    expect(operation.strategy).toBe("rolling");
    expect(told("quiesce")).toBeUndefined();
  });

  it("closes the door for a release that skips a version which moved the schema", async () => {
    const running = await world.release({ [module]: "11.1" });
    await world.release({ [module]: "11.2" }, [module]);
    const wanted = await world.release({ [module]: "11.3" });
    const environment = await world.environment("production", running.id);
    const subject = { environmentId: environment.id, releaseId: wanted.id };
    const preview = await previewChange(at(world.developer), subject);
    expect(preview).toMatchObject({
      class: "major",
      modules: [{ name: module, from: "11.1", to: "11.3", schemaChange: true }],
      strategy: { name: "recreate" },
    });
    expect(preview.strategy.reason).toContain(module);
    const asked = { subject: { ...subject, ...PLANS }, moment: "draft" as const };
    const [many] = [...(await loadFactsOfMany(world.db.prisma, [asked], new Date())).values()];
    expect(many?.differences).toEqual(preview.modules);
  });

  it("watches as its stage is set to be watched when it starts", async () => {
    const settings = await observationSettings(world.db.prisma, "staging");
    const { told } = await started(await prepared(false));
    expect(settings.soakSeconds).toBeGreaterThan(0);
    expect(told("observe")).toEqual({ seconds: settings.soakSeconds, settings });
    expect(told("baseline")).toEqual({ seconds: settings.baselineSeconds, settings });
  });
});
