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
