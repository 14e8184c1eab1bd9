import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { type EventFact, publishNow } from "@/lib/data/outbox";
import type { NoticeWords } from "@/lib/domain/notice/notice";
import { type Loss, lossWords } from "@/lib/domain/recovery/loss";
import { REQUEST_HOURS, restoreNumber } from "@/lib/domain/recovery/restore";
import {
  askedNotice,
  decidedNotice,
  lapsedNotice,
  RELEASING_ROLES,
  type RestoreDecision,
} from "@/lib/domain/recovery/restore-notices";
import type { Context } from "../context";
import { changedEvents, restoreInclude, startedEvents } from "./rows";

type Told = Promise<LiveEvent[]>;

async function factsOf(tx: Tx, restoreId: string) {
  const row = await tx.restore.findUniqueOrThrow({ where: { id: restoreId }, include: restoreInclude });
  const facts = {
    number: restoreNumber(row.number),
    tenant: row.tenant.name,
    environment: row.targetEnvironment.name,
    withRelease: row.changeId !== null,
  };
  return { row, facts };
}

type Row = Awaited<ReturnType<typeof factsOf>>["row"];

async function write(
  tx: Tx,
  row: Row,
  message: { people: readonly string[]; occasion: `restore:${string}`; words: NoticeWords; now: Date },
): Told {
  const { people, ...what } = message;
  const { tenantId, targetEnvironmentId: environmentId } = row;
  const path = `/restore/${row.id}`;
  return (await writeNotices(tx, { tenantId, environmentId, operationId: null, path }, people, what)).events;
}

/** Tells those who may release a request that it waits for one of them; never who asked. */
async function tellAsked(tx: Tx, restoreId: string, loss: Loss, now: Date): Told {
  const { row, facts } = await factsOf(tx, restoreId);
  const { tenantId, targetEnvironmentId: environmentId, requester, reason } = row;
  const all = await peopleWith(tx, { tenantId, environmentId }, RELEASING_ROLES);
  const people = all.filter((id) => id !== requester.id);
  const asked = { requester: requester.name, reason, loss: lossWords(loss), hours: REQUEST_HOURS };
  return write(tx, row, {
    people,
    occasion: "restore:asked",
    words: askedNotice({ ...facts, ...asked }),
    now,
  });
}

type Decided = { decision: RestoreDecision; actor: { id: string; name: string }; comment: string; now: Date };

/** Tells the requester what somebody else has decided. */
export async function tellDecided(tx: Tx, restoreId: string, decided: Decided): Told {
  const { row, facts } = await factsOf(tx, restoreId);
  const { decision, actor, comment, now } = decided;
  if (actor.id === row.requesterId) return [];
  const words = decidedNotice({ ...facts, decision, person: actor.name, comment });
  return write(tx, row, { people: [row.requesterId], occasion: `restore:${decision}`, words, now });
}

/** Tells the requester that nobody decided in time. */
export async function tellLapsed(tx: Tx, restoreId: string, now: Date): Told {
  const { row, facts } = await factsOf(tx, restoreId);
  const words = lapsedNotice({ ...facts, hours: REQUEST_HOURS });
  return write(tx, row, { people: [row.requesterId], occasion: "restore:lapsed", words, now });
}

type Telling = {
  tx: Tx;
  ctx: Context;
  announce: (event: EventFact) => Promise<void>;
  afterCommit: (work: () => Promise<void>) => void;
};

/** Tells of a request just written: its operation starts, or it waits for those who may release it. */
export async function tellRequest(
  { tx, ctx, announce, afterCommit }: Telling,
  place: { tenantId: string; id: string },
  asked: { restoreId: string; operationId: string | null; loss: Loss },
): Promise<void> {
  const { restoreId, operationId, loss } = asked;
  if (operationId === null) {
    for (const event of changedEvents({ ...place, targetEnvironmentId: place.id })) await announce(event);
    const told = await tellAsked(tx, restoreId, loss, ctx.now);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return;
  }
  for (const event of startedEvents(place, operationId)) await announce(event);
  afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
}
