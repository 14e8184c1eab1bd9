import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { MoveOperation } from "@/lib/contracts/api/resources/operation";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { KIND_NOUNS, onlyReads } from "@/lib/domain/operation/name";
import { movedQuestion } from "@/lib/domain/operation/question";
import type { Json } from "@/lib/domain/operation/run";
import { deadlineAfter } from "@/lib/domain/operation/standstill";
import type { Gate } from "@/lib/domain/policy/gate";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { evaluateOperationGates } from "./evaluate-gates";
import { operationDetail } from "./present";
import { lockOpenTo, operationActed, operationTarget, sayOfEnvironment, tellStory } from "./target";

/**
 * Resumes a paused operation at its first unfinished step, which looks at the world before it acts. Every gate is
 * asked again first; a refusal names those that fail and is told in the operation's story too.
 */
export const resumeOperation = command({
  action: "operation.resume",
  input: MoveOperation.extend({ operationId: Id }),
  target: operationTarget,
  run: async ({ tx, ctx, input, announce, afterCommit, note }) => {
    const { row } = await lockOpenTo(tx, "resume", input.operationId, input.version);
    const { passed, failures } = await evaluateOperationGates(tx, row.id, "resume", ctx.now);
    // What goes back already is stopped by no gate.
    if (!passed && row.phase === "forward")
      throw new Problem("gate_refused", refusal(failures), { gates: failures });
    const pausedMs = row.pausedAt === null ? 0 : Math.max(0, ctx.now.getTime() - row.pausedAt.getTime());
    await tx.operation.update({
      where: { id: row.id },
      data: {
        state: "queued",
        pausedAt: null,
        pausedByName: null,
        sentence: "Waits for a worker.",
        deadlineAt: deadlineAfter(row, ctx.now),
        version: { increment: 1 },
      },
    });
    await moveQuestion(tx, row.id, pausedMs);
    const text = `Resumed by ${ctx.actor.name}; every gate passes.`;
    await tellStory(tx, row.id, { text, at: ctx.now, level: "info" });
    if (!onlyReads(row.kind))
      await sayOfEnvironment(tx, row.environmentId, `A ${KIND_NOUNS[row.kind]} goes on after a pause.`);
    note({ pausedSeconds: Math.round(pausedMs / 1_000) });
    for (const event of operationActed(row, "operation.resumed")) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId: row.id }));
    return operationDetail(tx, ctx, row.id);
  },
  refused: async ({ tx, ctx, problem, target, announce }) => {
    if (problem.code !== "gate_refused") return;
    const text = `${ctx.actor.name} tried to resume it. ${problem.message}`;
    await tellStory(tx, target.id, { text, at: ctx.now });
    const { tenantId, environmentId } = target;
    const subject = { kind: "operation" as const, id: target.id };
    await announce({ type: "operation.progressed", tenantId, environmentId, subject });
  },
});

/** While it was paused nobody could answer: the time a question waits for an answer stood still. */
async function moveQuestion(tx: Tx, operationId: string, pausedMs: number): Promise<void> {
  const step = await tx.operationStep.findFirst({
    where: { operationId, state: "running" },
    select: { id: true, result: true },
  });
  const memo = movedQuestion((step?.result ?? null) as Json | null, pausedMs);
  if (step === null || memo === null) return;
  await tx.operationStep.update({ where: { id: step.id }, data: { result: memo as Prisma.InputJsonValue } });
}

function refusal(failures: readonly Gate[]): string {
  const gates = failures.map(({ title, fact }) => `${title}: ${fact}`).join(" ");
  return `It stays paused, because ${failures.length === 1 ? "a gate refuses" : `${failures.length} gates refuse`}. ${gates}`;
}
