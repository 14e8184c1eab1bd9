import "server-only";
import type { Tx } from "@/lib/data/client";
import { storedBackups } from "@/lib/data/ledger/prune-rows";
import type { BackupSettings } from "@/lib/domain/recovery/policy";
import {
  choosePruned,
  MOST_FORGOTTEN,
  type PruneChoice,
  type PrunePoints,
} from "@/lib/domain/recovery/prune";

const DAY_MS = 86_400_000;
/** A failed backup is looked for in the store a day after it, when nothing writes there any more, and for 40 days. */
const FAILED_AFTER_DAYS = 1;
const FAILED_UNTIL_DAYS = 40;
const MOST_FAILED = 50;

type Pruning = { choice: PruneChoice; points: PrunePoints };

/** What the rules forget of an environment's backups now. In a command call it in the transaction that acts. */
export async function pruningOf(
  db: Tx,
  { id: environmentId, timeZone }: { id: string; timeZone: string },
  { settings, now }: { settings: Pick<BackupSettings, "keep">; now: Date },
): Promise<Pruning> {
  const backups = await storedBackups(db, { environmentId });
  const choice = choosePruned(backups, { keep: settings.keep, timeZone }, now);
  // Marked by an earlier pruning that did not get to remove them.
  const marked = await db.backup.findMany({
    where: { environmentId, state: "forgotten", databaseSnapshotId: { not: null } },
    select: { id: true, operationId: true },
    orderBy: { id: "asc" },
    take: MOST_FORGOTTEN,
  });
  const points = [...marked, ...choice.forget].map(({ id, operationId }) => ({ backupId: id, operationId }));
  return { choice, points: { backups: points, failed: await failedOperations(db, environmentId, now) } };
}

/** What of a failed backup reached the store is no restore point, and goes along with the next that is forgotten. */
async function failedOperations(db: Tx, environmentId: string, now: Date): Promise<string[]> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const rows = await db.backup.findMany({
    where: {
      environmentId,
      state: "failed",
      createdAt: { gt: before(FAILED_UNTIL_DAYS), lt: before(FAILED_AFTER_DAYS) },
    },
    select: { operationId: true },
    orderBy: { createdAt: "desc" },
    take: MOST_FAILED,
  });
  return rows.map(({ operationId }) => operationId);
}
