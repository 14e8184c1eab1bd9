import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { RollBack } from "@/lib/contracts/api/resources/rollback";
import type { Tx } from "@/lib/data/client";
import { lockEnvironment } from "@/lib/data/locks";
import { isTaken } from "@/lib/data/taken";
import { planLimitMs } from "@/lib/domain/operation/plan";
import { planRollback } from "@/lib/domain/operation/rollback";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import type { Context } from "../context";
import { operationDetail } from "../operation/present";
import { rollbackGateRefusal } from "./can";
import { environmentInclude, loadRollback, type RollbackFacts } from "./facts";
import { loadRollbackGates } from "./gates";
import { assertConfirmed, environmentTarget, type Row } from "./target";

/**
 * Starts going back to the release that ran before: code and configuration only, as previewed. Refused when the
 * previewed release is not the one it would go back to any more, when the schema moved since, or when a gate about the
 * place fails; stages and evidence are not asked (see `evaluateRollbackGates`).
 */
export const rollBack = command({
  action: "operation.roll_back",
  input: RollBack.extend({ environmentId: Id }),
  target: environmentTarget,
  run: async ({ tx, ctx, input, announce, afterCommit, note }) => {
    // Under the row's lock, so that of two presses at once the second sees what the first has done.
    await lockEnvironment(tx, input.environmentId);
    const row = await tx.environment.findUniqueOrThrow({
      where: { id: input.environmentId },
      include: environmentInclude,
    });
    const facts = await loadRollback(tx, row);
    assertAsPreviewed(row, facts, input);
    await assertGates(tx, ctx, row.id, facts.target);
    assertConfirmed(row, input.confirmation);
    const operation = await createRollback(tx, ctx, { row, facts, reason: input.reason });
    note({
      operationId: operation.id,
      from: facts.from?.name ?? null,
      to: facts.target?.name ?? null,
      reason: input.reason,
    });
    const where = { tenantId: row.tenantId, environmentId: row.id };
    await announce({ ...where, type: "operation.created", subject: { kind: "operation", id: operation.id } });
    await announce({ ...where, type: "environment.changed", subject: { kind: "environment", id: row.id } });
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId: operation.id }));
    return operationDetail(tx, ctx, operation.id);
  },
});

function assertAsPreviewed(
  row: Row,
  { verdict, target }: RollbackFacts,
  input: { version: number; targetReleaseId: string },
): void {
  if (verdict.reason !== null) throw new Problem("conflict", verdict.reason);
  if (row.version === input.version && target?.id === input.targetReleaseId) return;
  throw new Problem(
    "conflict",
    `${row.name} was changed meanwhile; it would now go back to ${target?.name ?? "nothing"}. Look again, then decide.`,
    { stale: true },
  );
}

async function assertGates(
  tx: Tx,
  ctx: Context,
  environmentId: string,
  target: RollbackFacts["target"],
): Promise<void> {
  const gates = await loadRollbackGates(tx, environmentId, { moment: "start", now: ctx.now, target });
  const refusal = rollbackGateRefusal(gates);
  if (refusal === null) return;
  throw new Problem("gate_refused", `It cannot go back now. ${refusal}`, {
    gates: gates.filter(({ verdict }) => verdict === "fail"),
  });
}

async function createRollback(
  tx: Tx,
  ctx: Context,
  wanted: { row: Row; facts: RollbackFacts; reason: string },
): Promise<{ id: string }> {
  const { row, facts } = wanted;
  const plan = planRollback();
  const target = facts.target?.name ?? "the earlier release";
  const steps = plan.map(({ name, phase, timeoutMs }, position) => ({ position, name, phase, timeoutMs }));
  const operation = await tx.operation
    .create({
      data: {
        kind: "rollback",
        tenantId: row.tenantId,
        environmentId: row.id,
        clusterId: row.clusterId,
        changeId: facts.change?.id ?? null,
        releaseId: facts.target?.id ?? null,
        previousReleaseId: facts.from?.id ?? null,
        requesterId: ctx.actor.id,
        reason: wanted.reason,
        sentence: "Waits for a worker.",
        stateBefore: row.state,
        stateSentenceBefore: row.stateSentence,
        deadlineAt: new Date(ctx.now.getTime() + planLimitMs(plan)),
        correlationId: ctx.correlationId,
        createdAt: ctx.now,
        steps: { createMany: { data: steps } },
      },
      select: { id: true },
    })
    .catch((error: unknown) => {
      // The partial unique index operation_one_active_per_environment: someone else's start came first.
      if (isTaken(error)) {
        throw new Problem(
          "conflict",
          "Another operation has just started on this environment. Wait until it has ended.",
        );
      }
      throw error;
    });
  await tx.environment.update({
    where: { id: row.id },
    data: {
      state: "changing",
      stateSentence: `A rollback to ${target} has been started.`,
      version: { increment: 1 },
    },
  });
  return operation;
}
