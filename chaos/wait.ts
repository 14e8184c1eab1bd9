import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 50;

/**
 * Asks until the answer is neither null nor false. A question that throws is asked again: services are restarted here.
 * @throws Error saying what was waited for, with the last error, when `limitMs` have passed
 */
export async function until<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T | null | false>,
): Promise<T> {
  const end = performance.now() + limitMs;
  let trouble = "";
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== false) return answer;
      trouble = "";
    } catch (error) {
      trouble = ` (${error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error)})`;
    }
    await sleep(EVERY_MS);
  }
  throw new Error(`${what} did not happen within ${limitMs / 1_000} s${trouble}.`);
}

export { sleep };
