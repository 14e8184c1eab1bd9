import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";
import type { Database, Tx } from "./client";
import { Prisma } from "./generated/client";
import { uuid7 } from "./uuid";

const HOUR_MS = 3_600_000;

export type EventFact = {
  /** What happened, as noun.verb: change.moved, operation.progressed, environment.changed … */
  type: string;
  tenantId: string | null;
  environmentId: string | null;
  subject: LiveEvent["subject"];
};

/** Writes an event beside the fact it tells of; it is published after the commit. */
export async function writeEvent(tx: Tx, event: EventFact): Promise<LiveEvent> {
  const row = await tx.outboxEvent.create({
    data: {
      type: event.type,
      tenantId: event.tenantId,
      environmentId: event.environmentId,
      subjectKind: event.subject.kind,
      subjectId: event.subject.id,
    },
  });
  return { ...event, id: row.id, at: row.at.toISOString() };
}

/** Several events in one statement, in their order. */
export async function writeEvents(tx: Tx, events: readonly EventFact[]): Promise<LiveEvent[]> {
  if (events.length === 0) return [];
  const now = new Date();
  const told = events.map((event) => ({ ...event, id: uuid7(now.getTime()), at: now.toISOString() }));
  // Past Prisma's translation: every end of an operation comes by.
  await tx.$executeRaw`
    INSERT INTO outbox_event (id, type, tenant_id, environment_id, subject_kind, subject_id, at)
    SELECT id, type, "tenantId", "environmentId", subject ->> 'kind', subject ->> 'id', at
      FROM json_to_recordset(${JSON.stringify(told)}::json) AS event (
           id uuid, type text, "tenantId" uuid, "environmentId" uuid, subject json, at timestamptz)`;
  return told;
}

/** Events for these people alone, each told only to the person it names; written in one statement. */
export async function noticeEvents(
  tx: Tx,
  type: "notice.written" | "notice.read",
  userIds: readonly string[],
): Promise<LiveEvent[]> {
  if (userIds.length === 0) return [];
  const rows = await tx.outboxEvent.createManyAndReturn({
    data: userIds.map((subjectId) => ({ type, subjectKind: "notice", subjectId })),
  });
  return rows.map(({ id, at, subjectId }) => ({
    id,
    type,
    at: at.toISOString(),
    tenantId: null,
    environmentId: null,
    subject: { kind: "notice", id: subjectId },
  }));
}

/**
 * Publishes events of a committed transaction at once, in order, and marks those that went out.
 * @throws what the channel threw; the events from there on stay unmarked, and the sweep publishes them
 */
export async function publishNow(
  db: Database,
  channel: EventChannel,
  events: readonly LiveEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const published: string[] = [];
  try {
    for (const event of events) {
      await channel.publish(event);
      published.push(event.id);
    }
  } finally {
    await markPublished(db, published);
  }
}

/** Writes down events that nobody could be told, so that the sweep tells them. */
export async function keepEvents(db: Database, events: readonly LiveEvent[]): Promise<void> {
  if (events.length === 0) return;
  const data = events.map(({ subject, ...event }) => ({
    ...event,
    subjectKind: subject.kind,
    subjectId: subject.id,
  }));
  await db.prisma.outboxEvent.createMany({ data, skipDuplicates: true });
}

/** Says that events went out; one that is not marked within two seconds is published again by the sweep. */
export async function markPublished(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.statement(Prisma.sql`
    UPDATE outbox_event SET published_at = ${new Date()}::timestamptz WHERE id = ANY(${[...ids]}::uuid[])`);
}

/**
 * Publishes events that stayed unpublished between `olderThanMs` and one hour, at most 200 at a time, and removes
 * older ones. Returns how many were published.
 * @throws what the channel threw; what is left is published by the next sweep
 */
export async function sweepOutbox(
  db: Database,
  channel: EventChannel,
  now: Date,
  olderThanMs = 2_000,
): Promise<number> {
  const rows = await db.prisma.outboxEvent.findMany({
    where: {
      publishedAt: null,
      at: { lt: new Date(now.getTime() - olderThanMs), gt: new Date(now.getTime() - HOUR_MS) },
    },
    orderBy: { at: "asc" },
    take: 200,
  });
  const events = rows.map(
    (row): LiveEvent => ({
      id: row.id,
      type: row.type,
      at: row.at.toISOString(),
      tenantId: row.tenantId,
      environmentId: row.environmentId,
      subject: { kind: row.subjectKind as LiveEvent["subject"]["kind"], id: row.subjectId },
    }),
  );
  // First, so that a long absence of the channel does not let the table grow.
  await removeOld(db, now);
  await publishNow(db, channel, events);
  return events.length;
}

/** Removes events of more than an hour ago that nobody was told: readers have reloaded since. A schedule removes the others. */
async function removeOld(db: Database, now: Date): Promise<void> {
  const at = { lt: new Date(now.getTime() - HOUR_MS) };
  await db.prisma.outboxEvent.deleteMany({ where: { publishedAt: null, at } });
}
