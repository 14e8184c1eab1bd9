/** JSON with the keys of every object in code-unit order, so that equal content is equal text and hashes alike. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/**
 * Sixteen hex digits that change when the text changes (FNV-1a twice, with different starts). Tells versions of
 * one text apart; it is no proof against somebody who wants two texts to collide.
 */
export function fingerprint(text: string): string {
  return [0x811c9dc5, 0x01000193].map((start) => fnv1a(text, start)).join("");
}

function fnv1a(text: string, start: number): string {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
