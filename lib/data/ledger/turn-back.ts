import "server-only";
import type { Json, StepFailure } from "@/lib/domain/operation/run";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";

export const jsonOf = (value: Json | null) =>
  value === null ? Prisma.DbNull : (value as unknown as Prisma.InputJsonValue);

/** Ends the step that runs as failed. Nothing happens when it does not run. */
export async function markFailed(tx: Tx, operationId: string, failure: StepFailure): Promise<void> {
  await tx.operationStep.updateMany({
    where: { operationId, name: failure.step, state: "running" },
    data: {
      state: "failed",
      sentence: failure.reason,
      result: jsonOf(failure.facts),
      finishedAt: new Date(),
    },
  });
}

/** Ends the forward phase with a failure and turns to the rollback phase, in the caller's transaction. */
export async function enterRollback(tx: Tx, operationId: string, failure: StepFailure): Promise<void> {
  await markFailed(tx, operationId, failure);
  await tx.operationStep.updateMany({
    where: { operationId, phase: "forward", state: "pending" },
    data: { state: "skipped", finishedAt: new Date() },
  });
  await tx.operation.update({
    where: { id: operationId },
    data: {
      phase: "rollback",
      sentence: `Going back: ${failure.reason}.`,
      failureKind: failure.kind,
      failureReason: failure.reason,
      version: { increment: 1 },
    },
  });
}
