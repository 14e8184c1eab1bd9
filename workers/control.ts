import type { LiveEvent } from "@/lib/contracts/events/live";
import type { WorkerDeps } from "./deps";
import type { OperationRunner } from "./runner";

const TAKEN_OUT_OF_HAND: readonly LiveEvent["type"][] = ["operation.paused", "operation.aborted"];

/**
 * Hears at once when a person pauses or aborts an operation. The row stays the truth: the event only makes the worker
 * look at it now; one that is lost is made up for by the heartbeat. Answers what ends the listening.
 */
export function listenForControl(deps: WorkerDeps, runner: OperationRunner): Promise<() => Promise<void>> {
  return deps.channel.subscribe(({ type, subject }) => {
    if (TAKEN_OUT_OF_HAND.includes(type)) runner.check(subject.id);
  });
}
