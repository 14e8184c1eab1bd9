import "server-only";
import type { Tx } from "@/lib/data/client";
import { type ScratchFacts, scratchRefusal } from "@/lib/domain/scratch/refusal";
import { scratchNumber } from "@/lib/domain/scratch/state";
import type { PointRow } from "../restore/facts";
import type { CopiedRow } from "./rows";

/** What decides about a copy whatever its point. */
export const placeFacts = (row: CopiedRow) => ({
  environment: { name: row.name },
  store: row.tenant.backupStore !== null,
  copies: row.scratchCopies.map(({ number }) => scratchNumber(number)),
});

/** Of these releases those that stand in quarantine. */
export async function quarantinedOf(db: Tx, releaseIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.releaseQuarantine.findMany({
    where: { releaseId: { in: [...releaseIds] }, liftedAt: null },
    select: { releaseId: true },
    take: 1_000,
  });
  return new Set(rows.map(({ releaseId }) => releaseId));
}

/** What decides about a copy of this point. */
export function pointFacts(
  point: PointRow,
  known: { quarantined: ReadonlySet<string>; acceptsDamage: boolean },
): Pick<ScratchFacts, "backup" | "release" | "acceptsDamage"> {
  const { state, proof, takenAt, release, databaseSnapshotId, filestoreSnapshotId } = point;
  return {
    backup: {
      ...{ state, proof, takenAt },
      complete: databaseSnapshotId !== null && filestoreSnapshotId !== null,
    },
    release: release === null ? null : { name: release.name, quarantined: known.quarantined.has(release.id) },
    acceptsDamage: known.acceptsDamage,
  };
}

/** The first reason against a copy of this point as it stands now; null when it can be made. */
export async function refusalNow(
  tx: Tx,
  row: CopiedRow,
  point: PointRow,
  acceptsDamage: boolean,
): Promise<string | null> {
  const quarantined = await quarantinedOf(tx, point.release === null ? [] : [point.release.id]);
  return scratchRefusal({ ...placeFacts(row), ...pointFacts(point, { quarantined, acceptsDamage }) });
}
