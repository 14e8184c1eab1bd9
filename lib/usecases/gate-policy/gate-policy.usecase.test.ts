import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RISK_DEFAULTS } from "@/lib/domain/risk/settings";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import { previewChange } from "../change/preview";
import type { Context } from "../context";
import { getRiskCalibration } from "../risk/calibration";
import { editRiskPolicy, getRiskPolicy } from "../risk/edit";
import { activateDraft, getGatePolicy } from "./activate";
import { dryRunGateDraft } from "./dry-run";
import { discardDraft, removeRule, saveRule } from "./edit";

let world: ChangeWorld;
let keeper: Context;

const forget = async () => {
  await world.db.prisma.gatePolicyVersion.deleteMany({});
  await world.db.prisma.riskPolicy.deleteMany({});
};
beforeAll(async () => {
  world = await makeChangeWorld();
  keeper = await world.person("release_manager", "fleet");
  await forget();
});
// Policies belong to the whole database: what a test sets is taken away again.
afterEach(forget);
afterAll(() => world.close());

const rule = (more = "") => `id: title_told
title: Title
when: release.modulesChanged > 0
verdict: block
fact: "{{ string(release.modulesChanged) }} modules change."
remedy: Change none.
passes: None changes.
${more}`;
const noSuchDraft = { revision: 0, ruleId: null };

describe("gate rules", () => {
  it("are those that are shipped until a draft with others is activated, with a reason", async () => {
    const before = await getGatePolicy(keeper, {});
    expect(before).toMatchObject({ active: { number: 0 }, draft: null, can: { edit: { allowed: true } } });
    expect(before.active.rules.map(({ id }) => id)).toContain("rollback_plan");
    expect(before.facts.map(({ name }) => name)).toContain("risk.score");
    const saved = await saveRule(keeper, { ...noSuchDraft, text: rule() });
    expect(saved.draft).toMatchObject({ revision: 1, outdated: false });
    expect(saved.draft?.changes).toMatchObject([{ id: "title_told", kind: "added" }]);
    const { change } = await world.drafted();
    expect(change.gates.map(({ id }) => id)).not.toContain("title_told");
    const held = await activateDraft(keeper, { revision: 1, reason: "Tried it out." });
    expect(held.active.number).toBe(saved.draft?.number);
    expect(held.versions[0]).toMatchObject({ state: "active", reason: "Tried it out." });
    const judged = await previewChange(at(world.developer), {
      environmentId: change.environment.id,
      releaseId: change.release.id,
    });
    expect(judged.gates.find(({ id }) => id === "title_told")).toMatchObject({
      verdict: "fail",
      fact: "1 modules change.",
    });
  });

  it("refuse what does not compile, with line and column, and keep the draft as it was", async () => {
    const refusals: [string, RegExp][] = [
      [
        rule().replace("release.modulesChanged > 0", "release.modulesChangd > 0"),
        /Line 3, column 15 \(when\): .*modulesChangd/,
      ],
      [rule().replace("verdict: block", "verdict: maybe"), /Line 4, column 10 \(verdict\)/],
      [rule("colour: red\n"), /colour/],
      [rule().replace("title: Title", "title: [Title"), /Line \d+, column \d+/],
      [rule().replace("> 0", "> 0 && release.name.matches('a+')"), /matches\(\)/],
      [rule().replace("title_told", "environment_free"), /own/],
      [rule().replace("title_told", "rollback_plan"), /is a rule rollback_plan already/],
      ["just words", /Line 1/],
      ["", /Line 1/],
    ];
    for (const [text, message] of refusals) {
      const problem = await problemOf(saveRule(keeper, { ...noSuchDraft, text }));
      expect(problem.code, text).toBe("invalid_input");
      expect(problem.message).toMatch(message);
    }
    expect((await getGatePolicy(keeper, {})).draft).toBeNull();
  });

  it("are written only with the right over the fleet, and seen by whoever reads", async () => {
    for (const ctx of [world.developer, world.manager]) {
      expect((await getGatePolicy(ctx, {})).can.edit.allowed).toBe(false);
      const refused = await problemOf(saveRule(ctx, { ...noSuchDraft, text: rule() }));
      expect(refused.code).toBe("forbidden");
    }
    const audited = await world.db.prisma.auditEntry.findFirst({
      where: { actorId: world.developer.actor.id, action: "policy.edit" },
    });
    expect(audited?.outcome).toBe("refused");
  });

  it("lose the race cleanly: of two editors of one draft one stands, and so of two that activate", async () => {
    const texts = ["one_rule", "two_rule"].map((id) => rule().replace("title_told", id));
    for (const revision of [0, 1]) {
      const both = await Promise.allSettled(
        texts.map((text) =>
          saveRule(keeper, { revision, ruleId: null, text: text.replace("_rule", `_r${revision}`) }),
        ),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    }
    const stale = await problemOf(saveRule(keeper, { revision: 1, ruleId: null, text: rule() }));
    expect(stale).toMatchObject({ code: "conflict", message: expect.stringContaining("Somebody else") });
    const twice = await Promise.allSettled(
      [1, 2].map(() => activateDraft(keeper, { revision: 2, reason: "Both want it." })),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("are not activated over a version that the draft does not know, nor without a difference", async () => {
    const saved = await saveRule(keeper, { ...noSuchDraft, text: rule() });
    await world.db.prisma.gatePolicyVersion.create({
      data: { state: "active", rules: [], basedOn: 0, authorName: "Somebody", activatedAt: new Date() },
    });
    const late = await problemOf(activateDraft(keeper, { revision: 1, reason: "Too late." }));
    expect(late.message).toMatch(/became active after this draft was begun/);
    expect((await getGatePolicy(keeper, {})).draft?.outdated).toBe(true);
    const discarded = await discardDraft(keeper, { revision: saved.draft?.revision ?? 0 });
    expect(discarded.draft).toBeNull();
    await world.db.prisma.gatePolicyVersion.deleteMany({});
    await saveRule(keeper, { ...noSuchDraft, text: rule() });
    await removeRule(keeper, { revision: 1, ruleId: "title_told" });
    const same = await problemOf(activateDraft(keeper, { revision: 2, reason: "Nothing new." }));
    expect(same.message).toMatch(/nothing to activate/);
  });

  it("that cannot be read any more refuse, never pass", async () => {
    await world.db.prisma.gatePolicyVersion.create({
      data: { state: "active", rules: [{ id: 7 }], basedOn: 0, authorName: "Somebody" },
    });
    const { change } = await world.drafted();
    const [gate] = change.gates;
    expect(gate).toMatchObject({ id: "rules_readable", verdict: "fail" });
    // The way out that it names is open.
    expect(gate?.remedy).toContain("take this rule out");
    await removeRule(keeper, { ...noSuchDraft, ruleId: "rules_readable" });
    const { draft } = await saveRule(keeper, { revision: 1, ruleId: null, text: rule() });
    await activateDraft(keeper, { revision: draft?.revision ?? 0, reason: "Written anew." });
    expect((await getGatePolicy(keeper, {})).active.rules.map(({ id }) => id)).toEqual(["title_told"]);
  });
});

describe("a dry run", () => {
  it("says which judged changes would have been refused, and which let pass", async () => {
    const { change } = await world.approved();
    const kept = await world.db.prisma.changeJudgement.findMany({
      where: { changeId: change.id },
      orderBy: { at: "asc" },
    });
    expect(kept.map(({ moment }) => moment)).toEqual(["submit", "approve"]);
    expect(kept[0]).toMatchObject({
      policyNumber: 0,
      riskScore: change.risk.score,
      riskBand: change.risk.band,
    });
    await saveRule(keeper, { ...noSuchDraft, text: rule() });
    const run = await dryRunGateDraft(keeper, { last: 100 });
    const mine = run.differing.filter((one) => one.change.id === change.id);
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({ moment: "approve", before: "open", after: "refused" });
    expect(mine[0]?.gates).toMatchObject([
      { id: "title_told", before: "absent", after: "fail", fact: "1 modules change." },
    ]);
    expect(run.closed).toBeGreaterThanOrEqual(1);
    // It holds for nobody yet: the change itself stands as it stood.
    expect((await world.db.prisma.change.findUniqueOrThrow({ where: { id: change.id } })).state).toBe(
      "approved",
    );
    const hidden = await dryRunGateDraft(world.stranger, { last: 100 });
    expect(hidden.differing.filter((one) => one.change.id === change.id)).toEqual([]);
  });

  it("needs a draft", async () => {
    expect(await problemOf(dryRunGateDraft(keeper, { last: 10 }))).toMatchObject({ code: "not_found" });
  });
});

describe("an activated rule", () => {
  it("is asked at the approval: it refuses by name, and nothing is half-done", async () => {
    await saveRule(keeper, { ...noSuchDraft, text: rule() });
    const { change } = await world.submitted();
    await activateDraft(keeper, { revision: 1, reason: "From now on." });
    const call = approveChange(at(world.manager), {
      changeId: change.id,
      version: change.version,
      comment: "",
    });
    expect(await problemOf(call)).toMatchObject({ code: "gate_refused" });
    expect(await world.stateOf(change.id)).not.toBe("approved");
    expect(
      await world.db.prisma.changeJudgement.count({ where: { changeId: change.id, moment: "approve" } }),
    ).toBe(0);
  });
});

describe("the weights of risk", () => {
  const heavier = { ...RISK_DEFAULTS, weights: { ...RISK_DEFAULTS.weights, stage: 10, history: 18 } };
  it("are Holdfast's own until they are set; the score follows them", async () => {
    expect(await getRiskPolicy(keeper, {})).toMatchObject({ standard: true, version: 0 });
    const edited = await editRiskPolicy(keeper, { version: 0, settings: heavier });
    expect(edited).toMatchObject({ standard: false, version: 1, settings: { weights: { history: 18 } } });
    const { change } = await world.drafted();
    expect(change.risk.factors.find(({ id }) => id === "history")?.weight).toBe(18);
    expect(change.risk.score).toBe(change.risk.factors.reduce((sum, { points }) => sum + points, 0));
  });

  it("are refused when they do not add up, by whoever may not, and to the second editor", async () => {
    const unfit = { ...heavier, weights: { ...heavier.weights, tier: 9 } };
    const refused = await problemOf(editRiskPolicy(keeper, { version: 0, settings: unfit }));
    expect(refused.message).toMatch(/add up to 101/);
    const bands = await problemOf(
      editRiskPolicy(keeper, { version: 0, settings: { ...heavier, mediumFrom: 70 } }),
    );
    expect(bands.message).toMatch(/High must begin above medium/);
    const call = editRiskPolicy(world.manager, { version: 0, settings: heavier });
    expect(await problemOf(call)).toMatchObject({ code: "forbidden" });
    await editRiskPolicy(keeper, { version: 0, settings: heavier });
    expect(await problemOf(editRiskPolicy(keeper, { version: 0, settings: heavier }))).toMatchObject({
      code: "conflict",
    });
  });

  it("are held against what happened, and say when that is too little", async () => {
    const { environment, change, wanted } = await world.approved();
    const judged = { changeId: change.id, moment: "start", policyNumber: 0, document: {}, verdicts: {} };
    await world.db.prisma.changeJudgement.create({ data: { ...judged, riskScore: 70, riskBand: "high" } });
    const place = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: environment.id } });
    await world.db.prisma.operation.create({
      data: {
        ...{
          kind: "deploy",
          state: "failed",
          changeId: change.id,
          releaseId: wanted.id,
          clusterId: place.clusterId,
        },
        ...{
          tenantId: place.tenantId,
          environmentId: place.id,
          correlationId: "test",
          finishedAt: new Date(),
        },
        deadlineAt: new Date(),
      },
    });
    const told = await getRiskCalibration(at(world.manager), {});
    expect(told).toMatchObject({ judged: 1, failed: 1, brier: null });
    expect(told.verdict).toMatch(/Too few to say: 1 of the 10/);
    expect(told.bands.find(({ band }) => band === "high")).toMatchObject({
      judged: 1,
      failed: 1,
      failureRate: null,
    });
    expect((await getRiskCalibration(at(world.stranger), {})).judged).toBe(0);
    const { change: next } = await world.drafted();
    expect(next.risk.factors.find(({ id }) => id === "history")?.fact).toMatch(/^None|of/);
  });
});

describe("conflicts", () => {
  it("name who else is open for the environment, and no tenant that is not the reader's", async () => {
    const first = await world.submitted();
    const preview = await previewChange(at(world.developer), {
      environmentId: first.environment.id,
      releaseId: first.wanted.id,
    });
    expect(preview.conflicts).toMatchObject([
      { kind: "same_environment", subject: { id: first.change.id, number: first.change.number } },
    ]);
    expect(preview.gates.find(({ id }) => id === "no_conflict")).toMatchObject({ verdict: "warn" });
    expect(first.change.conflicts.filter(({ kind }) => kind === "same_environment")).toEqual([]);
  });
});
