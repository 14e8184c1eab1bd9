import "server-only";
import type { Database } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import { writeEvent } from "@/lib/data/outbox";
import {
  bodyLines,
  eventBody,
  headline,
  type MessageFacts,
  slackBody,
  teamsBody,
} from "@/lib/domain/alert/message";
import { retryAt } from "@/lib/domain/alert/route";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { classifyFailure, RefusedFailure } from "@/lib/ports/failure";
import type { Messages } from "@/lib/ports/messages";
import type { Seal } from "@/lib/ports/outside";
import { type DeliveryRow, deliveryInclude, messageOf, routeSeal } from "./message";
import { onCallPerson, sendInApp, sentEvent } from "./send-app";

const AT_ONCE = 10;
/** Longer than any adapter takes; a worker that dies in between lets another one send it again, under the same id. */
const LEASE_MS = 60_000;

export type SendDeps = { db: Database; messages: Messages; seal: Seal; baseUrl: string | null };
export type Sent = { sent: number; again: number; failed: number };

/** Sends what is due, at most ten at a time; each is tried again within bounds, and its last error is kept. */
export async function sendDeliveries(deps: SendDeps, now: Date, signal: AbortSignal): Promise<Sent> {
  const ids = await claim(deps.db, now);
  const sum: Sent = { sent: 0, again: 0, failed: 0 };
  const ends = await Promise.all(ids.map((id) => sendOne(deps, id, now, signal)));
  for (const end of ends) if (end !== null) sum[end] += 1;
  return sum;
}

/** Looked at for a claim: others may hold the first of them. */
const CANDIDATES = 5 * AT_ONCE;

/** What is due, pages before the rest, in turns by channel and route: one that hangs makes no other one wait. */
async function claim(db: Database, now: Date): Promise<string[]> {
  const until = new Date(now.getTime() + LEASE_MS);
  const recently = new Date(now.getTime() - REOPEN_MS);
  const due = Prisma.sql`d.state = 'queued' AND d.next_at <= ${now}::timestamptz
          AND (d.lease_until IS NULL OR d.lease_until < ${now}::timestamptz)`;
  const rows = await db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    WITH waiting AS (
      SELECT d.id, d.next_at, r.channel, coalesce(a.tier = 'page', false) AS page,
             row_number() OVER (PARTITION BY d.route_id ORDER BY coalesce(a.tier = 'page', false) DESC, d.next_at) AS turn
        FROM alert_delivery d JOIN alert_route r ON r.id = d.route_id LEFT JOIN alert a ON a.id = d.alert_id
       WHERE ${due}
         -- What is just over may come back as the same alert: then this is still to be told, and at once.
         AND NOT (d.occasion LIKE 'raised:%' AND a.state = 'resolved' AND a.resolved_at >= ${recently}::timestamptz)
    ), first AS (
      SELECT id, row_number() OVER (ORDER BY channel_turn, page DESC, next_at) AS place
        FROM (SELECT id, page, next_at,
                     row_number() OVER (PARTITION BY channel ORDER BY page DESC, turn, next_at) AS channel_turn
                FROM waiting) turns
       ORDER BY place LIMIT ${CANDIDATES}
    )
    UPDATE alert_delivery SET lease_until = ${until}::timestamptz, attempts = attempts + 1
     WHERE id IN (
       SELECT d.id FROM alert_delivery d JOIN first ON first.id = d.id
        WHERE ${due}
        ORDER BY first.place LIMIT ${AT_ONCE} FOR UPDATE OF d SKIP LOCKED)
    RETURNING id`);
  return rows.map(({ id }) => id);
}

async function sendOne(
  deps: SendDeps,
  id: string,
  now: Date,
  signal: AbortSignal,
): Promise<keyof Sent | null> {
  const { db } = deps;
  const row = await db.prisma.alertDelivery.findUnique({ where: { id }, include: deliveryInclude });
  if (row === null) return null;
  const needless = needlessness(row);
  if (needless !== null) {
    await settle(db, row, isJustOver(row, now) ? NOT_TRIED : { state: "dropped", lastError: needless });
    return null;
  }
  let sentTo: string;
  try {
    const facts = await messageOf(db.prisma, row, deps.baseUrl, now);
    sentTo = await deliver(deps, row, facts, { now, signal });
  } catch (error) {
    return failed(db, row, error, { now, signal });
  }
  // When only this cannot be written it went out: the lease ends, and it goes out again under the same id.
  await settle(db, row, { state: "sent", sentAt: now, sentTo, lastError: "" });
  return "sent";
}

/** Why a message is of no use any more; null when it is. */
function needlessness({ route, alert, occasion }: DeliveryRow): string | null {
  if (!route.enabled) return "The route was switched off.";
  const raised = occasion.startsWith("raised:");
  return raised && alert?.state === "resolved" ? "It was over before this was sent." : null;
}

function isJustOver({ route, alert }: DeliveryRow, now: Date): boolean {
  const overSince = alert?.resolvedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return route.enabled && now.getTime() - overSince <= REOPEN_MS;
}

/** Claimed and not tried: what is not of its own doing uses up no attempt. */
const NOT_TRIED = { attempts: { decrement: 1 } } satisfies Prisma.AlertDeliveryUpdateManyMutationInput;

async function deliver(
  { db, messages, seal }: SendDeps,
  row: DeliveryRow,
  facts: MessageFacts,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<string> {
  const { route, id } = row;
  if (route.channel === "app") return sendInApp(db, row, facts, now);
  if (route.channel === "email") {
    const to = route.rota === null ? route.target : (await onCallPerson(db.prisma, row, now)).email;
    await messages.mail({ id, to, subject: headline(facts), text: bodyLines(facts).join("\n\n") }, signal);
    return to;
  }
  if (route.sealedUrl === null) throw new RefusedFailure("The route has no address.");
  const url = seal.open(route.sealedUrl, routeSeal(route.id, "url"));
  const secret =
    route.sealedSecret === null ? null : seal.open(route.sealedSecret, routeSeal(route.id, "secret"));
  const body =
    route.channel === "slack"
      ? slackBody(facts)
      : route.channel === "teams"
        ? teamsBody(facts)
        : eventBody(facts, row.createdAt);
  await messages.post({ id, url, body, secret }, signal);
  return route.target;
}

/** Only a "no" is final. What is broken here, such as the database for a moment, may be whole at the next attempt. */
async function failed(
  db: Database,
  row: DeliveryRow,
  error: unknown,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<keyof Sent> {
  const isRefused = classifyFailure(error) === "refused";
  if (signal.aborted && !isRefused) {
    // The worker stops: the next one takes it up at once.
    await settle(db, row, NOT_TRIED);
    return "again";
  }
  const why = error instanceof Error ? error.message : "no cause known";
  const lastError = cutText(plainText(why), 500);
  const nextAt = isRefused ? null : retryAt(row.attempts, now);
  await settle(db, row, nextAt === null ? { state: "failed", lastError } : { nextAt, lastError });
  return nextAt === null ? "failed" : "again";
}

/** Writes what became of it, and tells whoever looks at its receipt. */
const settle = (db: Database, row: DeliveryRow, data: Prisma.AlertDeliveryUpdateManyMutationInput) =>
  db.transaction(async (tx) => {
    const { count } = await tx.alertDelivery.updateMany({
      where: { id: row.id, state: "queued" },
      data: { ...data, leaseUntil: null },
    });
    if (count === 1) await writeEvent(tx, sentEvent(row));
  });
