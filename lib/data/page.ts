import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/**
 * Keyset paging: a cursor holds the sort values of the last row seen, so that a row which meanwhile moved or left the
 * filter neither repeats nor hides another. `Part` names the sort columns' values, the row's id last.
 */
export type Keyset = readonly [string, ...string[]];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const encode = (key: Keyset): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** The sort values in a cursor, or null without one. Problem `invalid_input` for what no page has handed out. */
export function cursorKey(cursor: string | undefined, parts: number): readonly string[] | null {
  if (cursor === undefined) return null;
  const key = parsed(Buffer.from(cursor, "base64url").toString("utf8"));
  const sound =
    Array.isArray(key) &&
    key.length === parts &&
    key.every((part) => typeof part === "string" && !part.includes("\u0000")) &&
    UUID.test(String(key.at(-1)));
  if (!sound) throw new Problem("invalid_input", "cursor: take it from nextCursor of the page before.");
  return key as string[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** As `cursorKey` for lists sorted by a time, newest first, and id. */
export function timeCursor(cursor: string | undefined): { at: Date; id: string } | null {
  const key = cursorKey(cursor, 2);
  if (key === null) return null;
  const [time = "", id = ""] = key;
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) {
    throw new Problem("invalid_input", "cursor: take it from nextCursor of the page before.");
  }
  return { at, id };
}

/** Rows that come after a cursor's in a list sorted by when they were made, newest first, and id. */
export function madeBefore(cursor: string | undefined) {
  const last = timeCursor(cursor);
  if (last === null) return {};
  return { OR: [{ createdAt: { lt: last.at } }, { createdAt: last.at, id: { lt: last.id } }] };
}

/** One row more than the page holds tells whether there is a next one. */
export const pageSize = (limit: number): { take: number } => ({ take: limit + 1 });

/** Cuts the extra row off and names the cursor of the next page, or null at the end. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => Keyset,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(present),
    nextCursor: rows.length > limit && last !== undefined ? encode(key(last)) : null,
  };
}
