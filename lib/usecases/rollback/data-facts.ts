import "server-only";
import type { Tx } from "@/lib/data/client";
import { changeNumber } from "@/lib/domain/change/number";
import { dataRollbackRefusal } from "@/lib/domain/recovery/data-rollback";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { type PointRow, pointInclude } from "../restore/facts";
import type { RollbackFacts } from "./facts";

export type DataRollbackFacts = {
  /** Null when release and data can go back together, else why not. */
  refusal: string | null;
  /** The change that brought the release which is left. */
  change: { id: string; number: number } | null;
  /** What its deployment saved before it updated the database. */
  checkpoint: PointRow | null;
  /** A request for it that waits for a second person. */
  waiting: { id: string; number: number } | null;
};

/**
 * Whether the release that runs can go back together with its data, besides `facts` about code alone. `butRestoreId`
 * names the request that asks: it does not stand in its own way. In a command call it inside the transaction that acts.
 */
export async function loadDataRollback(
  db: Tx,
  environmentId: string,
  facts: RollbackFacts & { activeOperation: string | null },
  butRestoreId?: string,
): Promise<DataRollbackFacts> {
  const { from, target } = facts;
  const brought = await deploymentThatBrought(db, environmentId, { from, target });
  const change = brought?.change ?? null;
  const checkpoint = brought?.backup?.cause === "checkpoint" ? brought.backup : null;
  const waiting = await db.restore.findFirst({
    where: {
      targetEnvironmentId: environmentId,
      state: "requested",
      changeId: { not: null },
      ...(butRestoreId === undefined ? {} : { id: { not: butRestoreId } }),
    },
    select: { id: true, number: true },
  });
  const refusal = dataRollbackRefusal({
    from: from?.name ?? null,
    target: target?.name ?? null,
    codeAlone: facts.verdict.allowed,
    activeOperation: facts.activeOperation,
    change: change === null ? null : changeNumber(change.number),
    checkpoint: checkpoint === null ? null : { ...checkpoint, complete: isComplete(checkpoint) },
    waiting: waiting === null ? null : restoreNumber(waiting.number),
  });
  return { refusal, change, checkpoint, waiting };
}

const isComplete = ({ databaseSnapshotId, filestoreSnapshotId, takenAt }: PointRow): boolean =>
  databaseSnapshotId !== null && filestoreSnapshotId !== null && takenAt !== null;

/** The newest deployment from the one release to the other; one that stopped after the door had opened counts too. */
async function deploymentThatBrought(
  db: Tx,
  environmentId: string,
  { from, target }: Pick<RollbackFacts, "from" | "target">,
) {
  if (from === null || target === null) return null;
  return db.operation.findFirst({
    where: {
      environmentId,
      kind: "deploy",
      state: { in: ["succeeded", "failed"] },
      releaseId: from.id,
      previousReleaseId: target.id,
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      change: { select: { id: true, number: true } },
      backup: { include: pointInclude },
    },
  });
}
