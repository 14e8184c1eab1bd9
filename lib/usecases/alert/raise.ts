import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { type EventFact, writeEvents } from "@/lib/data/outbox";
import { applyFacts } from "@/lib/domain/alert/course";
import { type AlertFact, factOfSignal, type SignalChange } from "@/lib/domain/alert/source";
import { type AlertPlace, tierOf } from "@/lib/domain/alert/tier";
import { loadBook, lockPlace, newAlertId, type Place, saveBook } from "./book";

export const alertEvent = (type: string, place: Place, id: string): EventFact => ({
  type,
  ...{ tenantId: place.tenantId, environmentId: place.environmentId },
  subject: { kind: "alert", id },
});

/**
 * Signals of environments that changed their state, inside the transaction that writes the change: what is worse
 * raises an alert or joins one, what is good again ends its cause. Hand in at most some hundred at a time.
 */
export async function raiseAlerts(
  tx: Tx,
  changes: readonly (SignalChange & { environmentId: string })[],
  now: Date,
): Promise<LiveEvent[]> {
  const places = new Map<string, AlertFact[]>();
  for (const { environmentId, ...change } of changes) {
    const fact = factOfSignal(change);
    if (fact !== null) places.set(environmentId, [...(places.get(environmentId) ?? []), fact]);
  }
  const events: LiveEvent[] = [];
  // In one order for everybody, so that two that raise for the same places never wait for each other.
  for (const environmentId of [...places.keys()].sort())
    events.push(...(await raiseFacts(tx, environmentId, places.get(environmentId) ?? [], now)));
  return events;
}

/** Facts about one environment, or about none; an environment that is gone has nothing to tell. */
export async function raiseFacts(
  tx: Tx,
  environmentId: string | null,
  facts: readonly AlertFact[],
  now: Date,
): Promise<LiveEvent[]> {
  if (facts.length === 0) return [];
  const known = await placeOf(tx, environmentId);
  if (known === null) return [];
  const { place, stands } = known;
  await lockPlace(tx, place);
  const before = await loadBook(tx, place, now);
  const ground = {
    now,
    tierOf: (domain: AlertFact["domain"], severity: AlertFact["severity"]) =>
      tierOf(domain, severity, stands),
    newId: newAlertId,
  };
  const after = applyFacts(before, facts, ground);
  const changed = await saveBook(tx, place, before, after);
  return writeEvents(
    tx,
    changed.map((id) => alertEvent("alert.changed", place, id)),
  );
}

async function placeOf(
  tx: Tx,
  environmentId: string | null,
): Promise<{ place: Place; stands: AlertPlace } | null> {
  if (environmentId === null) return { place: { environmentId, tenantId: null }, stands: null };
  const row = await tx.environment.findUnique({
    where: { id: environmentId },
    select: { tenantId: true, stage: true, tenant: { select: { tier: true } } },
  });
  if (row === null) return null;
  const { tenantId, stage, tenant } = row;
  return { place: { environmentId, tenantId }, stands: { stage, tier: tenant.tier } };
}
