import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { noticeEvents, publishNow } from "@/lib/data/outbox";
import { MOST_TOLD, type NoticeOccasion } from "@/lib/domain/notice/notice";
import { momentIn } from "@/lib/domain/shared/moment";
import { counted } from "@/lib/domain/shared/words";
import { loadApprovals } from "./approvals";
import { turnTakers } from "./approvers";
import type { Acting } from "./target";
import { tellAuthors, tellPeople } from "./tell";

type Telling = Pick<Acting, "tx" | "ctx" | "afterCommit">;
type Words = { occasion: NoticeOccasion; title: string; text: string };

/**
 * Tells everybody who can give the approval that has just opened, in one notice each. Silent where none is open, or
 * where its step has had an approval already: then they were told when it opened.
 */
export async function tellTurn(telling: Telling, changeId: string): Promise<void> {
  const { tx, ctx } = telling;
  const row = await tx.change.findUniqueOrThrow({
    where: { id: changeId },
    include: { environment: { select: { name: true, timeZone: true, tenant: { select: { name: true } } } } },
  });
  const approvals = (await loadApprovals(tx, [row], ctx.now))(row);
  const step = approvals.open === null ? undefined : approvals.steps[approvals.open];
  if (step === undefined || step.given.length > 0) return;
  await endTurn(telling, row);
  const may = await turnTakers(tx, row, approvals, { now: ctx.now, most: MOST_TOLD });
  const { name, timeZone, tenant } = row.environment;
  const planned = row.plannedStart === null ? "" : ` Planned for ${momentIn(row.plannedStart, timeZone)}.`;
  const others = step.quorum === 1 ? "" : ` It needs ${counted(step.quorum, "approval")}.`;
  const events = await tellPeople(
    tx,
    row,
    may.map(({ id }) => id),
    {
      occasion: `change:turn:${approvals.open}`,
      title: "your approval is asked for",
      text: `“${step.title}” is open for ${tenant.name}, ${name}.${others}${planned} ${row.reason}`.trim(),
      byId: ctx.actor.id,
      now: ctx.now,
    },
  );
  publishLater(telling, events);
}

/** An approval that was asked for is open no more: whoever had been asked and has not read it need not. */
export async function endTurn({ tx, ctx, afterCommit }: Telling, row: { id: string } & Place): Promise<void> {
  const unread = {
    ...{ tenantId: row.tenantId, environmentId: row.environmentId },
    path: `/changes/${row.id}`,
    occasion: { startsWith: "change:turn:" },
    readAt: null,
  };
  const notices = await tx.notice.findMany({
    where: unread,
    select: { id: true, userId: true },
    take: MOST_TOLD,
  });
  if (notices.length === 0) return;
  await tx.notice.updateMany({
    where: { id: { in: notices.map(({ id }) => id) } },
    data: { readAt: ctx.now },
  });
  const people = [...new Set(notices.map(({ userId }) => userId))];
  publishLater({ tx, ctx, afterCommit }, await noticeEvents(tx, "notice.read", people));
}

type Place = { tenantId: string; environmentId: string };
type AuthoredRow = Parameters<typeof tellAuthors>[1];

/** Tells those who wrote a change what somebody else did with it. */
export async function tellWriters(telling: Telling, row: AuthoredRow, words: Words): Promise<void> {
  const { tx, ctx } = telling;
  publishLater(telling, await tellAuthors(tx, row, { ...words, byId: ctx.actor.id, now: ctx.now }));
}

/** Marks every standing decision void, and tells who gave one, or lent the right to it, that it counts no more. */
export async function voidDecisions(telling: Telling, row: AuthoredRow, why: string): Promise<void> {
  const { tx, ctx } = telling;
  const standing = { changeId: row.id, voidedAt: null };
  const given = await tx.changeDecision.findMany({
    where: { ...standing, kind: "approved" },
    select: { userId: true, onBehalfOfId: true },
    take: 20,
  });
  await tx.changeDecision.updateMany({ where: standing, data: { voidedAt: ctx.now } });
  const parties = given.flatMap(({ userId, onBehalfOfId }) => [userId, onBehalfOfId ?? []].flat());
  const events = await tellPeople(tx, row, parties, {
    occasion: "change:void",
    title: "your approval is void",
    text: `${why} It counts again only when you approve the content as it is then.`,
    byId: ctx.actor.id,
    now: ctx.now,
  });
  publishLater(telling, events);
}

function publishLater({ ctx, afterCommit }: Telling, events: readonly LiveEvent[]): void {
  if (events.length > 0) afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
}
