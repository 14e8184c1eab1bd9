import "server-only";
import type { Tx } from "@/lib/data/client";
import { askingOf } from "./asking";
import { loadFactsOfMany } from "./facts-of-many";
import type { ChangeRow } from "./rows";

const OPEN: readonly string[] = ["draft", "submitted", "in_review", "approved", "scheduled"];

/** How many gates fail for each change of a page that still waits to be decided or started. */
export async function failingGates(
  db: Tx,
  rows: readonly ChangeRow[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const open = rows.filter(({ state }) => OPEN.includes(state));
  const asked = open.map((subject) => ({ subject, ...askingOf(subject) }));
  const factsOf = await loadFactsOfMany(db, asked, now);
  return new Map(
    [...factsOf].map(([{ id }, { gates }]) => [id, gates.filter(({ verdict }) => verdict === "fail").length]),
  );
}
