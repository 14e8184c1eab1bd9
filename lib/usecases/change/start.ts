import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import type { Change, Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import type { ApprovalState } from "@/lib/domain/change/approval-path";
import { gateRefusal } from "@/lib/domain/change/can";
import { planLimitMs } from "@/lib/domain/operation/plan";
import { Problem } from "@/lib/domain/shared/problem";
import type { Context } from "../context";
import { loadApprovals, unapproved } from "./approvals";
import { changeCommand } from "./change-command";
import { recordDebts } from "./debts";
import { type ChangeFacts, loadChangeFacts } from "./facts";
import { keepJudgements } from "./judgement";
import { planFor } from "./plan";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/**
 * Starts the deploy operation of an approved change: its rows are written here, with the plan as approved, and the
 * worker is rung after the commit. Needs an approval of exactly this content, and every gate at its start verdict.
 */
export const startChange = changeCommand({
  action: "change.start",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "start", row, input.version);
    await assertApproved(tx, row, ctx.now);
    const facts = await loadChangeFacts(tx, row, { moment: "start", now: ctx.now });
    const refusal = gateRefusal("start", facts.gates);
    if (refusal !== null) {
      throw new Problem("gate_refused", `It cannot start now. ${refusal}`, {
        gates: facts.gates.filter(({ verdict }) => verdict === "fail"),
      });
    }
    const operationId = await startRow({ tx, ctx, announce, afterCommit }, row, facts, ctx.actor.id);
    note({ operationId, contentHash: row.contentHash });
    return row.id;
  },
});

/**
 * Operation, move and bell, for whoever has made sure that the change is approved and that every gate passes. Returns
 * the operation's id; `requesterId` is the person on whose behalf it runs.
 * @throws Problem `conflict` when another operation has started there; the transaction is lost then
 */
export async function startRow(
  { tx, ctx, announce, afterCommit }: Acting,
  row: Change,
  facts: ChangeFacts,
  requesterId: string | null,
): Promise<string> {
  const operation = await createDeploy(tx, ctx, row, { facts, requesterId });
  await moveByVerb("start", { tx, ctx, row, note: "" });
  await recordDebts(tx, row, { gates: facts.gates, now: ctx.now });
  await keepJudgements(tx, "start", [{ changeId: row.id, facts }], ctx.now);
  await announce(changeMoved(row, "change.moved"));
  await announce({
    ...changeMoved(row, "operation.created"),
    subject: { kind: "operation", id: operation.id },
  });
  await announce({
    ...changeMoved(row, "environment.changed"),
    subject: { kind: "environment", id: row.environmentId },
  });
  afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId: operation.id }));
  return operation.id;
}

/** Where it stands on its path. @throws Problem `conflict` unless every approval stands for exactly this content */
export async function assertApproved(tx: Tx, row: Change, now: Date): Promise<ApprovalState> {
  const approvals = (await loadApprovals(tx, [row], now))(row);
  const refusal = unapproved(approvals, "UTC");
  if (refusal !== null) throw new Problem("conflict", refusal);
  return approvals;
}

async function createDeploy(
  tx: Tx,
  ctx: Context,
  row: Change,
  { facts, requesterId }: { facts: ChangeFacts; requesterId: string | null },
): Promise<{ id: string }> {
  const environment = await tx.environment.findUniqueOrThrow({
    where: { id: row.environmentId },
    select: { clusterId: true, releaseId: true, state: true, stateSentence: true },
  });
  const { plan } = await planFor(tx, row.environmentId, facts);
  const operation = await tx.operation
    .create({
      data: {
        kind: "deploy",
        strategy: plan.strategy,
        tenantId: row.tenantId,
        environmentId: row.environmentId,
        clusterId: environment.clusterId,
        changeId: row.id,
        releaseId: row.releaseId,
        previousReleaseId: environment.releaseId,
        requesterId,
        sentence: "Waits for a worker.",
        stateBefore: environment.state,
        stateSentenceBefore: environment.stateSentence,
        deadlineAt: new Date(ctx.now.getTime() + planLimitMs(plan.steps)),
        correlationId: ctx.correlationId,
        createdAt: ctx.now,
        steps: {
          createMany: {
            data: plan.steps.map(({ name, phase, timeoutMs, parameters = {} }, position) => ({
              position,
              name,
              phase,
              timeoutMs,
              parameters: parameters as Prisma.InputJsonValue,
            })),
          },
        },
      },
      select: { id: true, release: { select: { name: true } } },
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
    where: { id: row.environmentId },
    data: {
      state: "changing",
      stateSentence: `${operation.release?.name ?? "A release"} is being deployed.`,
      version: { increment: 1 },
    },
  });
  return operation;
}
