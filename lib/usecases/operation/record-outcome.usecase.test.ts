import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { makeWorld, type World } from "@/lib/testing/world";
import { recordOutcome } from "./record-outcome";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

async function running() {
  const before = await world.release();
  const wanted = await world.release();
  const environment = await world.environment("staging", before.id);
  const { actor } = await world.person("developer");
  const change = await world.db.prisma.change.create({
    data: {
      tenantId: world.tenantId,
      environmentId: environment.id,
      releaseId: wanted.id,
      requesterId: actor.id,
      title: "t",
      reason: "r",
      rollbackPlan: "",
      contentHash: "h",
      state: "in_progress",
    },
  });
  const operation = await world.db.prisma.operation.create({
    data: {
      kind: "deploy",
      tenantId: world.tenantId,
      environmentId: environment.id,
      clusterId: world.clusterId,
      changeId: change.id,
      releaseId: wanted.id,
      previousReleaseId: before.id,
      deadlineAt: new Date(Date.now() + 60_000),
      correlationId: "test",
      state: "running",
    },
  });
  return { before, wanted, environment, change, operation };
}

const end = (more: Partial<OperationEnd>): OperationEnd => ({
  state: "succeeded",
  needsAttention: false,
  touched: true,
  failure: null,
  sentence: "Well done.",
  ...more,
});
const settle = async (made: Awaited<ReturnType<typeof running>>, how: OperationEnd) => {
  await world.db.transaction((tx) =>
    recordOutcome(tx, { operationId: made.operation.id, end: how, now: new Date() }),
  );
  return {
    change: await world.db.prisma.change.findUniqueOrThrow({ where: { id: made.change.id } }),
    environment: await world.db.prisma.environment.findUniqueOrThrow({ where: { id: made.environment.id } }),
    passes: await world.db.prisma.stagePass.count({ where: { releaseId: made.wanted.id } }),
  };
};

describe("what an operation's end means", () => {
  it("success: the release runs, has passed its stage, and the change succeeded", async () => {
    const made = await running();
    const after = await settle(made, end({}));
    expect(after.environment).toMatchObject({
      releaseId: made.wanted.id,
      state: "ready",
      stateSentence: "Well done.",
    });
    expect(after.change).toMatchObject({ state: "succeeded", outcome: "Well done." });
    expect(after.passes).toBe(1);
  });

  it("rolled back: the release before still runs, nothing passed, the sentence is kept", async () => {
    const made = await running();
    const after = await settle(made, end({ state: "rolled_back", sentence: "Rolled back, because." }));
    expect(after.environment).toMatchObject({ releaseId: made.before.id, state: "ready" });
    expect(after.change).toMatchObject({ state: "rolled_back", outcome: "Rolled back, because." });
    expect(after.passes).toBe(0);
  });

  it("failed half-way: the environment needs attention and says so", async () => {
    const made = await running();
    const after = await settle(
      made,
      end({ state: "failed", needsAttention: true, sentence: "A person must look." }),
    );
    expect(after.environment).toMatchObject({
      state: "needs_attention",
      stateSentence: "A person must look.",
    });
    expect(after.change.state).toBe("failed");
  });

  it("failed before anything was touched: an environment that needed attention still does", async () => {
    const made = await running();
    await world.db.prisma.operation.update({
      where: { id: made.operation.id },
      data: { stateBefore: "needs_attention", stateSentenceBefore: "As it was." },
    });
    const after = await settle(made, end({ state: "failed", touched: false, sentence: "A gate refused." }));
    expect(after.environment).toMatchObject({ state: "needs_attention", stateSentence: "As it was." });
    expect(after.change).toMatchObject({ state: "failed", outcome: "A gate refused." });
  });

  it("told twice, it moves once", async () => {
    const made = await running();
    await settle(made, end({}));
    await settle(made, end({}));
    expect(await world.db.prisma.changeMove.count({ where: { changeId: made.change.id } })).toBe(1);
    expect(await world.db.prisma.stagePass.count({ where: { releaseId: made.wanted.id } })).toBe(1);
  });
});
