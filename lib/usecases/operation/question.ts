import "server-only";
import type { Operation } from "@/lib/contracts/api/resources/operation";
import type { Prisma } from "@/lib/data/generated/client";
import { deployStepText } from "@/lib/domain/operation/deploy-steps";
import { continueEffect, continueRefusal, type QuestionFacts } from "@/lib/domain/operation/question";

/** What the question of an operation is decided by. */
export const questionInclude = {
  steps: { orderBy: { position: "asc" } },
  answers: { include: { user: { select: { name: true } } }, take: 50 },
} satisfies Prisma.OperationInclude;

type QuestionRow = Prisma.OperationGetPayload<{ include: typeof questionInclude }>;

export function questionFactsOf({ state, phase, parkKind, steps, answers }: QuestionRow): QuestionFacts {
  const asking = steps.find((step) => step.state === "running")?.name;
  const answer = answers.find(({ step }) => step === asking);
  return { state, phase, parkKind, answeredBy: answer?.user.name ?? null };
}

/** The question an open wait puts to a person, with what each answer does; null while nothing is asked. */
export function presentQuestion(row: QuestionRow, goingBack: string | null): Operation["question"] {
  if (continueRefusal(questionFactsOf(row)) !== null || row.parkedUntil === null) return null;
  const next = row.steps.find(({ phase, state }) => phase === "forward" && state === "pending");
  return {
    title: "Go on, or go back?",
    text: row.parkReason,
    since: (row.parkedAt ?? row.parkedUntil).toISOString(),
    until: row.parkedUntil.toISOString(),
    choices: [
      {
        action: "continue",
        label: "Go on",
        effect: continueEffect(next === undefined ? null : deployStepText(next.name).title),
      },
      { action: "abort", label: "Go back", effect: goingBack ?? "" },
    ],
  };
}
