import type { z } from "zod";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/**
 * The filters an operation's query knows, read from a page's address. A value that is not valid is left out, so that
 * an old or mistyped address shows the list instead of an error. The page size stays the server's.
 */
export function listFilter<Query extends z.ZodObject>(
  query: Query,
  given: Record<string, string | string[] | undefined>,
): Omit<z.input<Query>, "limit"> {
  const filter: Record<string, string> = {};
  for (const [name, schema] of Object.entries(query.shape)) {
    const value = given[name];
    if (name === "limit" || typeof value !== "string" || value === "") continue;
    if ((schema as z.ZodType).safeParse(value).success) filter[name] = value;
  }
  return filter as Omit<z.input<Query>, "limit">;
}

/** The address of a page with its filters, to return to after signing in. */
export function returnPath(path: string, filter: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
