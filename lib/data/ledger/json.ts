import "server-only";

/** A JSON column that Holdfast itself wrote as a list. Anything else reads as empty. */
export const listOf = <Item>(json: unknown): readonly Item[] => (Array.isArray(json) ? (json as Item[]) : []);
