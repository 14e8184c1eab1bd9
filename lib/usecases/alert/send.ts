import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
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
import { claimDeliveries, type UnderWay } from "./claim";
import { type DeliveryRow, deliveryInclude, messageOf, routeSeal } from "./message";
import { onCallPerson, sendInApp, sentEvent } from "./send-app";

/** So soon what becomes due is looked for while others are under way. */
const LOOK_MS = 500;

export type SendDeps = { db: Database; messages: Messages; seal: Seal; baseUrl: string | null };
export type Sent = { sent: number; again: number; failed: number };

export type SendOptions = {
  clock: () => Date;
  signal: AbortSignal;
  /** Told what became of each message as it ends. */
  ended?: (end: keyof Sent) => void;
};

/**
 * Sends what is due until nothing is: each is tried again within bounds, and its last error is kept. What becomes due
 * meanwhile waits for no other message to end, as long as its route and its channel have room.
 */
export async function sendDeliveries(deps: SendDeps, { clock, signal, ended }: SendOptions): Promise<Sent> {
  const sum: Sent = { sent: 0, again: 0, failed: 0 };
  const underWay = new Map<string, UnderWay & { end: Promise<void> }>();
  const broken: unknown[] = [];
  const begin = (message: UnderWay) => {
    const end = sendOne(deps, message.id, clock(), signal)
      .then((became) => {
        if (became === null) return;
        sum[became] += 1;
        ended?.(became);
      })
      .catch((error: unknown) => void broken.push(error))
      .finally(() => underWay.delete(message.id));
    underWay.set(message.id, { ...message, end });
  };
  try {
    while (!signal.aborted && broken.length === 0) {
      const own = [...underWay.values()].map(({ end: _end, ...message }) => message);
      for (const message of await claimDeliveries(deps.db, clock(), own)) begin(message);
      if (underWay.size === 0) break;
      await Promise.race([...[...underWay.values()].map(({ end }) => end), delay(LOOK_MS)]);
    }
  } finally {
    await Promise.all([...underWay.values()].map(({ end }) => end));
  }
  if (broken.length > 0) throw broken[0];
  return sum;
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
