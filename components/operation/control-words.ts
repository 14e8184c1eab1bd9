import type { Operation, OperationActions } from "@/lib/contracts/api/resources/operation";
import { doing } from "@/lib/domain/operation/name";

export type OperationAction = keyof OperationActions;

/** Which actions a page offers while an operation is active, the main one first. Whether they are allowed the server says. */
export const offered = (operation: Operation): readonly OperationAction[] =>
  operation.paused === null ? ["pause", "abort"] : ["resume", "abort"];

export const ACTION_WORDS: Record<OperationAction, { label: string; key: string }> = {
  pause: { label: "Pause", key: "p" },
  resume: { label: "Resume", key: "r" },
  continue: { label: "Go on…", key: "c" },
  abort: { label: "Abort…", key: "x" },
};

/** What pressing the main button does, beside it. */
export const CONSEQUENCES: Record<"pause" | "resume", string> = {
  pause:
    "Pausing stops the step under way within a second. What the cluster has begun by itself, a Job or a rollout, goes on there; nothing further begins.",
  resume: "Resuming asks every gate again, then goes on at the first unfinished step.",
};

export const RECEIPTS: Record<OperationAction, string> = {
  pause: "Paused. It stays so, holding its environment, until somebody resumes or aborts it.",
  continue: "It goes on. Your reason is in the log and in the audit log.",
  resume: "Resumed. A worker takes it from its first unfinished step.",
  abort: "Aborted. Your reason is in the log and in the audit log.",
};

export const FAILURES: Record<OperationAction, string> = {
  pause: "The operation was not paused.",
  continue: "Your answer was not taken.",
  resume: "The operation was not resumed.",
  abort: "The operation was not aborted.",
};

type Asking = { title: string; reason: string; confirm: string; effect: string };

/** What is asked before an act that wants a reason. */
export function askingFor(action: "continue" | "abort", operation: Operation): Asking {
  const { kind, shortId, release, question, abortEffect } = operation;
  if (action === "continue") {
    const choice = question?.choices.find((one) => one.action === "continue");
    return {
      title: `Go on with ${release?.name ?? "the release"}?`,
      reason: "Why it may go on",
      confirm: `Go on with ${shortId}`,
      effect: choice?.effect ?? "It asks nobody any more.",
    };
  }
  return {
    title: `Abort ${shortId}, which ${doing(kind, release?.name ?? null)}?`,
    reason: question === null ? "Why it is aborted" : "Why it goes back",
    confirm: question === null ? `Abort ${shortId}` : `Go back with ${shortId}`,
    // It moved on while the question was open.
    effect: abortEffect ?? "It can no longer be aborted.",
  };
}
