import "server-only";
import type { z } from "zod";
import { Id } from "@/lib/contracts/api/resources/common";
import { AbortOperation, type Operation } from "@/lib/contracts/api/resources/operation";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { enterRollback, markFailed } from "@/lib/data/ledger/turn-back";
import { publishNow } from "@/lib/data/outbox";
import {
  type AbortAction,
  abortAction,
  abortEffect,
  abortedUntouched,
  abortReason,
} from "@/lib/domain/operation/control";
import type { OperationEnd, StepFailure } from "@/lib/domain/operation/run";
import { deadlineAfter } from "@/lib/domain/operation/standstill";
import { command } from "../command";
import type { Context } from "../context";
import { operationDetail } from "./present";
import { recordOutcome } from "./record-outcome";
import {
  lockOpenTo,
  NOT_PARKED,
  operationActed,
  operationTarget,
  sayOfEnvironment,
  tellStory,
} from "./target";

type Locked = Awaited<ReturnType<typeof lockOpenTo>>["row"];

const input = AbortOperation.extend({ operationId: Id });

/** Each of the two rights opens the kinds that take it, and no others. */
const aborting = (action: AbortAction) =>
  command({
    action,
    input,
    target: async (tx, asked) => {
      const target = await operationTarget(tx, asked);
      return target !== null && abortAction(target.row.kind) === action ? target : null;
    },
    run: async ({ tx, ctx, input, announce, afterCommit, note }) => {
      const { row, facts } = await lockOpenTo(tx, "abort", input.operationId, input.version);
      const step = row.steps.find(({ state }) => state === "running")?.name ?? "";
      const reason = abortReason(ctx.actor.name, input.reason);
      const failure: StepFailure = { step, kind: "aborted", reason, facts: null };
      await tellStory(tx, row.id, {
        text: `A${reason.slice(1)}. ${abortEffect(facts) ?? ""}`,
        at: ctx.now,
      });
      if (facts.touched) {
        await turnBack(tx, row, failure, ctx.now);
        afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId: row.id }));
      } else {
        const { forgetting } = facts;
        const told = await cancel(tx, ctx, row, { failure, reason: input.reason, forgetting });
        afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
      }
      note({ reason: input.reason, step, touched: facts.touched });
      for (const event of operationActed(row, "operation.aborted")) await announce(event);
      return operationDetail(tx, ctx, row.id);
    },
  });
const abort = aborting("operation.abort");
const abortData = aborting("operation.abort_data");

/**
 * Aborts an operation, with a reason. Before anything was touched it ends here, cancelled, and its change fails with
 * that outcome. After that it turns to its rollback, which a worker runs once the one at work has let go.
 */
export async function abortOperation(ctx: Context, asked: z.input<typeof input>): Promise<Operation> {
  const { success, data: id } = Id.safeParse(asked.operationId);
  const row = success
    ? await ctx.db.prisma.operation.findUnique({ where: { id }, select: { kind: true } })
    : null;
  const ofData = row !== null && abortAction(row.kind) === "operation.abort_data";
  return (ofData ? abortData : abort)(ctx, asked);
}

async function turnBack(tx: Tx, row: Locked, failure: StepFailure, now: Date): Promise<void> {
  await enterRollback(tx, row.id, failure);
  await tx.operation.update({
    where: { id: row.id },
    data: {
      state: "queued",
      pausedAt: null,
      pausedByName: null,
      deadlineAt: deadlineAfter(row, now),
      ...NOT_PARKED,
    },
  });
  await sayOfEnvironment(tx, row.environmentId, `Going back: ${failure.reason}.`);
}

async function cancel(
  tx: Tx,
  ctx: Context,
  row: Locked,
  aborted: { failure: StepFailure; reason: string; forgetting: boolean | undefined },
): Promise<LiveEvent[]> {
  const { failure } = aborted;
  const sentence = abortedUntouched(ctx.actor.name, aborted.reason, aborted.forgetting);
  const end: OperationEnd = {
    state: "cancelled",
    needsAttention: false,
    touched: false,
    failure,
    sentence,
  };
  await markFailed(tx, row.id, failure);
  await tx.operationStep.updateMany({
    where: { operationId: row.id, state: "pending" },
    data: { state: "skipped", finishedAt: ctx.now },
  });
  await tx.operation.update({
    where: { id: row.id },
    data: {
      state: "cancelled",
      sentence,
      failureKind: failure.kind,
      failureReason: failure.reason,
      pausedAt: null,
      pausedByName: null,
      ...NOT_PARKED,
      finishedAt: ctx.now,
      version: { increment: 1 },
    },
  });
  return recordOutcome(tx, { operationId: row.id, end, now: ctx.now });
}
