import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { writeNotices } from "@/lib/data/notices";
import type { Role } from "@/lib/domain/access/roles";
import { type ApprovalState, approvalCountsUntil, rolesInWords } from "@/lib/domain/change/approval-path";
import { approvalDefaults } from "@/lib/domain/change/approval-policy";
import { changeNumber } from "@/lib/domain/change/number";
import type { NoticeOccasion } from "@/lib/domain/notice/notice";
import { momentIn } from "@/lib/domain/shared/moment";
import { counted } from "@/lib/domain/shared/words";
import type { ScheduleHandler } from "../schedule/handlers";
import { approvalsIn, decisionSelect, pathOf } from "./approvals";

/** Changes looked at together. */
const PAGE = 200;
/** What ended longer ago than this is not told any more, in milliseconds: a day. */
const LATE_MS = 24 * 3_600_000;

const rowSelect = {
  ...{ id: true, number: true, title: true, tenantId: true, environmentId: true, authorIds: true },
  ...{ contentHash: true, approvalPath: true, trainRingId: true, state: true, openRoles: true },
  environment: { select: { timeZone: true } },
  decisions: { select: decisionSelect, orderBy: [{ at: "asc" }, { id: "asc" }] },
  waivers: {
    where: { confirmedAt: { not: null }, withdrawnAt: null },
    select: { id: true, gateTitle: true, contentHash: true, askedById: true, expiresAt: true },
    take: 50,
  },
} satisfies Prisma.ChangeSelect;
type Row = Prisma.ChangeGetPayload<{ select: typeof rowSelect }>;
type Lapse = { occasion: NoticeOccasion; userIds: readonly string[]; title: string; text: string };

/**
 * Open changes after `last` an approval or a waiver of which ended between `since` and `now`, and those under review whose
 * approvals lapsed at any time: their step may not have been opened again. By the decisions' own age, so that changes
 * nobody touches any more keep no other from being reached.
 */
async function lapsedAfter(db: Database, last: string, { since, now }: { since: Date; now: Date }) {
  const { approvalDays } = approvalDefaults("normal");
  const ids = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM change c
     WHERE c.id > ${last}::uuid AND c.state IN ('submitted', 'in_review', 'approved', 'scheduled')
       AND (EXISTS (
             SELECT 1 FROM change_decision d,
               LATERAL (SELECT d.at + make_interval(hours => 24 * CASE jsonb_typeof(c.approval_path -> 'approvalDays')
                 WHEN 'number' THEN (c.approval_path ->> 'approvalDays')::numeric::int ELSE ${approvalDays}::int END
               ) AS until) counts
              WHERE d.change_id = c.id AND d.kind = 'approved' AND d.voided_at IS NULL AND counts.until <= ${now}
                AND (counts.until >= ${since} OR c.state IN ('submitted', 'in_review')))
         OR EXISTS (
             SELECT 1 FROM gate_waiver w
              WHERE w.change_id = c.id AND w.confirmed_at IS NOT NULL AND w.withdrawn_at IS NULL
                AND w.expires_at BETWEEN ${since} AND ${now}))
     ORDER BY c.id LIMIT ${PAGE}`;
  return db.prisma.change.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    select: rowSelect,
    orderBy: { id: "asc" },
  });
}

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Tells once, within a day, that an approval or a waiver of an open change has lapsed, and puts a change whose step is
 * open again into the queue of those it waits for. The sweep of the outbox publishes it.
 */
export const tellLapses: ScheduleHandler = async (db, { now, signal }) => {
  const since = new Date(now.getTime() - LATE_MS);
  let told = 0;
  let rows = await lapsedAfter(db, BEFORE_ALL, { since, now });
  while (rows.length > 0) {
    for (const row of rows) {
      if (signal.aborted) break;
      for (const lapse of lapsesOf(row, now))
        told += await db.transaction((tx) => tellOnce(tx, row, lapse, now));
    }
    if (signal.aborted) break;
    const undecided = rows.filter(isUndecided).map(({ id }) => id);
    if (undecided.length > 0) await db.transaction((tx) => openAgain(tx, undecided, now));
    rows = rows.length < PAGE ? [] : await lapsedAfter(db, rows.at(-1)?.id ?? "", { since, now });
  }
  return { sentence: `${counted(told, "notice")} of lapsed approvals and waivers written.` };
};

/**
 * A step that lost an approval is open again: the change waits for those who may give it, whoever gave it before among
 * them, and no more for those of a later step. What has lapsed is void from now on, so that it is looked at once.
 */
async function openAgain(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx.$queryRaw`SELECT id FROM change WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  const found = await tx.change.findMany({ where: { id: { in: [...ids] } }, select: rowSelect });
  const rows = found.filter(isUndecided);
  const lapsed = rows.flatMap((row) => {
    const path = pathOf(row);
    return row.decisions.filter(
      ({ kind, at }) => kind === "approved" && approvalCountsUntil(path, at) <= now,
    );
  });
  await tx.changeDecision.updateMany({
    where: { id: { in: lapsed.map(({ id }) => id) }, voidedAt: null },
    data: { voidedAt: now },
  });
  for (const row of rows) {
    const openRoles = waitsFor(row, now);
    if (!sameRoles(openRoles, row.openRoles))
      await tx.change.update({ where: { id: row.id }, data: { openRoles: [...openRoles] } });
  }
}

/** The roles of the step that is open. */
function waitsFor(row: Row, now: Date): readonly Role[] {
  const { steps, open } = approvalsIn(row, row.decisions, now);
  return (open === null ? undefined : steps[open])?.roles ?? [];
}

const sameRoles = (one: readonly Role[], other: readonly Role[]): boolean =>
  one.length === other.length && one.every((role) => other.includes(role));

const isUndecided = ({ state }: Pick<Row, "state">): boolean =>
  state === "submitted" || state === "in_review";

function lapsesOf(row: Row, now: Date): readonly Lapse[] {
  const since = new Date(now.getTime() - LATE_MS);
  const path = pathOf(row);
  const standing = approvalsIn(row, row.decisions, now);
  const remedy = remedyOf(row, standing);
  const approvals = standing.lapsed.flatMap(({ person, at }): Lapse[] => {
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

/** What is to be done about it: under review somebody gives it anew, later the whole is decided on again. */
function remedyOf(row: Row, { steps, open }: ApprovalState): string {
  if (row.trainRingId !== null)
    return "A car cannot be decided on by itself: stop the train, and draft one anew for what it has not reached.";
  const step = open === null ? undefined : steps[open];
  return isUndecided(row) && step !== undefined
    ? `“${step.title}” is open again: ${rolesInWords(step.roles)} can approve it anew.`
    : "Return the change to draft and ask for a decision again.";
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
