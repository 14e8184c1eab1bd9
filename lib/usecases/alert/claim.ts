import "server-only";
import type { Database } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import { REOPEN_MS } from "@/lib/domain/alert/state";

/** Longer than any adapter takes; a worker that dies in between lets another one send it again, under the same id. */
const LEASE_MS = 60_000;
/** Messages of one route that one worker has under way at once: where that route hangs, the others still go. */
const OF_ROUTE = 3;
/** Of one channel, pages apart from the rest: no number of notices holds up a page. */
const OF_CHANNEL = 24;
/** Looked at for a claim: another worker may hold the first of them. */
const CANDIDATES = 5 * OF_CHANNEL;

/** A message that one worker has under way. */
export type UnderWay = { id: string; routeId: string; channel: string; page: boolean };

/**
 * Takes what is due and has room beside what this worker has under way: by route, and by channel with pages apart. Of
 * what is left pages go first, in turns by route.
 */
export async function claimDeliveries(
  db: Database,
  now: Date,
  underWay: readonly UnderWay[],
): Promise<UnderWay[]> {
  const until = new Date(now.getTime() + LEASE_MS);
  const recently = new Date(now.getTime() - REOPEN_MS);
  const due = Prisma.sql`d.state = 'queued' AND d.next_at <= ${now}::timestamptz
          AND (d.lease_until IS NULL OR d.lease_until < ${now}::timestamptz)`;
  const own = JSON.stringify(underWay);
  return db.prisma.$queryRaw<UnderWay[]>(Prisma.sql`
    WITH own AS (
      SELECT * FROM jsonb_to_recordset(${own}::jsonb) AS own (id uuid, "routeId" uuid, channel text, page boolean)
    ), waiting AS (
      SELECT d.id, d.next_at, d.route_id, r.channel::text, coalesce(a.tier = 'page', false) AS page
        FROM alert_delivery d JOIN alert_route r ON r.id = d.route_id LEFT JOIN alert a ON a.id = d.alert_id
       WHERE ${due} AND d.id NOT IN (SELECT id FROM own)
         -- What is just over may come back as the same alert: then this is still to be told, and at once.
         AND NOT (d.occasion LIKE 'raised:%' AND a.state = 'resolved' AND a.resolved_at >= ${recently}::timestamptz)
    ), by_route AS (
      SELECT w.*, row_number() OVER (PARTITION BY route_id, page ORDER BY next_at, id)
                  + (SELECT count(*) FROM own WHERE own."routeId" = w.route_id AND own.page = w.page) AS turn
        FROM waiting w
    ), by_channel AS (
      SELECT b.*, row_number() OVER (PARTITION BY channel, page ORDER BY turn, next_at, id)
                  + (SELECT count(*) FROM own WHERE own.channel = b.channel AND own.page = b.page) AS place
        FROM by_route b WHERE turn <= ${OF_ROUTE}
    ), first AS (
      SELECT * FROM by_channel WHERE place <= ${OF_CHANNEL}
       ORDER BY page DESC, place, next_at LIMIT ${CANDIDATES}
    ), taken AS (
      SELECT d.id FROM alert_delivery d JOIN first ON first.id = d.id
       WHERE ${due} FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE alert_delivery d SET lease_until = ${until}::timestamptz, attempts = attempts + 1
      FROM first WHERE first.id = d.id AND d.id IN (SELECT id FROM taken)
    RETURNING d.id, d.route_id AS "routeId", first.channel, first.page`);
}
