import "server-only";
import type { Notice, UnreadNotices } from "@/lib/contracts/api/resources/notice";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";

const MOST_COUNTED = 100;

export const noticeInclude = {
  environment: { select: { id: true, name: true, timeZone: true } },
} satisfies Prisma.NoticeInclude;

type NoticeRow = Prisma.NoticeGetPayload<{ include: typeof noticeInclude }>;

export const presentNotice = (row: NoticeRow): Notice => ({
  id: row.id,
  title: row.title,
  text: row.text,
  at: row.at.toISOString(),
  readAt: row.readAt?.toISOString() ?? null,
  operationId: row.operationId,
  path: row.path ?? (row.operationId === null ? null : `/operations/${row.operationId}`),
  environment: row.environment,
});

/** Counts the unread among these notices, at most 100 of them: a bell needs no larger number. */
export async function countUnread(db: Tx, where: Prisma.NoticeWhereInput): Promise<UnreadNotices> {
  const rows = await db.notice.findMany({
    where: { AND: [where, { readAt: null }] },
    select: { id: true },
    take: MOST_COUNTED + 1,
  });
  return { unread: Math.min(rows.length, MOST_COUNTED), more: rows.length > MOST_COUNTED };
}
