type Named = { id: string; name: string };

/** People a text may name at most. */
export const MOST_MENTIONS = 20;

/**
 * Who is named in a text by @ and full name, each once, in the order of the list. Of names that begin alike the longest
 * counts: "@Eva Brunner-Klein" is not Eva Brunner.
 */
export function mentionedIn(text: string, people: readonly Named[]): readonly Named[] {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length);
  const lower = text.toLowerCase();
  const found = new Set<string>();
  for (let at = lower.indexOf("@"); at !== -1; at = lower.indexOf("@", at + 1)) {
    const named = longestFirst.find(({ name }) => saysName(lower, at + 1, name.toLowerCase()));
    if (named !== undefined) found.add(named.id);
  }
  return people.filter(({ id }) => found.has(id)).slice(0, MOST_MENTIONS);
}

function saysName(text: string, from: number, name: string): boolean {
  if (name === "" || !text.startsWith(name, from)) return false;
  const next = text.charAt(from + name.length);
  return next === "" || !/[\p{L}\p{N}_-]/u.test(next);
}
