import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Gate, GateMoment } from "@/lib/domain/policy/gate";
import { evaluateRollbackGates } from "@/lib/domain/policy/gates";
import { environmentFacts, environmentSelect } from "../change/facts";
import { loadHolds } from "../hold/standing";

type Asking = { moment: GateMoment; now: Date; operationId?: string };

/** The gates of going back in an environment, as they stand. In a command call it inside the transaction that acts. */
export async function loadRollbackGates(
  db: Tx,
  environmentId: string,
  asking: Asking,
): Promise<readonly Gate[]> {
  const environment = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: environmentSelect,
  });
  const holdsOver = await loadHolds(db, [environment], asking.now);
  return evaluateRollbackGates({
    moment: asking.moment,
    askingOperationId: asking.operationId ?? null,
    environment: environmentFacts(environment, environment.release?.name ?? null),
    holds: holdsOver(environment),
  });
}
