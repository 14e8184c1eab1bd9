import type { LiveEvent } from "@/lib/contracts/events/live";
import { type Wake, wakeParked } from "@/lib/data/ledger/wake";
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

const GATE_EVENTS: readonly LiveEvent["type"][] = ["hold.placed", "hold.lifted", "change.waived"];

/**
 * Hears at once when a hold is lifted or placed, or a gate waived: what waits for its gates there asks them again. One that is not heard
 * costs as long as a gate is waited for at most.
 */
export function listenForHolds(
  deps: Pick<WorkerDeps, "db" | "bell" | "channel" | "logger">,
): Promise<() => Promise<void>> {
  const askAgain = async (wake: Wake) => {
    for (const operationId of await wakeParked(deps.db.prisma, wake)) {
      await deps.bell.ring("operation.run", { operationId });
    }
  };
  return deps.channel.subscribe(({ type, tenantId, environmentId }) => {
    if (!GATE_EVENTS.includes(type)) return;
    const kind = "gate" as const;
    const place = environmentId !== null ? { environmentId } : tenantId !== null ? { tenantId } : null;
    askAgain(place === null ? { kind, fleet: true } : { kind, ...place }).catch((error: unknown) =>
      deps.logger.warn({ error }, "what waits for its gates asks them again a little later"),
    );
  });
}
