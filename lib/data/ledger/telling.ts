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

/** One transaction whose events are told to live readers after its commit, without waiting for Redis. */
export async function tellingTransaction<R>(
  { db, channel, onPublishFailure }: TellingDependencies,
  work: (telling: Telling) => Promise<R>,
): Promise<R> {
  const events: LiveEvent[] = [];
  const value = await db.transaction((tx) =>
    work({
      tx,
      announce: async (fact) => void events.push(await writeEvent(tx, fact)),
      tell: (written) => void events.push(...written),
    }),
  );
  publishNow(db, channel, events).catch((error: unknown) => onPublishFailure?.(error));
  return value;
}
