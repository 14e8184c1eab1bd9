import "server-only";
import { FILESTORE_DIRECTORY } from "@/lib/domain/manifest/toolbox-job";
import { RESTORE_JOB_SECONDS, type RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import type { ToolboxRun } from "../recovery/toolbox-job";
import { asideOf, recoveredServer } from "../restore/server-aside";
import type { RoomPlace } from "./place";
import { databaseOf } from "./room";
import { roomRun } from "./run";

export const RESTORE_JOB = "restore";

/** Brings the backup, or the second with the backup's files, back into the room's database. */
export async function bringRun(
  place: RoomPlace,
  recovery: RecoveryPoint | null,
  more: readonly string[] = [],
): Promise<ToolboxRun> {
  const database = await databaseOf(place);
  const { databaseSnapshotId, filestoreSnapshotId } = place.subject.backup;
  const source = recovery === null ? ["--database-snapshot", databaseSnapshotId] : ["--from-server"];
  const args = [
    ...["restore", ...source, "--filestore-snapshot", filestoreSnapshotId],
    ...["--into-database", database, "--into-filestore", `${FILESTORE_DIRECTORY}/${database}`],
    ...more,
  ];
  const run = roomRun(place, { name: RESTORE_JOB, args, limitSeconds: RESTORE_JOB_SECONDS });
  if (recovery === null) return run;
  return { ...run, secrets: (signal: AbortSignal) => recoveredServer(asideOf(place, recovery), signal) };
}
