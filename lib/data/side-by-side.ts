import "server-only";
import type { Tx } from "./client";

type Reads = Record<string, () => Promise<unknown>>;
type Answers<R extends Reads> = { [Name in keyof R]: Awaited<ReturnType<R[Name]>> };

/** One request does not take the whole pool from the others. */
const AT_ONCE = 3;

/**
 * Reads that need nothing of each other: some at once on the pool, one after the other inside a transaction, which has
 * one connection. @throws what the first failing read threw; none begins after it
 */
export async function sideBySide<R extends Reads>(db: Tx, reads: R): Promise<Answers<R>> {
  const waiting = Object.keys(reads);
  const answers: Record<string, unknown> = {};
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      answers[name] = await reads[name]?.();
  };
  // Only the client itself connects; a transaction has its connection.
  const lanes = "$connect" in db ? AT_ONCE : 1;
  try {
    await Promise.all(Array.from({ length: lanes }, work));
  } finally {
    waiting.length = 0;
  }
  return answers as Answers<R>;
}
