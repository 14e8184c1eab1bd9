import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { changeNumber } from "@/lib/domain/change/number";
import type { NoticeOccasion } from "@/lib/domain/notice/notice";

type Row = {
  id: string;
  number: number;
  title: string;
  tenantId: string;
  environmentId: string;
  authorIds: readonly string[];
};
type Message = { occasion: NoticeOccasion; title: string; text: string; byId: string; now: Date };

/** Tells people of a change; never who did it themselves. Publish the events it answers. */
export async function tellPeople(
  tx: Tx,
  row: Row,
  userIds: readonly string[],
  { occasion, title, text, byId, now }: Message,
): Promise<LiveEvent[]> {
  const { id, tenantId, environmentId } = row;
  const others = [...new Set(userIds)].filter((one) => one !== byId);
  const words = { title: `${changeNumber(row.number)}, ${row.title}: ${title}`, text };
  const where = { tenantId, environmentId, operationId: null, path: `/changes/${id}` };
  return (await writeNotices(tx, where, others, { occasion, words, now })).events;
}

/** Tells those who wrote a change, as far as they still sign in. */
export async function tellAuthors(tx: Tx, row: Row, message: Message): Promise<LiveEvent[]> {
  const people = await tx.user.findMany({
    where: { id: { in: [...row.authorIds] }, disabledAt: null },
    select: { id: true },
    take: 100,
  });
  return tellPeople(
    tx,
    row,
    people.map(({ id }) => id),
    message,
  );
}
