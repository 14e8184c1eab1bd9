import "server-only";
import type { Tx } from "@/lib/data/client";
import {
  filesFor,
  pointRefusal,
  type Recoverable,
  recoverableOf,
  withFiles,
} from "@/lib/domain/recovery/point-in-time";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { releaseAt } from "../restore/point";
import type { BackupRow, DrillableRow } from "./facts";

const usableFor = (backups: readonly BackupRow[]) =>
  backups.filter(({ proof, complete }) => proof !== "disproved" && complete);

/** Seconds of the environment's own log that a drill could bring back with their files; null where there are none. */
export const secondsOf = (row: DrillableRow, backups: readonly BackupRow[]): Recoverable | null =>
  withFiles(recoverableOf(row), usableFor(backups));

/** What a drill brings back: the backup its files are of, the release and modules of its data, and a second, if one. */
export type Brought = {
  backup: BackupRow;
  releaseId: string | null;
  modules: BackupRow["modules"];
  recovery: RecoveryPoint | null;
};

const SECOND_MS = 1_000;

/**
 * The last second before `moment`, where the environment's log is kept up to it; null where it is not, and a backup has
 * to do. `before` is the newest usable backup from before it, if there is one.
 */
export async function secondBefore(
  tx: Tx,
  row: DrillableRow,
  { moment, before, backups }: { moment: Date; before: BackupRow | null; backups: readonly BackupRow[] },
): Promise<Brought | null> {
  const at = new Date(Math.ceil(moment.getTime() / SECOND_MS) * SECOND_MS - SECOND_MS);
  const { databaseCluster } = row;
  const source = { ...row, recoverable: secondsOf(row, backups) };
  if (databaseCluster === null || pointRefusal({ at, source, target: row }) !== null) return null;
  const files = filesFor(usableFor(backups), at);
  if (files === null) return null;
  const releaseId = await releaseIdAt(tx, row.id, at);
  const like = [before, files].find((one) => one !== null && one.releaseId === releaseId) ?? before ?? files;
  const { id: environmentId, name: environmentName, namespace, hostname, stage } = row;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  return {
    backup: files,
    releaseId: releaseId ?? like.releaseId,
    modules: like.modules,
    recovery: { at: at.toISOString(), cluster: databaseCluster, environment },
  };
}

const releaseIdAt = async (tx: Tx, environmentId: string, at: Date): Promise<string | null> =>
  (await releaseAt(tx, environmentId, at))?.id ?? null;
