import type { ForgetReport, InspectReport, StoredPoint } from "@/lib/domain/backup/report";
import {
  forgetSnapshots,
  openRepository,
  pruneRepository,
  restoredSize,
  type Snapshot,
  storedBytes,
} from "@/toolbox/restic";
import { type Run, size } from "@/toolbox/run";

/** As many as fit into a report with room to spare. */
const POINTS_TOLD = 8;
const BROKEN_OFF_HOURS = 24;

/** The snapshots of a repository as restore points, newest first. */
function pointsOf(snapshots: readonly Snapshot[]): StoredPoint[] {
  const points = new Map<string, StoredPoint>();
  for (const { id, operation, part, time, labels } of snapshots) {
    const known = points.get(operation);
    const before = known ?? { operation, time, databaseSnapshotId: null, filestoreSnapshotId: null, labels };
    const after =
      part === "database"
        ? { ...before, time, databaseSnapshotId: id }
        : { ...before, filestoreSnapshotId: id };
    points.set(operation, after);
  }
  return [...points.values()].toSorted((left, right) => right.time.localeCompare(left.time));
}

/** Lists the restore points, and the sizes of the snapshots that are asked for. */
export async function inspect(run: Run, ids: readonly string[]): Promise<InspectReport> {
  const points = pointsOf(await run.phase("repository", () => openRepository(run)));
  for (const { operation, time, databaseSnapshotId, filestoreSnapshotId } of points)
    run.say(
      `${time}  ${operation}  database ${databaseSnapshotId ?? "missing"}  filestore ${filestoreSnapshotId ?? "missing"}`,
    );
  const sizes: Record<string, number> = {};
  await run.phase("sizes", async () => {
    for (const id of ids) sizes[id] = await restoredSize(run, id);
  });
  const told = points.slice(0, POINTS_TOLD);
  return { ok: true, points: told, more: points.length - told.length, sizes };
}

export type ForgetOptions = {
  /** Operations whose restore points go, whole or broken off. Which they are is decided by whoever has the records. */
  operations: readonly string[];
  /** Whether the data that nobody refers to any more go too. */
  prune: boolean;
};

/**
 * Removes exactly the restore points that are named, both snapshots of each together, and what runs broken off a day ago
 * or longer left. Snapshots of others are never touched; what is gone already is no failure.
 */
export async function forget(run: Run, { operations, prune }: ForgetOptions): Promise<ForgetReport> {
  const snapshots = await run.phase("repository", () => openRepository(run));
  const points = pointsOf(snapshots);
  const named = new Set(operations);
  const recent = new Date(Date.now() - BROKEN_OFF_HOURS * 3_600_000).toISOString();
  const isBrokenOff = ({ databaseSnapshotId, filestoreSnapshotId, time }: StoredPoint) =>
    (databaseSnapshotId === null || filestoreSnapshotId === null) && time <= recent;
  const forgotten = points.filter(({ operation }) => named.has(operation));
  const rests = points.filter((point) => !named.has(point.operation) && isBrokenOff(point));
  const gone = new Set([...forgotten, ...rests].map(({ operation }) => operation));
  const ids = snapshots.filter(({ operation }) => gone.has(operation)).map(({ id }) => id);
  const freedBytes = await run.phase("forget", async () => {
    const before = ids.length === 0 ? 0 : await storedBytes(run);
    await forgetSnapshots(run, ids);
    return ids.length === 0 ? 0 : Math.max(0, before - (await storedBytes(run)));
  });
  if (prune) await run.phase("prune", () => pruneRepository(run));
  const kept = points.length - gone.size;
  run.say(`Removed ${forgotten.length} restore points, ${size(freedBytes)}; ${kept} stay.`);
  return {
    ok: true,
    kept,
    forgotten: forgotten.slice(0, POINTS_TOLD).map(({ operation }) => operation),
    forgottenCount: forgotten.length,
    missing: named.size - forgotten.length,
    brokenOff: rests.length,
    freedBytes,
    pruned: prune,
    seconds: run.seconds,
  };
}
