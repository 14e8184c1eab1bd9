import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";
import type { Database, Tx } from "../client";
import { type EventFact, publishNow, writeEvent } from "../outbox";

export type TellingDependencies = {
  db: Database;
  channel: EventChannel;
  /** Told when live readers could not be told; the outbox sweep repeats it. */
  onPublishFailure?(error: unknown): void;
};

export type Telling = {
  tx: Tx;
  /** Writes an event with the facts; it is told after the commit. */
  announce(event: EventFact): Promise<void>;
  /** Tells events, after the commit, that somebody else wrote in this transaction. */
  tell(events: readonly LiveEvent[]): void;
};

/** Beyond this many events that wait to be told the rest is left to the outbox sweep. */
const MAX_WAITING = 2_000;
const waiting = new WeakMap<EventChannel, LiveEvent[]>();

/**
 * Tells events that are committed, without waiting for Redis. What comes while others are being told is told together
 * after them, in order, and marked by one write: many small commits cost few.
 */
export function tellSoon(deps: TellingDependencies, events: readonly LiveEvent[]): void {
  if (events.length === 0) return;
  const underWay = waiting.get(deps.channel);
  if (underWay !== undefined) {
    if (underWay.length < MAX_WAITING) underWay.push(...events);
    return;
  }
  waiting.set(deps.channel, [...events]);
  void tellAll(deps);
}

async function tellAll(deps: TellingDependencies): Promise<void> {
  const { db, channel, onPublishFailure } = deps;
  for (;;) {
    const batch = waiting.get(channel)?.splice(0) ?? [];
    if (batch.length === 0) break;
    await publishNow(db, channel, batch).catch((error: unknown) => onPublishFailure?.(error));
  }
  waiting.delete(channel);
}

/** One transaction whose events are told to live readers after its commit, without waiting for Redis. */
export async function tellingTransaction<R>(
  deps: TellingDependencies,
  work: (telling: Telling) => Promise<R>,
): Promise<R> {
  const events: LiveEvent[] = [];
  const value = await deps.db.transaction((tx) =>
    work({
      tx,
      announce: async (fact) => void events.push(await writeEvent(tx, fact)),
      tell: (written) => void events.push(...written),
    }),
  );
  tellSoon(deps, events);
  return value;
}
