import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { approveChange } from "./approve";
import { draftChange } from "./draft";
import { editChange } from "./edit";
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

describe("a change from draft to its operation", () => {
  it("moves step by step, rings the worker after the commit, and every act is audited", async () => {
    const { change, environment, running, wanted } = await world.approved();
    const started = await startChange(at(world.manager), { changeId: change.id, version: change.version });
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
    expect((await world.auditOf(change.id)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
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
    const { environment, wanted } = await world.drafted();
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
    expect(await world.stateOf(own.id)).toBe("submitted");
    expect((await world.auditOf(own.id)).at(-1)).toMatchObject({
      action: "change.approve",
      outcome: "refused",
    });
  });

  it("approval and start by whoever edited it: what one wrote another decides on", async () => {
    const editor = await world.person("release_manager");
    const { change, wanted } = await world.submitted();
    const draft = await reviseChange(at(editor), {
      changeId: change.id,
      version: change.version,
      reason: "Another plan.",
    });
    const edited = await editChange(at(editor), {
      changeId: change.id,
      version: draft.version,
      releaseId: wanted.id,
      title: "Their change, my content",
      reason: "Written by somebody else.",
      ...PLANS,
    });
    expect(edited.timeline[0]?.text).toBe(`Edited by ${editor.actor.name}`);
    const sent = await submitChange(at(editor), { changeId: change.id, version: edited.version });
    expect(sent.can.approve).toEqual({
      allowed: false,
      reason: "You edited this change: someone else has to decide on it.",
    });
    expect(sent.approvers.map(({ id }) => id)).not.toContain(editor.actor.id);
    const call = { changeId: change.id, version: sent.version };
    expect((await problemOf(approveChange(at(editor), call))).code).toBe("forbidden");
    const yes = await approveChange(at(world.manager), call);
    const start = { changeId: change.id, version: yes.version };
    expect((await problemOf(startChange(at(editor), start))).code).toBe("forbidden");
    const { items } = await listChanges(at(editor), { waiting: "me", limit: 100 });
    expect(items.map(({ id }) => id)).not.toContain(change.id);
  });

  it("someone of another tenant: it does not exist", async () => {
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version };
    expect((await problemOf(getChange(at(world.stranger), { changeId: change.id }))).code).toBe("not_found");
    expect((await problemOf(approveChange(at(world.stranger), call))).code).toBe("not_found");
    expect(
      (await problemOf(approveChange(at(world.stranger), { ...call, changeId: randomUUID() }))).code,
    ).toBe("not_found");
    const { items } = await listChanges(at(world.stranger), {});
    expect(items.map(({ id }) => id)).not.toContain(change.id);
    expect((await world.auditOf(change.id)).at(-1)).toMatchObject({
      outcome: "refused",
      actorId: world.stranger.actor.id,
    });
  });

  it("someone in scope without the right: forbidden, with the role named", async () => {
    const { change } = await world.submitted();
    const problem = await problemOf(
      approveChange(at(world.plantIt), { changeId: change.id, version: change.version }),
    );
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain("Plant IT");
  });

  it("a stale version", async () => {
    const { change } = await world.submitted();
    const problem = await problemOf(
      approveChange(at(world.manager), { changeId: change.id, version: change.version - 1 }),
    );
    expect(problem).toMatchObject({ code: "conflict", facts: { stale: true } });
    expect(await world.stateOf(change.id)).toBe("submitted");
  });

  it("illegal moves", async () => {
    const { change } = await world.drafted();
    const call = { changeId: change.id, version: change.version };
    expect((await problemOf(approveChange(at(world.manager), call))).code).toBe("conflict");
    expect((await problemOf(startChange(at(world.manager), call))).message).toContain(
      "a draft cannot be started",
    );
  });

  it("a failing gate: listed with its remedy", async () => {
    const { change } = await world.submitted("production");
    await world.environment("staging", null);
    const problem = await problemOf(
      approveChange(at(world.manager), { changeId: change.id, version: change.version }),
    );
    expect(problem.code).toBe("gate_refused");
    expect(problem.facts["gates"]).toMatchObject([{ id: "digest_passed_stages", verdict: "fail" }]);
    expect(await world.stateOf(change.id)).toBe("submitted");
  });

  it("input that is not valid: each fault by name", async () => {
    const problem = await problemOf(
      draftChange(at(world.developer), {
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
