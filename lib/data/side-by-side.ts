import "server-only";
import type { Tx } from "./client";

type Reads = Record<string, () => Promise<unknown>>;
type Answers<R extends Reads> = { [Name in keyof R]: Awaited<ReturnType<R[Name]>> };

/**
 * Reads that need nothing of each other: all at once on the pool, one after the other inside a transaction, which has
 * one connection. @throws what the first failing read threw
 */
export async function sideBySide<R extends Reads>(db: Tx, reads: R): Promise<Answers<R>> {
  const names = Object.keys(reads);
  const answers: Record<string, unknown> = {};
  // Only the client itself connects; a transaction has its connection.
  if ("$connect" in db) {
    const all = await Promise.all(names.map((name) => reads[name]?.()));
    for (const [index, name] of names.entries()) answers[name] = all[index];
  } else for (const name of names) answers[name] = await reads[name]?.();
  return answers as Answers<R>;
}
