import "server-only";
import type { Database } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { ROLE_ACTIONS, ROLES } from "@/lib/domain/access/roles";
import { changeNumber } from "@/lib/domain/change/number";
import { momentIn } from "@/lib/domain/shared/moment";
import { counted } from "@/lib/domain/shared/words";
import type { ScheduleHandler } from "../schedule/handlers";

/** So long before it is due a review is asked for, in milliseconds: a day. */
const SOON_MS = 24 * 3_600_000;
const MOST = 200;
const REVIEWING = ROLES.filter((role) => (ROLE_ACTIONS[role] as readonly string[]).includes("change.review"));

type Due = Awaited<ReturnType<typeof dueReviews>>[number];

const dueReviews = (db: Database, before: Date) =>
  db.prisma.change.findMany({
    where: { reviewDueAt: { lte: before }, state: { in: ["succeeded", "rolled_back", "failed"] } },
    select: {
      id: true,
      number: true,
      title: true,
      tenantId: true,
      environmentId: true,
      authorIds: true,
      reviewDueAt: true,
      environment: { select: { timeZone: true } },
      decisions: {
        where: { kind: "approved", voidedAt: null },
        select: { userId: true, onBehalfOfId: true },
      },
      operations: {
        where: { kind: "deploy" },
        orderBy: { createdAt: "desc" },
        take: 1,
        select: { id: true, requesterId: true },
      },
    },
    orderBy: [{ reviewDueAt: "asc" }, { id: "asc" }],
    take: MOST,
  });

/** Tells those who may review an emergency a day before its review is due, and once more when it is overdue. */
export const tellReviewsDue: ScheduleHandler = async (db, { now, signal }) => {
  const rows = await dueReviews(db, new Date(now.getTime() + SOON_MS));
  let told = 0;
  for (const row of rows) {
    if (signal.aborted) break;
    told += await tellOne(db, row, now);
  }
  return {
    sentence: `${counted(rows.length, "review")} due or overdue; ${counted(told, "notice")} written.`,
  };
};

/** How many were told; nobody twice of the same. The sweep of the outbox publishes it. */
async function tellOne(db: Database, row: Due, now: Date): Promise<number> {
  const [operation] = row.operations;
  if (row.reviewDueAt === null || operation === undefined) return 0;
  const overdue = row.reviewDueAt <= now;
  const at = momentIn(row.reviewDueAt, row.environment.timeZone);
  const parties = [
    ...row.decisions.flatMap(({ userId, onBehalfOfId }) => [userId, onBehalfOfId]),
    operation.requesterId,
  ];
  const text = overdue
    ? `It was due ${at}. Until it is written, no change but an emergency goes to this environment.`
    : `It is due ${at}, by somebody who neither wrote, approved nor started it.`;
  const title = `${changeNumber(row.number)}, ${row.title}: its review is ${overdue ? "overdue" : "due soon"}`;
  return db.transaction(async (tx) => {
    const all = await peopleWith(tx, row, REVIEWING);
    const people = all.filter((id) => !row.authorIds.includes(id) && !parties.includes(id));
    const { tenantId, environmentId } = row;
    const where = { tenantId, environmentId, operationId: operation.id, path: `/changes/${row.id}` };
    const occasion = overdue ? "review:overdue" : "review:soon";
    const told = await writeNotices(tx, where, people, { occasion, words: { title, text }, now });
    return told.people;
  });
}
