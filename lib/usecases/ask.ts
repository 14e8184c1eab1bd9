import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/**
 * Asks the outside, for at most `limitMs`.
 * @throws Problem `upstream_failed` with `tooLate` when the time is up; otherwise what the question threw
 */
export async function ask<T>(
  question: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  tooLate: string,
): Promise<T> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    return await question(signal);
  } catch (error) {
    if (error instanceof Problem || !signal.aborted) throw error;
    throw new Problem("upstream_failed", tooLate);
  }
}
