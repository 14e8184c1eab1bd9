import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { digestOf, problemOf } from "@/lib/testing/world";
import { classifyChange } from "../change/classify";
import { draftChange } from "../change/draft";
import { editChange } from "../change/edit";
import { getChange } from "../change/get";
import { tellLapses } from "../change/lapses";
import { reviseChange } from "../change/revise";
import { startChange } from "../change/start";
import { submitChange } from "../change/submit";
import type { Context } from "../context";
import { registerRelease } from "../release/register";
import { createChangeTemplate } from "./create";
import { editChangeTemplate } from "./edit";
import { suspendIfFailing } from "./failures";
import { listChangeTemplates } from "./list";
import { retireChangeTemplate, takeUpChangeTemplate } from "./move";

let world: Awaited<ReturnType<typeof makeChangeWorld>>;
let chief: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  chief = await world.person("release_manager", "fleet");
  // Suites share the database: no template of an earlier run may cover what this one drafts.
  await world.db.prisma.changeTemplate.updateMany({ data: { retiredAt: new Date() } });
});
afterAll(async () => {
  await world.db.prisma.changeTemplate.updateMany({ data: { retiredAt: new Date() } });
  await world.close();
});

const limits = {
  ...{ stages: ["integration" as const], tiers: ["tier2" as const], maxModulesChanged: 2 },
  ...{ maxFailurePercent: 0, failureWindow: 3, validDays: 30 },
};
const made = (more: object = {}) =>
  createChangeTemplate(at(chief), { name: `Patches ${randomUUID().slice(0, 8)}`, ...limits, ...more });

const release = async (version: string, told = true, more: object = {}, models = {}) =>
  registerRelease(at(await world.person("developer", "fleet")), {
    ...{ name: `20${30 + Math.floor(Math.random() * 60)}.1.${Math.floor(Math.random() * 1000)}` },
    ...{ repository: "registry.test/erp", digest: digestOf(), sourceRevision: "0123abcdef" },
    modules: [{ name: "base", version, ...(told ? { metadata: { models } } : {}) }],
    extras: {},
    ...more,
  });

async function drafted(version = "19.0.1.0.1", told = true, more: object = {}, models = {}) {
  const running = await release("19.0.1.0.0");
  const wanted = await release(version, told, more, models);
  const environment = await world.environment("integration", running.id);
  const content = {
    releaseId: wanted.id,
    title: "A patch for a test",
    reason: "Because the test wants one.",
    ...PLANS,
  };
  const change = await draftChange(at(world.developer), { environmentId: environment.id, ...content });
  return { change, content };
}

const retire = (template: { id: string; version: number }) =>
  retireChangeTemplate(at(chief), {
    templateId: template.id,
    version: template.version,
    reason: "Done with it.",
  });

describe("a template of standard changes", () => {
  it("approves what fits as soon as it is submitted, in the name of who approved it, and only within its limits", async () => {
    const template = await made();
    const { change } = await drafted();
    expect(change).toMatchObject({ class: "standard", touches: { template: { id: template.id } } });
    const submitted = await submitChange(at(world.developer), {
      changeId: change.id,
      version: change.version,
    });
    expect(submitted.state).toBe("approved");
    expect(submitted.decisions).toMatchObject([{ kind: "approved", person: { name: chief.actor.name } }]);
    expect(submitted.decisions[0]?.comment).toContain(template.name);
    expect(submitted.gates.find(({ id }) => id === "within_template")?.verdict).toBe("pass");
    const beyond = (await drafted("19.0.2.0.0")).change;
    expect(beyond).toMatchObject({ class: "normal", touches: { template: null } });
    expect((await drafted("19.0.1.0.1", false)).change.class).toBe("normal");
    expect(
      (await drafted("19.0.1.0.1", true, { extras: undefined })).change.touches.proposedReason,
    ).toContain("CI has not told what is in the image");
    const forgotten = (await drafted("19.0.1.0.0", true, {}, { label: ["name:char"] })).change;
    expect(forgotten).toMatchObject({ class: "major", touches: { flags: ["schema"], template: null } });
    const waiting = await submitChange(at(world.developer), { changeId: beyond.id, version: beyond.version });
    expect(waiting.state).toBe("submitted");
    await retire(template);
    const { code, facts } = await problemOf(
      startChange(at(world.manager), { changeId: submitted.id, version: submitted.version }),
    );
    expect(code).toBe("gate_refused");
    expect(facts["gates"]).toMatchObject([{ id: "within_template" }]);
  });

  it("approves for as long as an approval counts: afterwards nothing starts, and it is told once what to do", async () => {
    const template = await made();
    const { change } = await drafted();
    const target = { changeId: change.id, version: change.version };
    const { version, id: changeId } = await submitChange(at(world.developer), target);
    const inDays = (days: number): Context => ({
      ...world.manager,
      now: new Date(Date.now() + days * 86_400_000),
    });
    const young = await getChange(inDays(6), { changeId });
    expect(young.governance.approval).toMatchObject({ complete: true, until: expect.any(String) });
    expect(young.can.start.allowed).toBe(true);
    const { governance } = await getChange(inDays(7.1), { changeId });
    expect(governance.approval).toMatchObject({ complete: false, until: null });
    const late = await problemOf(startChange(inDays(7.1), { changeId, version }));
    expect(late.code).toBe("conflict");
    expect(late.message).toMatch(
      /beforehand has lapsed\. .* Return it to draft and ask for a decision again/,
    );
    const lapse = (days: number) =>
      tellLapses(world.db, { payload: null, now: inDays(days).now, signal: AbortSignal.timeout(10_000) });
    for (const days of [6, 7.1, 7.2]) await lapse(days);
    const told = await world.db.prisma.notice.findMany({
      where: { path: `/changes/${changeId}`, occasion: { startsWith: "change:lapsed:" } },
    });
    expect(told.map(({ userId }) => userId).toSorted()).toEqual(
      [world.developer.actor.id, chief.actor.id].toSorted(),
    );
    const call = { changeId, version, reason: "The approval has lapsed." };
    const draft = await reviseChange(at(world.developer), call);
    const again = await submitChange(at(world.developer), { changeId, version: draft.version });
    expect(again).toMatchObject({ state: "approved", governance: { approval: { complete: true } } });
    await retire(template);
  });

  it("starts nothing by itself: a person other than the author does", async () => {
    const template = await made();
    const { change } = await drafted();
    const target = { changeId: change.id, version: change.version };
    const submitted = await submitChange(at(world.developer), target);
    expect(
      (await problemOf(startChange(at(world.developer), { ...target, version: submitted.version }))).code,
    ).toBe("forbidden");
    const started = await startChange(at(world.manager), { ...target, version: submitted.version });
    expect(started.state).toBe("in_progress");
    await retire(template);
  });

  it("is no way around separation of duties: who approved it cannot have written the change", async () => {
    const template = await made();
    const running = await release("19.0.1.0.0");
    const wanted = await release("19.0.1.0.1");
    const environment = await world.environment("integration", running.id);
    const change = await draftChange(at(chief), {
      ...{ environmentId: environment.id, releaseId: wanted.id, title: "A patch for a test" },
      ...{ reason: "Because the test wants one.", ...PLANS },
    });
    expect(change.class).toBe("normal");
    await retire(template);
  });

  it("suspends itself when its changes fail too often, tells who approved it, and is taken up by a person", async () => {
    const template = await made();
    const { change } = await drafted();
    await submitChange(at(world.developer), { changeId: change.id, version: change.version });
    // It succeeded and was rolled back later: one change that failed, not two of which one did.
    const move = (event: string, toState: "succeeded" | "rolled_back", ago: number) => ({
      ...{ changeId: change.id, event, toState, actorName: "Holdfast" },
      at: new Date(Date.now() - ago),
    });
    await world.db.prisma.changeMove.createMany({
      data: [move("succeed", "succeeded", 1), move("roll_back", "rolled_back", 0)],
    });
    const events = await world.db.transaction((tx) => suspendIfFailing(tx, change.id, new Date()));
    expect(events.length).toBeGreaterThan(0);
    const row = async () =>
      (await listChangeTemplates(at(chief), {})).items.find(({ id }) => id === template.id);
    const suspended = await row();
    expect(suspended).toMatchObject({ state: "suspended", ended: { count: 1, failed: 1 } });
    expect(await world.db.prisma.notice.count({ where: { occasion: `template:${template.id}` } })).toBe(1);
    expect((await drafted()).change.class).toBe("normal");
    const again = { templateId: template.id, version: suspended?.version ?? 0, reason: "Looked into it." };
    expect((await problemOf(takeUpChangeTemplate(at(world.developer), again))).code).toBe("forbidden");
    const taken = await takeUpChangeTemplate(at(chief), again);
    expect(taken).toMatchObject({ state: "good", ended: { count: 0 } });
    expect((await problemOf(takeUpChangeTemplate(at(chief), again))).code).toBe("conflict");
    await retire(taken);
  });

  it("is made, edited and retired by right, over the version that was seen", async () => {
    expect(
      (await problemOf(createChangeTemplate(at(world.developer), { name: "My own way", ...limits }))).code,
    ).toBe("forbidden");
    const template = await made();
    expect((await problemOf(createChangeTemplate(at(chief), { name: template.name, ...limits }))).code).toBe(
      "conflict",
    );
    expect(
      (await problemOf(createChangeTemplate(at(chief), { name: "No stage", ...limits, stages: [] }))).message,
    ).toContain("at least one stage");
    const { validDays, ...rest } = limits;
    const edit = {
      templateId: template.id,
      version: template.version,
      ...rest,
      validDays,
      maxModulesChanged: 1,
    };
    const edited = await editChangeTemplate(at(chief), edit);
    expect(edited.maxModulesChanged).toBe(1);
    expect((await problemOf(editChangeTemplate(at(chief), edit))).facts).toMatchObject({ stale: true });
    const retired = await retire(edited);
    expect(retired.state).toBe("retired");
    expect((await problemOf(retire(retired))).code).toBe("conflict");
  });
});

describe("the class of a draft", () => {
  it("is raised by whoever may edit it, lowered by right and reason only, and part of what is approved", async () => {
    const { change, content } = await drafted("19.0.2.0.0");
    const set = (ctx: Context, wanted: "standard" | "normal" | "major", version: number) =>
      classifyChange(at(ctx), { changeId: change.id, version, class: wanted, reason: "Judged otherwise." });
    const raised = await set(world.developer, "major", change.version);
    expect(raised).toMatchObject({
      class: "major",
      classStanding: { reason: expect.stringContaining("Judged otherwise") },
    });
    expect(raised.contentHash).not.toBe(change.contentHash);
    expect(raised.timeline[0]?.text).toMatch(/^Class: Set to major by .*: Judged otherwise\.$/);
    expect((await problemOf(set(world.developer, "normal", raised.version))).code).toBe("forbidden");
    const edited = await editChange(at(world.developer), {
      ...{ changeId: change.id, version: raised.version },
      ...content,
    });
    expect(edited.class).toBe("major");
    expect((await problemOf(set(world.developer, "standard", edited.version))).code).toBe("conflict");
    const brought = `m_${randomUUID().slice(0, 8)}`;
    const schema = await world.release({ base: "19.0.1.0.9", [brought]: "1.0" }, [brought]);
    const major = await editChange(at(world.developer), {
      changeId: change.id,
      version: edited.version,
      ...content,
      releaseId: schema.id,
    });
    expect(major.touches).toMatchObject({ proposed: "major", flags: ["schema"] });
    const refused = await problemOf(set(world.developer, "normal", major.version));
    expect(refused).toMatchObject({ code: "forbidden", message: expect.stringContaining("lower the class") });
    const lowered = await set(world.manager, "normal", major.version);
    expect(lowered.class).toBe("normal");
    const audit = await world.auditOf(change.id);
    expect(audit.at(-1)).toMatchObject({
      action: "change.classify",
      facts: { lowered: true, proposed: "major" },
    });
    expect((await problemOf(set(world.manager, "major", major.version))).facts).toMatchObject({
      stale: true,
    });
  });

  it("is lowered for one release and what going there touches: for anything else it is asked for anew", async () => {
    const { change, content } = await drafted();
    // A name of its own: what a version does to the schema is known to every suite.
    const module = `m_${randomUUID().slice(0, 8)}`;
    const bringing = (version: string) =>
      world.release({ base: "19.0.1.0.1", [module]: version }, version === "1.0" ? [module] : []);
    const [one, other] = [await bringing("1.0"), await bringing("1.0")];
    const edit = (version: number, releaseId: string, title = content.title) =>
      editChange(at(world.developer), { changeId: change.id, version, ...content, releaseId, title });
    const lower = (version: number) =>
      classifyChange(at(world.manager), {
        ...{ changeId: change.id, version, class: "normal" as const, reason: "An index only." },
      });
    const lowered = await lower((await edit(change.version, one.id)).version);
    const renamed = await edit(lowered.version, one.id, "Another title");
    expect(renamed).toMatchObject({
      class: "normal",
      classStanding: { reason: lowered.classStanding.reason },
    });
    const moved = await edit(renamed.version, other.id);
    expect(moved).toMatchObject({
      class: "major",
      classStanding: { reason: expect.stringMatching(/^Major, because m_.* It was lowered to normal/) },
    });
    expect(moved.timeline[0]?.text).toMatch(/^Edited by .*: It was lowered to normal .* major again\.$/);

    const again = await lower(moved.version);
    const ran = await bringing("0.9");
    const running = { where: { id: change.environment.id }, data: { releaseId: ran.id } };
    await world.db.prisma.environment.update(running);
    const submitted = await submitChange(at(world.developer), {
      changeId: change.id,
      version: again.version,
    });
    expect(submitted.class).toBe("major");
    expect(submitted.timeline[0]?.text).toMatch(/^Submitted by .* major again\.$/);
  });
});
