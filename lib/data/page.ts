import "server-only";

/** Cursor paging by id: asks for one row more than the page to know whether there is a next one. */
export function cursorPage(query: { cursor?: string | undefined; limit: number }): {
  take: number;
  skip?: number;
  cursor?: { id: string };
} {
  const take = query.limit + 1;
  return query.cursor === undefined ? { take } : { take, skip: 1, cursor: { id: query.cursor } };
}

/** Cuts the extra row off and names the cursor of the next page, or null at the end. */
export function pageOf<Row extends { id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(present),
    nextCursor: rows.length > limit && last !== undefined ? last.id : null,
  };
}
