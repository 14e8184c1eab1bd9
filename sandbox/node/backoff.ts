const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 300_000;
/** A container that ran this long is healthy again: its next crash starts counting anew. */
const RESET_AFTER_MS = 600_000;

/** How often a container crashed in a row; the kubelet restarts at once first, then after 10 s, 20 s … 300 s. */
export type BackOff = { readonly crashes: number };

export const noBackOff: BackOff = { crashes: 0 };

/** Counts one more end of the container and tells how long to wait before the next start, in milliseconds. */
export function afterExit(
  backOff: BackOff,
  ranMilliseconds: number,
): { next: BackOff; delayMilliseconds: number } {
  const crashes = ranMilliseconds >= RESET_AFTER_MS ? 1 : backOff.crashes + 1;
  const delay = crashes === 1 ? 0 : FIRST_DELAY_MS * 2 ** Math.min(crashes - 2, 10);
  return { next: { crashes }, delayMilliseconds: Math.min(delay, LONGEST_DELAY_MS) };
}
