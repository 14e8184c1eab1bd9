import "server-only";
import type { Operation } from "@/lib/contracts/api/resources/operation";
import type { Prisma } from "@/lib/data/generated/client";
import { deployStepText } from "@/lib/domain/operation/deploy-steps";
import {
  continueEffect,
  continueRefusal,
  type OpenQuestion,
  openQuestion,
  type QuestionFacts,
} from "@/lib/domain/operation/question";

/** What the question of an operation is decided by. */
export const questionInclude = {
  steps: { orderBy: { position: "asc" } },
  answers: { include: { user: { select: { name: true } } }, take: 50 },
} satisfies Prisma.OperationInclude;

type QuestionRow = Prisma.OperationGetPayload<{ include: typeof questionInclude }>;

export function questionFactsOf({ state, phase, parkKind, steps, answers }: QuestionRow): QuestionFacts {
  const current = steps.find((step) => step.state === "running");
  const answer = answers.find(({ step }) => step === current?.name);
  const asking = openQuestion(current?.result) !== null;
  return { state, phase, parkKind, asking, answeredBy: answer?.user.name ?? null };
}

/** The question an open wait puts to a person, with what each answer does; null while nothing is asked. */
export function presentQuestion(row: QuestionRow, goingBack: string | null): Operation["question"] {
  if (continueRefusal(questionFactsOf(row)) !== null) return null;
  const asked = askedIn(row);
  if (asked === null) return null;
  const next = row.steps.find(({ phase, state }) => phase === "forward" && state === "pending");
  return {
    title: "Go on, or go back?",
    ...asked,
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

/** What the step noted down, which stays the same while it looks again; else what the wait itself says. */
function askedIn({ steps, parkReason, parkedAt, parkedUntil }: QuestionRow): OpenQuestion | null {
  const open = openQuestion(steps.find(({ state }) => state === "running")?.result);
  if (open !== null || parkedUntil === null) return open;
  return {
    text: parkReason,
    since: (parkedAt ?? parkedUntil).toISOString(),
    until: parkedUntil.toISOString(),
  };
}
