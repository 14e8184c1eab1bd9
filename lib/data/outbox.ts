import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";
import type { Database, Tx } from "./client";

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

/** Publishes events of a committed transaction at once. Failing is harmless: the sweep publishes what is left. */
export async function publishNow(
  db: Database,
  channel: EventChannel,
  events: readonly LiveEvent[],
): Promise<void> {
  if (events.length === 0) return;
  for (const event of events) await channel.publish(event);
  await db.prisma.outboxEvent.updateMany({
    where: { id: { in: events.map(({ id }) => id) } },
    data: { publishedAt: new Date() },
  });
}

/**
 * Publishes events that stayed unpublished between `olderThanMs` and one hour, at most 200 at a time, and removes
 * published ones after a day. Returns how many were published.
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
      at: { lt: new Date(now.getTime() - olderThanMs), gt: new Date(now.getTime() - 3_600_000) },
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
  await publishNow(db, channel, events);
  await db.prisma.outboxEvent.deleteMany({
    where: { publishedAt: { lt: new Date(now.getTime() - 86_400_000) } },
  });
  return events.length;
}
