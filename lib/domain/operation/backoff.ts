const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Milliseconds to wait before retry number `attempt` (from 1). Doubles up to 15 s and is jittered between half and
 * all of it, so that many workers do not return at once. The other side's Retry-After is honoured within a minute.
 * `random` is a number in [0, 1).
 */
export function backoffMs(attempt: number, random: number, retryAfterMs: number | null = null): number {
  const exponential = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  const jittered = exponential * (0.5 + random / 2);
  return Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, 60_000)));
}
