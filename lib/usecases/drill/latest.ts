import "server-only";
import type { Tx } from "@/lib/data/client";
import { storedModules } from "@/lib/data/ledger/drill-rows";
import { drillNumber } from "@/lib/domain/drill/state";

/** The newest drill of each environment that came to an end by itself: one a person ended shows nothing. */
export async function latestDrills(db: Tx, environmentIds: readonly string[]) {
  const rows = await db.drill.findMany({
    where: { environmentId: { in: [...environmentIds] }, state: { in: ["passed", "failed"] } },
    distinct: ["environmentId"],
    orderBy: [{ environmentId: "asc" }, { finishedAt: "desc" }],
  });
  return new Map(
    rows.map(({ environmentId, modules, number, ...row }) => [
      environmentId,
      { ...row, number: drillNumber(number), modules: storedModules(modules) },
    ]),
  );
}
