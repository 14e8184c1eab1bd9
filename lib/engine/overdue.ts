import "server-only";
import type { StepFailure } from "@/lib/domain/operation/run";
import { LEASE_MS, type RunArguments } from "./arguments";
import { systemClock } from "./clock";
import { beatMs } from "./heartbeat";
import type { TakenOperation } from "./ledger";
import { failed } from "./run";
import { GRACE_MS } from "./settle";

/** As long as the worker it was taken from may take to hear of it and to stop the step under way. */
const LEAVE_MS = beatMs(LEASE_MS) + GRACE_MS;

/** A wait has an end of its own: lib/data/ledger/overdue names them. */
function overdueReason({ from, deadlineAt }: Pick<TakenOperation, "from" | "deadlineAt">): string {
  if (from === "paused") return "it was paused for more than 7 days";
  if (from === "parked") return "it was due for more than a day and nothing took it up";
  return `the operation was not finished by ${deadlineAt.toISOString()}, its time limit`;
}

/**
 * Ends an operation that is past its deadline, whoever holds it: loudly, as failed. Where a step was under way its
 * worker gets some seconds to leave it, so that nothing acts after the end. False when it was not overdue or somebody
 * ended it first.
 */
export async function failOverdue<E>(
  args: Pick<RunArguments<E>, "operationId" | "workerId" | "ledger" | "steps" | "describe" | "clock">,
): Promise<boolean> {
  const taken = await args.ledger.seize(args.operationId, args.workerId, LEAVE_MS + LEASE_MS);
  if (taken === null) return false;
  const touching = new Set(args.steps.filter(({ touches }) => touches).map(({ name }) => name));
  const begun = taken.steps.filter(({ state }) => state !== "pending" && state !== "skipped");
  const touched = begun.some(({ name }) => touching.has(name));
  const current = begun.findLast(({ state }) => state === "running");
  if (current !== undefined) {
    await (args.clock ?? systemClock).sleep(LEAVE_MS, new AbortController().signal);
  }
  const reason = overdueReason(taken);
  const overdue: StepFailure = { step: current?.name ?? "", kind: "timed_out", reason, facts: null };
  const failure = taken.failure ?? overdue;
  const facts = { state: "failed", touched, needsAttention: touched, failure } as const;
  const sentence = await args.describe({
    ...facts,
    rollbackFailure: taken.failure === null ? null : overdue,
    secondsIntoStep: null,
    seconds: (Date.now() - taken.startedAt.getTime()) / 1_000,
  });
  const line = { step: overdue.step, kind: "state", level: "error", text: reason, at: new Date() } as const;
  const last = current === undefined ? null : failed(overdue);
  return args.ledger.end(taken.lease, { ...facts, sentence }, { last, lines: [line] });
}
