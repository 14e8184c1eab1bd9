import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Gate } from "@/lib/domain/policy/gate";
import { loadChangeFacts } from "../change/facts";
import { holdGate } from "../hold/standing";

/** The gates of an operation's change as they stand at `now`, its start or a resume; without a change, whether it is held. */
export async function evaluateOperationGates(
  db: Tx,
  operationId: string,
  moment: "start" | "resume",
  now: Date,
): Promise<{ passed: boolean; failures: readonly Gate[] }> {
  const operation = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: { change: true, environmentId: true, previousReleaseId: true },
  });
  const gates =
    operation.change === null
      ? [await holdGate(db, operation.environmentId, moment, now)]
      : (
          await loadChangeFacts(db, operation.change, {
            moment,
            now,
            operationId,
            previous: { releaseId: operation.previousReleaseId },
          })
        ).gates;
  const failures = gates.filter(({ verdict }) => verdict === "fail");
  return { passed: failures.length === 0, failures };
}
