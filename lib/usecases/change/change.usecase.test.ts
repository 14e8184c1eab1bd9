import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { approveChange } from "./approve";
import { cancelChange } from "./cancel";
import { draftChange } from "./draft";
import { editChange } from "./edit";
import { getChange } from "./get";
import { listChanges } from "./list";
import { rejectChange } from "./reject";
import { reviseChange } from "./revise";
import { startChange } from "./start";
import { submitChange } from "./submit";

let world: World;
let developer: Context;
let manager: Context;
let stranger: Context;
let plantIt: Context;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [developer, manager, stranger, plantIt] = await Promise.all([
    world.person("developer"),
    world.person("release_manager"),
    world.person("release_manager", { tenantId: other.id }),
    world.person("plant_it"),
  ]);
});
afterAll(() => world.close());

const PLANS = {
  rollbackPlan: "The release before is put back.",
  fallback: "Route cards at the line.",
  communication: "Mail to the shift leads.",
};
const at = (ctx: Context): Context => ({ ...ctx, now: new Date() });

async function drafted(stage: "staging" | "production" = "staging") {
  const running = await world.release({ base: "19.0.1.0.0" });
  const wanted = await world.release({ base: "19.0.1.0.1" });
  const environment = await world.environment(stage, running.id);
  const change = await draftChange(at(developer), {
    environmentId: environment.id,
    releaseId: wanted.id,
    title: "A change for a test",
    reason: "Because the test wants one.",
    ...PLANS,
  });
  return { change, environment, running, wanted };
}
const submitted = async (stage?: "staging" | "production") => {
  const made = await drafted(stage);
  return {
    ...made,
    change: await submitChange(at(developer), { changeId: made.change.id, version: made.change.version }),
  };
};
const approved = async () => {
  const made = await submitted();
  const { id: changeId, version } = made.change;
  return { ...made, change: await approveChange(at(manager), { changeId, version, comment: "Good." }) };
};
const stateOf = async (id: string) =>
  (await world.db.prisma.change.findUniqueOrThrow({ where: { id } })).state;
const auditOf = (targetId: string) =>
  world.db.prisma.auditEntry.findMany({ where: { targetId }, orderBy: { sequence: "asc" } });

describe("a change from draft to its operation", () => {
  it("moves step by step, rings the worker after the commit, and every act is audited", async () => {
    const { change, environment, running, wanted } = await approved();
    const started = await startChange(at(manager), { changeId: change.id, version: change.version });
    expect(started.state).toBe("in_progress");
    const operation = await world.db.prisma.operation.findUniqueOrThrow({
      where: { id: started.operationId ?? "" },
      include: { steps: { orderBy: { position: "asc" } } },
    });
    expect(operation).toMatchObject({
      state: "queued",
      releaseId: wanted.id,
      previousReleaseId: running.id,
      environmentId: environment.id,
    });
    expect(operation.steps.map(({ name }) => name)).toEqual(started.plan.map(({ name }) => name));
    expect(world.told.rung).toContain(`operation.run ${operation.id}`);
    expect(world.told.published).toContain(`change.moved ${change.id}`);
    expect((await auditOf(change.id)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "change.submit done",
      "change.approve done",
      "change.start done",
    ]);
    expect(started.timeline.map(({ text }) => text.split(" by ")[0])).toEqual([
      "Started",
      "Scheduled",
      "Approved",
      "Taken into review",
      "Submitted",
      "Drafted",
    ]);
  });
});

describe("refusals change nothing, say why, and are audited", () => {
  it("approval by the author", async () => {
    const authorWithRight = await world.person("release_manager");
    const { environment, wanted } = await drafted();
    const own = await draftChange(at(authorWithRight), {
      environmentId: environment.id,
      releaseId: wanted.id,
      title: "Own change",
      reason: "To approve it myself.",
      ...PLANS,
    });
    const { version } = await submitChange(at(authorWithRight), { changeId: own.id, version: own.version });
    const problem = await problemOf(approveChange(at(authorWithRight), { changeId: own.id, version }));
    expect(problem.code).toBe("forbidden");
    expect(problem.message).toContain("someone else");
    expect(await stateOf(own.id)).toBe("submitted");
    expect((await auditOf(own.id)).at(-1)).toMatchObject({ action: "change.approve", outcome: "refused" });
  });

  it("someone of another tenant: it does not exist", async () => {
    const { change } = await submitted();
    const call = { changeId: change.id, version: change.version };
    expect((await problemOf(getChange(at(stranger), { changeId: change.id }))).code).toBe("not_found");
    expect((await problemOf(approveChange(at(stranger), call))).code).toBe("not_found");
    expect((await problemOf(approveChange(at(stranger), { ...call, changeId: randomUUID() }))).code).toBe(
      "not_found",
    );
    const { items } = await listChanges(at(stranger), {});
    expect(items.map(({ id }) => id)).not.toContain(change.id);
    expect((await auditOf(change.id)).at(-1)).toMatchObject({
      outcome: "refused",
      actorId: stranger.actor.id,
    });
  });

  it("someone in scope without the right: forbidden, with the role named", async () => {
    const { change } = await submitted();
    const problem = await problemOf(
      approveChange(at(plantIt), { changeId: change.id, version: change.version }),
    );
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain("Plant IT");
  });

  it("a stale version", async () => {
    const { change } = await submitted();
    const problem = await problemOf(
      approveChange(at(manager), { changeId: change.id, version: change.version - 1 }),
    );
    expect(problem).toMatchObject({ code: "conflict", facts: { stale: true } });
    expect(await stateOf(change.id)).toBe("submitted");
  });

  it("illegal moves", async () => {
    const { change } = await drafted();
    const call = { changeId: change.id, version: change.version };
    expect((await problemOf(approveChange(at(manager), call))).code).toBe("conflict");
    expect((await problemOf(startChange(at(manager), call))).message).toContain("a draft cannot be started");
  });

  it("a failing gate: listed with its remedy", async () => {
    const { change } = await submitted("production");
    await world.environment("staging", null);
    const problem = await problemOf(
      approveChange(at(manager), { changeId: change.id, version: change.version }),
    );
    expect(problem.code).toBe("gate_refused");
    expect(problem.facts["gates"]).toMatchObject([{ id: "digest_passed_stages", verdict: "fail" }]);
    expect(await stateOf(change.id)).toBe("submitted");
  });

  it("input that is not valid: each fault by name", async () => {
    const problem = await problemOf(
      draftChange(at(developer), {
        environmentId: randomUUID(),
        releaseId: randomUUID(),
        title: "x",
        reason: "",
      }),
    );
    expect(problem.code).toBe("invalid_input");
    expect(problem.facts["issues"]).toMatchObject([{ path: "title" }, { path: "reason" }]);
  });
});

describe("races", () => {
  it("lets one of two approvals win and tells the other", async () => {
    const second = await world.person("release_manager");
    const { change } = await submitted();
    const call = { changeId: change.id, version: change.version };
    const outcomes = await Promise.allSettled([
      approveChange(at(manager), call),
      approveChange(at(second), call),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const decisions = await world.db.prisma.changeDecision.count({ where: { changeId: change.id } });
    expect(decisions).toBe(1);
  });

  it("lets one of two starts win: one operation, the other a conflict", async () => {
    const { change } = await approved();
    const call = { changeId: change.id, version: change.version };
    const outcomes = await Promise.allSettled([
      startChange(at(manager), call),
      startChange(at(manager), call),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await world.db.prisma.operation.count({ where: { changeId: change.id } })).toBe(1);
    expect((await problemOf(startChange(at(manager), call))).code).toBe("conflict");
  });

  it("refuses a second change's start while the first one's operation is active", async () => {
    const first = await approved();
    const wanted = await world.release({ base: "19.0.1.0.2" });
    const content = {
      environmentId: first.environment.id,
      releaseId: wanted.id,
      title: "Second one",
      reason: "At the same time.",
      ...PLANS,
    };
    const draft = await draftChange(at(developer), content);
    const sent = await submitChange(at(developer), { changeId: draft.id, version: draft.version });
    const second = await approveChange(at(manager), { changeId: sent.id, version: sent.version });
    await startChange(at(manager), { changeId: first.change.id, version: first.change.version });
    const problem = await problemOf(
      startChange(at(manager), { changeId: second.id, version: second.version }),
    );
    expect(problem).toMatchObject({ code: "gate_refused", facts: { gates: [{ id: "environment_free" }] } });
    expect(await stateOf(second.id)).toBe("approved");
  });
});

describe("content and approvals", () => {
  it("voids approvals on revise, and a start needs a new one", async () => {
    const { change, wanted } = await approved();
    const draft = await reviseChange(at(developer), {
      changeId: change.id,
      version: change.version,
      reason: "Wrong plan.",
    });
    expect(draft.state).toBe("draft");
    expect(draft.decisions).toMatchObject([{ kind: "approved" }]);
    expect(draft.decisions[0]?.voidedAt).not.toBeNull();
    const edited = await editChange(at(developer), {
      changeId: change.id,
      version: draft.version,
      releaseId: wanted.id,
      title: "A better title",
      reason: "Because it was wrong.",
      ...PLANS,
    });
    expect(edited.contentHash).not.toBe(change.contentHash);
    expect(edited.can.start.allowed).toBe(false);
  });

  it("ends with a reason on reject and cancel", async () => {
    const first = await submitted();
    const rejected = await rejectChange(at(manager), {
      changeId: first.change.id,
      version: first.change.version,
      reason: "Not in December.",
    });
    expect(rejected).toMatchObject({ state: "rejected", outcome: "Rejected: Not in December." });
    const second = await drafted();
    const cancelled = await cancelChange(at(developer), {
      changeId: second.change.id,
      version: second.change.version,
      reason: "No longer needed.",
    });
    expect(cancelled.state).toBe("cancelled");
    expect(
      (await problemOf(submitChange(at(developer), { changeId: cancelled.id, version: cancelled.version })))
        .code,
    ).toBe("conflict");
  });

  it("waits for whom it should: deciders, never the author", async () => {
    const { change } = await submitted();
    const idsFor = async (ctx: Context) =>
      (await listChanges(at(ctx), { waiting: "me", limit: 100 })).items.map(({ id }) => id);
    expect(await idsFor(manager)).toContain(change.id);
    expect(await idsFor(developer)).not.toContain(change.id);
    expect(await idsFor(plantIt)).not.toContain(change.id);
  });
});
