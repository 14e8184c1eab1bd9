import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Gate } from "@/lib/domain/policy/gate";
import { loadChangeFacts } from "../change/facts";

/** The gates of an operation's change as they stand now, at its start or a resume. */
export async function evaluateOperationGates(
  db: Tx,
  operationId: string,
  moment: "start" | "resume",
): Promise<{ passed: boolean; failures: readonly Gate[] }> {
  const operation = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: { change: true, previousReleaseId: true },
  });
  if (operation.change === null) return { passed: true, failures: [] };
  const { gates } = await loadChangeFacts(db, operation.change, {
    moment,
    operationId,
    previous: { releaseId: operation.previousReleaseId },
  });
  const failures = gates.filter(({ verdict }) => verdict === "fail");
  return { passed: failures.length === 0, failures };
}
