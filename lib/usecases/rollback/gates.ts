import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Gate, GateMoment, StandingFacts } from "@/lib/domain/policy/gate";
import { evaluateDataGates, evaluateReadingGates, evaluateRollbackGates } from "@/lib/domain/policy/gates";
import { environmentFacts, environmentSelect } from "../change/facts";
import { loadHolds } from "../hold/standing";

type Asking = { moment: GateMoment; now: Date; operationId?: string };

/** The gates of going back in an environment, as they stand. In a command call it inside the transaction that acts. */
export async function loadRollbackGates(
  db: Tx,
  environmentId: string,
  asking: Asking,
): Promise<readonly Gate[]> {
  return evaluateRollbackGates(await standingFacts(db, environmentId, asking));
}

/** The gates of a backup or a verification in an environment, as they stand. */
export async function loadReadingGates(
  db: Tx,
  environmentId: string,
  asking: Asking,
): Promise<readonly Gate[]> {
  return evaluateReadingGates(await standingFacts(db, environmentId, asking));
}

/** The gates of an operation that exchanges or clears away data, as they stand. */
export async function loadDataGates(db: Tx, environmentId: string, asking: Asking): Promise<readonly Gate[]> {
  return evaluateDataGates(await standingFacts(db, environmentId, asking));
}

async function standingFacts(db: Tx, environmentId: string, asking: Asking): Promise<StandingFacts> {
  const environment = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: environmentSelect,
  });
  const holdsOver = await loadHolds(db, [environment], asking.now);
  return {
    moment: asking.moment,
    askingOperationId: asking.operationId ?? null,
    environment: environmentFacts(environment, environment.release?.name ?? null, asking.operationId),
    holds: holdsOver(environment),
  };
}
