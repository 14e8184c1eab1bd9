import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ContinueOperation } from "@/lib/contracts/api/resources/operation";
import { wakeParked } from "@/lib/data/ledger/wake";
import { isTaken } from "@/lib/data/taken";
import { operationShortId } from "@/lib/domain/operation/name";
import { answerLine, continueRefusal, openQuestion } from "@/lib/domain/operation/question";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { operationDetail } from "./present";
import { questionFactsOf, questionInclude } from "./question";
import { operationActed, operationTarget, tellStory } from "./target";

/**
 * Answers the question of an operation that waits for a person: it goes on, although its watching step warned. The
 * answer is written once for each step and wakes the operation, or is seen by the look that runs right now at its end;
 * going back instead is an abort.
 */
export const continueOperation = command({
  action: "operation.continue",
  input: ContinueOperation.extend({ operationId: Id }),
  target: operationTarget,
  run: async ({ tx, ctx, input, announce, afterCommit, note }) => {
    const { operationId, reason } = input;
    await tx.$queryRaw`SELECT id FROM operation WHERE id = ${operationId}::uuid FOR UPDATE`;
    const row = await tx.operation.findUniqueOrThrow({
      where: { id: operationId },
      include: questionInclude,
    });
    const refusal = continueRefusal(questionFactsOf(row));
    if (refusal !== null) throw new Problem("conflict", refusal, { state: row.state });
    if (row.version !== input.version) {
      const text = `${operationShortId(row.id)} has moved on meanwhile. Look where it stands now, then decide.`;
      throw new Problem("conflict", text, { stale: true });
    }
    const asking = row.steps.find(({ state }) => state === "running");
    if (asking === undefined) throw new Problem("conflict", "No step of it asks anything now.");
    const step = asking.name;
    await tx.operationAnswer
      .create({ data: { operationId, step, reason, userId: ctx.actor.id, at: ctx.now } })
      .catch((error: unknown) => {
        if (isTaken(error)) throw new Problem("conflict", "Somebody else has just answered.");
        throw error;
      });
    const data = { version: { increment: 1 } };
    await tx.operation.update({ where: { id: operationId }, data, select: { id: true } });
    await wakeParked(tx, { operationId });
    await tellStory(tx, operationId, { text: answerLine(ctx.actor.name, reason), at: ctx.now });
    note({ step, reason, question: openQuestion(asking.result)?.text ?? row.parkReason });
    for (const event of operationActed(row, "operation.continued")) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return operationDetail(tx, ctx, operationId);
  },
});
