import "server-only";
import type { Json, StepFailure } from "@/lib/domain/operation/run";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";

/** For a JSON column, which refuses NUL and lone surrogates: neither may keep an operation from being written. */
export const jsonOf = (value: Json | null) =>
  value === null ? Prisma.DbNull : (plainJson(value) as unknown as Prisma.InputJsonValue);

/** Ends the step that runs as failed. Nothing happens when it does not run. */
export async function markFailed(tx: Tx, operationId: string, failure: StepFailure): Promise<void> {
  await tx.operationStep.updateMany({
    where: { operationId, name: failure.step, state: "running" },
    data: {
      state: "failed",
      sentence: plainText(failure.reason),
      result: jsonOf(failure.facts),
      finishedAt: new Date(),
    },
  });
}

/** Ends the forward phase with a failure and turns to the rollback phase, in the caller's transaction. */
export async function enterRollback(tx: Tx, operationId: string, failure: StepFailure): Promise<void> {
  const reason = plainText(failure.reason);
  await markFailed(tx, operationId, failure);
  await tx.operationStep.updateMany({
    where: { operationId, phase: "forward", state: "pending" },
    data: { state: "skipped", finishedAt: new Date() },
  });
  await tx.operation.update({
    where: { id: operationId },
    data: {
      phase: "rollback",
      sentence: `Going back: ${reason}.`,
      failureKind: failure.kind,
      failureReason: reason,
      version: { increment: 1 },
    },
  });
}
