import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { approveChange } from "./approve";
import { cancelChange } from "./cancel";
import { draftChange } from "./draft";
import { editChange } from "./edit";
import { listChanges } from "./list";
import { rejectChange } from "./reject";
import { reviseChange } from "./revise";
import { startChange } from "./start";
import { submitChange } from "./submit";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

describe("races", () => {
  it("lets one of two approvals win and tells the other", async () => {
    const second = await world.person("release_manager");
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version };
    const outcomes = await Promise.allSettled([
      approveChange(at(world.manager), call),
      approveChange(at(second), call),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const decisions = await world.db.prisma.changeDecision.count({ where: { changeId: change.id } });
    expect(decisions).toBe(1);
  });

  it("lets one of two starts win: one operation, the other a conflict", async () => {
    const { change } = await world.approved();
    const call = { changeId: change.id, version: change.version };
    const outcomes = await Promise.allSettled([
      startChange(at(world.manager), call),
      startChange(at(world.manager), call),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await world.db.prisma.operation.count({ where: { changeId: change.id } })).toBe(1);
    expect((await problemOf(startChange(at(world.manager), call))).code).toBe("conflict");
  });

  it("refuses a second change's start while the first one's operation is active", async () => {
    const first = await world.approved();
    const wanted = await world.release({ base: "19.0.1.0.2" });
    const content = {
      environmentId: first.environment.id,
      releaseId: wanted.id,
      title: "Second one",
      reason: "At the same time.",
      ...PLANS,
    };
    const draft = await draftChange(at(world.developer), content);
    const sent = await submitChange(at(world.developer), { changeId: draft.id, version: draft.version });
    const second = await approveChange(at(world.manager), { changeId: sent.id, version: sent.version });
    await startChange(at(world.manager), { changeId: first.change.id, version: first.change.version });
    const problem = await problemOf(
      startChange(at(world.manager), { changeId: second.id, version: second.version }),
    );
    expect(problem).toMatchObject({ code: "gate_refused", facts: { gates: [{ id: "environment_free" }] } });
    expect(await world.stateOf(second.id)).toBe("approved");
  });
});

describe("content and approvals", () => {
  it("voids approvals on revise, and a start needs a new one", async () => {
    const { change, wanted } = await world.approved();
    const draft = await reviseChange(at(world.developer), {
      changeId: change.id,
      version: change.version,
      reason: "Wrong plan.",
    });
    expect(draft.state).toBe("draft");
    expect(draft.decisions).toMatchObject([{ kind: "approved" }]);
    expect(draft.decisions[0]?.voidedAt).not.toBeNull();
    const edited = await editChange(at(world.developer), {
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
    const first = await world.submitted();
    const rejected = await rejectChange(at(world.manager), {
      changeId: first.change.id,
      version: first.change.version,
      reason: "Not in December.",
    });
    expect(rejected).toMatchObject({ state: "rejected", outcome: "Rejected: Not in December." });
    const second = await world.drafted();
    const cancelled = await cancelChange(at(world.developer), {
      changeId: second.change.id,
      version: second.change.version,
      reason: "No longer needed.",
    });
    expect(cancelled.state).toBe("cancelled");
    expect(
      (
        await problemOf(
          submitChange(at(world.developer), { changeId: cancelled.id, version: cancelled.version }),
        )
      ).code,
    ).toBe("conflict");
  });

  it("waits for whom it should: deciders, never the author", async () => {
    const { change } = await world.submitted();
    const idsFor = async (ctx: Context) =>
      (await listChanges(at(ctx), { waiting: "me", limit: 100 })).items.map(({ id }) => id);
    expect(await idsFor(world.manager)).toContain(change.id);
    expect(await idsFor(world.developer)).not.toContain(change.id);
    expect(await idsFor(world.plantIt)).not.toContain(change.id);
  });
});
