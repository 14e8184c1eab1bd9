import { decide, type Grant, type Scope } from "../access/decide";
import type { ControlFacts } from "./control";
import type { Json } from "./run";

/** What a step asks while it goes on looking: the words, since when and until when it waits for an answer (ISO 8601). */
export type OpenQuestion = { text: string; since: string; until: string };

/** The question that a running step has noted down; null when it has none, or is not asking yet. */
export function openQuestion(memo: unknown): OpenQuestion | null {
  if (typeof memo !== "object" || memo === null) return null;
  const { question } = memo as { question?: unknown };
  if (typeof question !== "object" || question === null) return null;
  const { text, since, until } = question as Readonly<Record<string, unknown>>;
  return typeof text === "string" && typeof since === "string" && typeof until === "string"
    ? { text, since, until }
    : null;
}

/** What a running step has noted down, its question to be answered this many milliseconds later; null without one. */
export function movedQuestion(memo: Json | null, byMs: number): Json | null {
  const question = openQuestion(memo);
  if (question === null) return null;
  const until = new Date(Date.parse(question.until) + byMs).toISOString();
  return { ...(memo as Readonly<Record<string, Json>>), question: { ...question, until } };
}

/** What an operation waits for, as far as a person's answer is concerned. */
export type QuestionFacts = {
  state: ControlFacts["state"];
  phase: ControlFacts["phase"];
  /** What ends its wait: one for a person can be answered. */
  parkKind: string | null;
  /** True when the step under way has a question open, also while it looks again. */
  asking: boolean;
  /** Who has answered the step that asks; null while nobody has. */
  answeredBy: string | null;
};

/** Null when somebody may answer now, else the sentence that says why not. */
export function continueRefusal({
  state,
  phase,
  parkKind,
  asking,
  answeredBy,
}: QuestionFacts): string | null {
  if (answeredBy !== null) return `${answeredBy} has answered already: it goes on.`;
  if (phase === "rollback") return "It is going back already; there is nothing left to decide.";
  if (state === "paused") return "It is paused. Resume it first; then it asks again.";
  if (state === "parked" && (parkKind === "person" || asking)) return null;
  return asking && (state === "running" || state === "queued") ? null : "It asks nobody now.";
}

/** Whether letting it go on is open to a person now, and if not, why: the right first, then the state. */
export function canContinue(facts: QuestionFacts & { grants: readonly Grant[]; scope: Scope }): {
  allowed: boolean;
  reason: string | null;
} {
  const decision = decide(facts.grants, "operation.continue", facts.scope);
  const reason = decision.allow ? continueRefusal(facts) : decision.reason;
  return { allowed: reason === null, reason };
}

/** What letting it go on would do, said before it is done. */
export const continueEffect = (nextStep: string | null): string =>
  nextStep === null
    ? "What was found stays in the record, with your name and reason. The operation ends as succeeded."
    : `What was found stays in the record, with your name and reason. It goes on with “${nextStep}”.`;

/** How an answer is told. */
export const answerLine = (person: string, reason: string): string => `${person} lets it go on: ${reason}`;
