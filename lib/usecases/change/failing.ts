import "server-only";
import type { Tx } from "@/lib/data/client";
import { loadChangeFacts, momentOf } from "./facts";
import type { ChangeRow } from "./rows";

/** How many gates fail for each change of a page that still waits to be decided or started. */
export async function failingGates(
  db: Tx,
  rows: readonly ChangeRow[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const open = rows.filter(({ state }) =>
    ["draft", "submitted", "in_review", "approved", "scheduled"].includes(state),
  );
  const counted = await Promise.all(
    open.map(async (row) => {
      const { gates } = await loadChangeFacts(db, row, { moment: momentOf(row.state), now });
      return [row.id, gates.filter(({ verdict }) => verdict === "fail").length] as const;
    }),
  );
  return new Map(counted);
}
