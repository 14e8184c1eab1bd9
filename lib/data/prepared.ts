import "server-only";

/** Uses of one text before it is prepared: what is rarely asked, or never with the same text again, is not worth it. */
const WORTH_IT = 5;
/** Each connection keeps the plans of as many statements. */
const MAX_PREPARED = 300;
/** Texts counted at once; lists of every length make a text each. */
const MAX_COUNTED = 2_000;

/**
 * Names the statements that are made often, so that each connection parses and plans them once; the empty name leaves
 * one unprepared. Bounded in what it remembers and in what it asks PostgreSQL to keep.
 */
export function createStatementNames(): (text: string) => string {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MAX_PREPARED) return "";
    const count = (uses.get(text) ?? 0) + 1;
    if (count < WORTH_IT) {
      if (uses.size >= MAX_COUNTED) uses.clear();
      uses.set(text, count);
      return "";
    }
    uses.delete(text);
    const name = `often-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}
