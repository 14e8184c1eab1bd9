import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/** Whether a turn of a sweep began. That a person was faster is no failure: what that one wants counts. */
export async function begins(turn: Promise<unknown>): Promise<boolean> {
  try {
    return (await turn) !== false;
  } catch (error) {
    if (error instanceof Problem && error.code === "conflict") return false;
    throw error;
  }
}

/** Begins with each in its order; answers how many were begun. */
export async function beginEach<Row>(
  rows: readonly Row[],
  begin: (row: Row) => Promise<unknown>,
): Promise<number> {
  let begun = 0;
  for (const row of rows) if (await begins(begin(row))) begun += 1;
  return begun;
}
