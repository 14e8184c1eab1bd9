import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { healthQuestion, type QuestionId, questionWindow } from "@/lib/domain/health/promql";
import { QUESTION_TITLES, questionProblem } from "@/lib/domain/health/question";
import { Problem } from "@/lib/domain/shared/problem";
import type { Signals } from "@/lib/ports/signals";
import { keptText } from "@/lib/telemetry/kept-text";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentQuestions } from "./questions";

const LIMIT_MS = 8_000;
/** As long as most installations' turns: what is asked then is what is asked now. */
const TURN_SECONDS = 30;

type Asked = { clusterId: string; question: QuestionId };

async function questionTarget(tx: Tx, { clusterId, question }: Asked) {
  const cluster = await tx.cluster.findUnique({ where: { id: clusterId }, select: { name: true } });
  if (cluster === null) return null;
  const row = await tx.healthQuestion.findUnique({
    where: { clusterId_question: { clusterId, question } },
    select: { promql: true, version: true },
  });
  return {
    row,
    scope: { level: "fleet" as const },
    kind: "health_question",
    id: `${clusterId}/${question}`,
    name: `question “${QUESTION_TITLES[question]}” of ${cluster.name}`,
    tenantId: null,
    environmentId: null,
  };
}

/** Asks the cluster's Prometheus once, within its bounds. Problem `invalid_input` with its own sentence. */
async function assertAnswers(
  signals: Signals,
  { clusterId, question }: Asked,
  promql: string,
): Promise<void> {
  const { key, ...asked } = healthQuestion(question, questionWindow(TURN_SECONDS), promql);
  const limit = AbortSignal.timeout(LIMIT_MS);
  const answers = await signals
    .sweep(clusterId, [{ id: question, key, ...asked }], limit)
    .catch((error: unknown) => {
      if (limit.aborted)
        throw refused(`The cluster's Prometheus did not answer within ${LIMIT_MS / 1_000} s.`);
      throw error;
    });
  const answer = answers.get(question);
  const problem = answer === undefined ? "The question was not asked." : questionProblem(answer, key);
  if (problem !== null) throw refused(keptText(problem));
}

const refused = (message: string) =>
  new Problem("invalid_input", `promql: ${message}`, { issues: [{ path: "promql", message }] });

/** Asks a cluster in other words from the next turn on. What its Prometheus refuses, or finds too heavy, is not stored. */
export const editHealthQuestion = command({
  action: "health_policy.edit",
  input: API.editHealthQuestion.body.extend(API.editHealthQuestion.params.shape),
  target: questionTarget,
  prepare: ({ ctx, input }) => assertAnswers(ctx.ports.signals, input, input.promql),
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const { clusterId, question, promql, reason, version } = input;
    const data = { promql, reason, updatedById: ctx.actor.id, updatedAt: ctx.now };
    await storePolicy(version, {
      create: () => tx.healthQuestion.create({ data: { clusterId, question, ...data } }),
      update: () =>
        tx.healthQuestion.updateMany({
          where: { clusterId, question, version },
          data: { ...data, version: { increment: 1 } },
        }),
    });
    note({ question, before: row?.promql ?? "as shipped", after: promql, reason });
    return presentQuestions(ctx, tx, clusterId);
  },
});

/** Goes back to Holdfast's own question. */
export const resetHealthQuestion = command({
  action: "health_policy.edit",
  input: API.resetHealthQuestion.body.extend(API.resetHealthQuestion.params.shape),
  target: questionTarget,
  run: async ({ tx, ctx, input: { clusterId, question, version, reason }, target: { row }, note }) => {
    if (row === null) throw new Problem("conflict", "It is asked as Holdfast comes with it already.");
    await storePolicy(version, {
      create: () =>
        Promise.reject(new Problem("conflict", "Look at the question as it is now, then decide.")),
      update: () => tx.healthQuestion.deleteMany({ where: { clusterId, question, version } }),
    });
    note({ question, before: row.promql, after: "as shipped", reason });
    return presentQuestions(ctx, tx, clusterId);
  },
});
