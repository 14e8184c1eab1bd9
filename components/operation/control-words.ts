import type { Operation, OperationActions } from "@/lib/contracts/api/resources/operation";

export type OperationAction = keyof OperationActions;

/** Which actions a page offers while an operation is active, the main one first. Whether they are allowed the server says. */
export const offered = (operation: Operation): readonly OperationAction[] =>
  operation.paused === null ? ["pause", "abort"] : ["resume", "abort"];

export const ACTION_WORDS: Record<OperationAction, { label: string; key: string }> = {
  pause: { label: "Pause", key: "p" },
  resume: { label: "Resume", key: "r" },
  abort: { label: "Abort…", key: "x" },
};

/** What pressing the main button does, beside it. */
export const CONSEQUENCES: Record<Exclude<OperationAction, "abort">, string> = {
  pause:
    "Pausing stops the step under way within a second. What the cluster has begun by itself, a Job or a rollout, goes on there; nothing further begins.",
  resume: "Resuming asks every gate again, then goes on at the first unfinished step.",
};

export const RECEIPTS: Record<OperationAction, string> = {
  pause: "Paused. It stays so, holding its environment, until somebody resumes or aborts it.",
  resume: "Resumed. A worker takes it from its first unfinished step.",
  abort: "Aborted. Your reason is in the log and in the audit log.",
};

export const FAILURES: Record<OperationAction, string> = {
  pause: "The operation was not paused.",
  resume: "The operation was not resumed.",
  abort: "The operation was not aborted.",
};

export const QUESTION = {
  title: (operation: Operation) =>
    `Abort ${operation.shortId}, which deploys ${operation.release?.name ?? "a release"}?`,
  reason: "Why it is aborted",
  confirm: (operation: Operation) => `Abort ${operation.shortId}`,
  /** It moved on while the question was open. */
  gone: "It can no longer be aborted.",
};
