import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { writeNotices } from "@/lib/data/notices";
import { approvalCountsUntil } from "@/lib/domain/change/approval-path";
import { changeNumber } from "@/lib/domain/change/number";
import type { NoticeOccasion } from "@/lib/domain/notice/notice";
import { momentIn } from "@/lib/domain/shared/moment";
import { counted } from "@/lib/domain/shared/words";
import type { ScheduleHandler } from "../schedule/handlers";
import { approvalsIn, decisionSelect, pathOf } from "./approvals";

/** Open changes looked at in one run, the longest untouched first. */
const MOST = 500;
/** What ended longer ago than this is not told any more, in milliseconds: a day. */
const LATE_MS = 24 * 3_600_000;

const rowSelect = {
  ...{ id: true, number: true, title: true, tenantId: true, environmentId: true, authorIds: true },
  ...{ contentHash: true, approvalPath: true, trainRingId: true },
  environment: { select: { timeZone: true } },
  decisions: { select: decisionSelect },
  waivers: {
    where: { confirmedAt: { not: null }, withdrawnAt: null },
    select: { id: true, gateTitle: true, contentHash: true, askedById: true, expiresAt: true },
    take: 50,
  },
} satisfies Prisma.ChangeSelect;
type Row = Prisma.ChangeGetPayload<{ select: typeof rowSelect }>;
type Lapse = { occasion: NoticeOccasion; userIds: readonly string[]; title: string; text: string };

const openWith = (db: Database) =>
  db.prisma.change.findMany({
    where: {
      state: { in: ["submitted", "in_review", "approved", "scheduled"] },
      OR: [
        { decisions: { some: { kind: "approved", voidedAt: null } } },
        { waivers: { some: { confirmedAt: { not: null }, withdrawnAt: null } } },
      ],
    },
    select: rowSelect,
    orderBy: [{ updatedAt: "asc" }, { id: "asc" }],
    take: MOST,
  });

/** Tells once, within a day, that an approval or a waiver of an open change has lapsed. The sweep of the outbox publishes it. */
export const tellLapses: ScheduleHandler = async (db, { now, signal }) => {
  let told = 0;
  for (const row of await openWith(db)) {
    if (signal.aborted) break;
    for (const lapse of lapsesOf(row, now))
      told += await db.transaction((tx) => tellOnce(tx, row, lapse, now));
  }
  return { sentence: `${counted(told, "notice")} of lapsed approvals and waivers written.` };
};

function lapsesOf(row: Row, now: Date): readonly Lapse[] {
  const since = new Date(now.getTime() - LATE_MS);
  const path = pathOf(row);
  const remedy =
    row.trainRingId === null
      ? "Return the change to draft and ask for a decision again."
      : "A car cannot be decided on by itself: stop the train, and draft one anew for what it has not reached.";
  const approvals = approvalsIn(row, row.decisions, now).lapsed.flatMap(({ person, at }): Lapse[] => {
    const until = approvalCountsUntil(path, at);
    if (until < since) return [];
    return [
      {
        occasion: `change:lapsed:${person.id}:${at.getTime()}`,
        userIds: [...new Set([...row.authorIds, person.id])],
        title: `the approval by ${person.name} has lapsed`,
        text: `It counted until ${momentIn(until, row.environment.timeZone)}. ${remedy}`,
      },
    ];
  });
  const waivers = row.waivers
    .filter(({ contentHash, expiresAt }) => contentHash === row.contentHash && expiresAt <= now)
    .filter(({ expiresAt }) => expiresAt >= since)
    .map(
      ({ id, gateTitle, askedById, expiresAt }): Lapse => ({
        occasion: `change:waiver_over:${id}`,
        userIds: [...new Set([...row.authorIds, askedById])],
        title: `the waiver of “${gateTitle}” is over`,
        text: `It stood until ${momentIn(expiresAt, row.environment.timeZone)}. The gate says again what it says.`,
      }),
    );
  return [...approvals, ...waivers];
}

/** How many were told: nobody twice of the same. */
async function tellOnce(
  tx: Tx,
  row: Row,
  { occasion, userIds, title, text }: Lapse,
  now: Date,
): Promise<number> {
  // Two workers that run beside each other wait for each other here.
  await tx.$queryRaw`SELECT id FROM change WHERE id = ${row.id}::uuid FOR UPDATE`;
  const known = await tx.notice.findMany({
    where: { userId: { in: [...userIds] }, occasion },
    select: { userId: true },
  });
  const people = await tx.user.findMany({
    where: { id: { in: [...userIds], notIn: known.map(({ userId }) => userId) }, disabledAt: null },
    select: { id: true },
    take: 100,
  });
  const { tenantId, environmentId } = row;
  const where = { tenantId, environmentId, operationId: null, path: `/changes/${row.id}` };
  const words = { title: `${changeNumber(row.number)}, ${row.title}: ${title}`, text };
  const ids = people.map(({ id }) => id);
  return (await writeNotices(tx, where, ids, { occasion, words, now })).people;
}
