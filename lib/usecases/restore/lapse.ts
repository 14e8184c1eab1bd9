import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database, Tx } from "@/lib/data/client";
import { publishNow, writeEvents } from "@/lib/data/outbox";
import { REQUEST_HOURS, restoreNumber } from "@/lib/domain/recovery/restore";
import type { EventChannel } from "@/lib/ports/outside";
import { changedEvents } from "./rows";
import { tellLapsed } from "./tell";

/** Requests ended in one sweep; the next ones follow in the next. */
const AT_ONCE = 50;
const HOUR_MS = 3_600_000;
const LAPSED = `Nobody decided within ${REQUEST_HOURS} hours; nothing was touched.`;

/** Ends requests that nobody has decided in time, and tells who asked. Answers how many have ended. */
export async function lapseRequests(
  db: Database,
  channel: EventChannel,
  asked: { now: Date; correlationId: string },
): Promise<number> {
  const before = new Date(asked.now.getTime() - REQUEST_HOURS * HOUR_MS);
  const due = await db.prisma.restore.findMany({
    where: { state: "requested", createdAt: { lte: before } },
    select: { id: true },
    orderBy: { createdAt: "asc" },
    take: AT_ONCE,
  });
  let ended = 0;
  for (const { id } of due) {
    const events = await db.transaction((tx) => lapseOne(tx, id, asked));
    if (events === null) continue;
    ended += 1;
    await publishNow(db, channel, events);
  }
  return ended;
}

/** Null when somebody decided meanwhile. */
async function lapseOne(
  tx: Tx,
  restoreId: string,
  { now, correlationId }: { now: Date; correlationId: string },
): Promise<LiveEvent[] | null> {
  const { count } = await tx.restore.updateMany({
    where: { id: restoreId, state: "requested" },
    data: { state: "cancelled", sentence: LAPSED, finishedAt: now, version: { increment: 1 } },
  });
  if (count === 0) return null;
  const row = await tx.restore.findUniqueOrThrow({ where: { id: restoreId } });
  await appendAudit(tx, {
    at: now,
    actor: WORKER_ACTOR,
    action: "restore.lapse",
    target: { kind: "restore", id: row.id, name: restoreNumber(row.number) },
    tenantId: row.tenantId,
    environmentId: row.targetEnvironmentId,
    outcome: "done",
    facts: { sentence: LAPSED },
    correlationId,
  });
  const told = await tellLapsed(tx, row.id, now);
  return [...(await writeEvents(tx, changedEvents(row))), ...told];
}
