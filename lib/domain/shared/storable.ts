/** What PostgreSQL cannot store: NUL in text, half of a surrogate pair in JSON. */
const LONE_SURROGATE = /\p{Cs}/u;
const unstorable = (text: string): boolean => text.includes("\u0000") || LONE_SURROGATE.test(text);

/**
 * Where inside a JSON value a string stands that cannot be stored, as a dotted path; null when all can. Walks without
 * recursion, so that no depth of nesting exhausts the stack.
 */
export function unstorableAt(value: unknown): string | null {
  const open: { path: string; value: unknown }[] = [{ path: "", value }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at.value === "string" && unstorable(at.value)) return at.path;
    if (at.value === null || typeof at.value !== "object") continue;
    for (const [key, inner] of Object.entries(at.value)) {
      const path = at.path === "" ? key : `${at.path}.${key}`;
      if (unstorable(key)) return at.path;
      open.push({ path, value: inner });
    }
  }
  return null;
}
