/** Every control character (C0, DEL, C1) but line feed and tab: PostgreSQL's text refuses the first of them, NUL. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
/** Only halves without their other half: with the flag `u` a whole pair is one character and does not match. */
const LONE_SURROGATES = /\p{Cs}/gu;

/**
 * The text as every store takes it: without control characters but line feed and tab, and with U+FFFD for every lone
 * surrogate, which PostgreSQL's jsonb refuses. For whatever the outside world says: pod output, API bodies, errors.
 */
export function plainText(text: string): string {
  return text.replace(CONTROLS, "").replace(LONE_SURROGATES, "\uFFFD");
}

/** The first `limit` UTF-16 units at most; never half of a surrogate pair, so plain text stays plain. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.codePointAt(limit - 1) ?? 0;
  return text.slice(0, last > 0xffff ? limit - 1 : limit);
}

/** `plainText`, or another cleaning, for every string inside a JSON value, names of fields too. */
export function plainJson<T>(value: T, clean: (text: string) => string = plainText): T {
  return cleaned(value, clean) as T;
}

function cleaned(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, clean));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), cleaned(inner, clean)]));
}
