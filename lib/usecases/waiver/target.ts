import "server-only";
import type { Tx } from "@/lib/data/client";
import { changeNumber } from "@/lib/domain/change/number";
import type { Target } from "../command";

/** The waiver a command acts on, within its change's scope. */
export async function waiverTarget(
  tx: Tx,
  { waiverId }: { waiverId: string },
): Promise<Target<WaiverRow> | null> {
  const row = await load(tx, waiverId);
  if (row === null) return null;
  const { id, tenantId, environmentId, number } = row.change;
  return {
    row,
    scope: { level: "environment", tenantId, environmentId },
    ...{ kind: "change", id, name: changeNumber(number), tenantId, environmentId },
  };
}

const load = (tx: Tx, id: string) => tx.gateWaiver.findUnique({ where: { id }, include: { change: true } });
type WaiverRow = NonNullable<Awaited<ReturnType<typeof load>>>;

/** What the rules of waivers look at. */
export const waiverFacts = (row: WaiverRow, personId: string, now: Date) => ({
  over: row.withdrawnAt !== null || row.expiresAt <= now || row.contentHash !== row.change.contentHash,
  confirmed: row.confirmedAt !== null,
  ...{ askedById: row.askedById, personId, authorIds: row.change.authorIds },
});
