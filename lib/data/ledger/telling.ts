import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";
import type { Database, Tx } from "../client";
import { type EventFact, keepEvents, markPublished, writeEvent } from "../outbox";

/** An operation has moved on: what its story, its steps or its wait say has changed. */
export const PROGRESSED = "operation.progressed";

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
/** One connection hands them on in their order. */
const TOLD_AT_ONCE = 32;
/** Well within the two seconds after which the sweep would tell an unmarked event again. */
const MARK_MS = 250;

type Waiting = { event: LiveEvent; kept: boolean };
type Line = { waiting: Waiting[]; told: string[]; telling: boolean; timer: NodeJS.Timeout | null };
const lines = new WeakMap<EventChannel, Line>();

/**
 * Tells events that are committed, in order, without waiting for Redis. That they were told is written down for many
 * at once a little later: each small commit would cost another one otherwise. Events that were not `kept` beside what
 * they tell of are written down only when nobody could be told: a step's progress, of which the next step tells again.
 */
export function tellSoon(
  deps: TellingDependencies,
  events: readonly LiveEvent[],
  { kept }: { kept: boolean } = { kept: true },
): void {
  const line = lines.get(deps.channel) ?? { waiting: [], told: [], telling: false, timer: null };
  lines.set(deps.channel, line);
  if (line.waiting.length < MAX_WAITING) line.waiting.push(...events.map((event) => ({ event, kept })));
  if (!line.telling && line.waiting.length > 0) void tellAll(deps, line);
}

async function tellAll(deps: TellingDependencies, line: Line): Promise<void> {
  line.telling = true;
  while (line.waiting.length > 0) {
    const some = line.waiting.splice(0, TOLD_AT_ONCE);
    const answers = await Promise.allSettled(some.map(({ event }) => deps.channel.publish(event)));
    const failed = answers.findIndex(({ status }) => status === "rejected");
    const told = failed < 0 ? some : some.slice(0, failed);
    line.told.push(...told.flatMap(({ event, kept }) => (kept ? [event.id] : [])));
    const answer = answers[failed];
    if (answer?.status !== "rejected") continue;
    // The sweep tells this one, and those that would have come after it, in order.
    const untold = [...some.slice(failed), ...line.waiting.splice(0)];
    keepEvents(
      deps.db,
      untold.flatMap(({ event, kept }) => (kept ? [] : [event])),
    ).catch((error: unknown) => deps.onPublishFailure?.(error));
    deps.onPublishFailure?.(answer.reason);
  }
  line.telling = false;
  if (line.told.length > 0) line.timer ??= setTimeout(() => mark(deps, line), MARK_MS).unref();
}

function mark(deps: TellingDependencies, line: Line): void {
  line.timer = null;
  markPublished(deps.db, line.told.splice(0)).catch((error: unknown) => deps.onPublishFailure?.(error));
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
