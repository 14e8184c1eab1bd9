import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Gate, GateMoment } from "@/lib/domain/policy/gate";
import type { StandingFacts } from "@/lib/domain/policy/gate-facts";
import { evaluateDataGates, evaluateReadingGates, evaluateRollbackGates } from "@/lib/domain/policy/gates";
import { loadCalendar } from "../calendar/standing";
import { environmentFacts } from "../change/facts";
import { loadPlace } from "../change/place";
import { standingQuarantines } from "../change/release-ground";
import { loadHolds } from "../hold/standing";

type Asking = { moment: GateMoment; now: Date; operationId?: string };
/** The release that is gone back to; null when there is none. */
type Target = { id: string; name: string } | null;

/** The gates of going back in an environment, as they stand. In a command call it inside the transaction that acts. */
export async function loadRollbackGates(
  db: Tx,
  environmentId: string,
  asking: Asking & { target: Target },
): Promise<readonly Gate[]> {
  const { target } = asking;
  const standing = await standingFacts(db, environmentId, asking);
  if (target === null) return evaluateRollbackGates({ ...standing, release: null });
  const quarantine = (await standingQuarantines(db, [target.id])).get(target.id) ?? null;
  return evaluateRollbackGates({ ...standing, release: { name: target.name, quarantine } });
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
  const environment = await loadPlace(db, environmentId);
  const holdsOver = await loadHolds(db, [environment], asking.now);
  const { events, complete, place } = (await loadCalendar(db, [environmentId]))(environmentId);
  return {
    moment: asking.moment,
    askingOperationId: asking.operationId ?? null,
    environment: environmentFacts(environment, environment.releaseName, asking.operationId),
    holds: holdsOver(environment),
    now: asking.now,
    calendar: { events, complete, place, plannedStart: null },
  };
}
