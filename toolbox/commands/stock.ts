import type { ForgetReport, InspectReport, StoredPoint } from "@/lib/domain/backup/report";
import { pointsToKeep, type Retention } from "@/lib/domain/backup/retention";
import { ToolboxFailure } from "@/toolbox/failure";
import { forgetSnapshots, openRepository, restoredSize, type Snapshot } from "@/toolbox/restic";
import type { Run } from "@/toolbox/run";

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
  retention: Retention;
  /** Operations, or ids of snapshots, that something refers to: they stay whatever the rules say. */
  keep: readonly string[];
  prune: boolean;
};

/**
 * Removes restore points that no rule keeps, both snapshots of each together. What is referenced stays, snapshots of
 * others are never touched, and broken-off runs are removed after a day.
 * @throws ToolboxFailure `bad_settings` when no rule keeps anything
 */
export async function forget(run: Run, { retention, keep, prune }: ForgetOptions): Promise<ForgetReport> {
  if (Object.values(retention).every((count) => count === 0))
    throw new ToolboxFailure(
      "bad_settings",
      "Give at least one --keep-… rule: without any, nothing would stay.",
    );
  const snapshots = await run.phase("repository", () => openRepository(run));
  const points = pointsOf(snapshots);
  const isWhole = (point: StoredPoint) =>
    point.databaseSnapshotId !== null && point.filestoreSnapshotId !== null;
  const wanted = referenced(snapshots, keep);
  const whole = points.filter(isWhole).map(({ operation, time }) => ({ id: operation, time }));
  const kept = new Set(pointsToKeep(whole, retention, wanted.operations));
  const recent = new Date(Date.now() - BROKEN_OFF_HOURS * 3_600_000).toISOString();
  for (const point of points)
    if (wanted.operations.has(point.operation) || (!isWhole(point) && point.time > recent))
      kept.add(point.operation);
  const forgotten = points.map(({ operation }) => operation).filter((operation) => !kept.has(operation));
  const ids = snapshots.filter(({ operation }) => !kept.has(operation)).map(({ id }) => id);
  await run.phase("forget", () => forgetSnapshots(run, ids, prune));
  run.say(`Kept ${kept.size} restore points, removed ${forgotten.length}.`);
  return {
    ok: true,
    kept: kept.size,
    forgotten: forgotten.slice(0, 20),
    forgottenCount: forgotten.length,
    unknown: wanted.unknown.slice(0, 20),
    pruned: prune,
    seconds: run.seconds,
  };
}

function referenced(snapshots: readonly Snapshot[], keep: readonly string[]) {
  const operations = new Set<string>();
  const unknown: string[] = [];
  for (const name of keep) {
    const found = snapshots.find(({ id, operation }) => operation === name || id.startsWith(name));
    if (found === undefined) unknown.push(name);
    else operations.add(found.operation);
  }
  return { operations, unknown };
}
