import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type ChildEnd, type ChildRequest, runChild } from "@/toolbox/child";
import { explainRestic, ToolboxFailure } from "@/toolbox/failure";
import type { Run } from "@/toolbox/run";
import { type Part, Unread } from "@/toolbox/unread";

/** A snapshot of ours: one part of one operation's restore point. */
export type Snapshot = {
  readonly id: string;
  readonly time: string;
  readonly operation: string;
  readonly part: Part;
  readonly labels: Readonly<Record<string, string>>;
};

const LOCK_PAUSE_MS = 2_000;

type ResticOptions = Pick<ChildRequest, "directory" | "limitMs" | "onLine" | "onErrorLine"> & {
  accepts?: number[];
};

/**
 * Runs restic; while another process holds the repository's lock it is tried again, within the repository limit.
 * @throws ToolboxFailure in words for people
 */
async function restic(run: Run, args: readonly string[], options: ResticOptions = {}): Promise<ChildEnd> {
  const { accepts = [0], ...request } = options;
  const giveUp = performance.now() + run.settings.repositoryLimitMs;
  const environment = {
    RESTIC_CACHE_DIR: join(run.settings.scratch, "restic-cache"),
    RESTIC_PROGRESS_FPS: "0.2",
    ...run.settings.resticEnvironment,
  };
  for (;;) {
    const end = await runChild(run, { program: "restic", args, environment, ...request });
    if (accepts.includes(end.code)) return end;
    const failure = explainRestic(end.errors, `restic ${args[0] ?? ""}`);
    if (failure.fault !== "repository_locked" || performance.now() > giveUp) throw failure;
    run.say("The repository is locked by another process; waiting.");
    // Removes only locks of processes that are gone.
    await runChild(run, { program: "restic", args: ["unlock"], environment, limitMs: 60_000 });
    await pause(LOCK_PAUSE_MS, undefined, { signal: run.signal }).catch(() => run.check());
  }
}

/**
 * Opens the repository with the key and lists all snapshots of ours, oldest first. Foreign snapshots are left out.
 * @throws ToolboxFailure `repository_missing`, `wrong_repository_key`, `repository_unreachable`, …
 */
export async function openRepository(run: Run): Promise<Snapshot[]> {
  try {
    return await listSnapshots(run);
  } catch (error) {
    if (!(error instanceof ToolboxFailure) || error.fault !== "time_limit") throw error;
    const seconds = run.settings.repositoryLimitMs / 1000;
    throw new ToolboxFailure("repository_unreachable", `The repository did not answer within ${seconds} s.`);
  }
}

/** Opens the repository, creating it on first use. Call it in turn: restic itself does not survive two at once. */
export async function openOrCreateRepository(run: Run): Promise<Snapshot[]> {
  try {
    return await openRepository(run);
  } catch (error) {
    if (!(error instanceof ToolboxFailure) || error.fault !== "repository_missing") throw error;
    await restic(run, ["init"], { limitMs: run.settings.repositoryLimitMs });
    run.say("Created the repository.");
    return [];
  }
}

/** `id` is the snapshot's, or its beginning; `addedBytes` what the repository grew by. */
export type Stored = { readonly id: string; readonly addedBytes: number; readonly vanished: number };

/** Stores a directory's content as one part of the operation's restore point. */
export async function storeDirectory(
  run: Run,
  part: Part,
  directory: string,
  exclude: readonly string[] = [],
): Promise<Stored> {
  const { operation, labels } = run.settings;
  const tags = Object.entries({ ...labels, operation, part }).map(([name, value]) => `${name}=${value}`);
  let stored: Pick<Stored, "id" | "addedBytes"> | undefined;
  const words = [
    ...["backup", "--json", "--host", labels["environment"] ?? "holdfast", "--tag", tags.join(",")],
    ...exclude.flatMap((pattern) => ["--exclude", pattern]),
    ".",
  ];
  const onLine = (line: string): void => {
    const message = parsed(line);
    if (message["message_type"] === "summary")
      stored = { id: String(message["snapshot_id"]), addedBytes: Number(message["data_added"]) };
  };
  const unread = new Unread(part);
  // 3: stored, but some files could not be read.
  const options = { directory, onLine, onErrorLine: unread.see, accepts: [0, 3] };
  const end = await restic(run, words, options);
  if (stored === undefined) throw explainRestic(end.errors, "restic backup");
  return { ...stored, vanished: end.code === 3 ? unread.vanished() : 0 };
}

async function listSnapshots(run: Run): Promise<Snapshot[]> {
  const limitMs = run.settings.repositoryLimitMs;
  const { output } = await restic(run, ["snapshots", "--json"], { limitMs });
  const rows: unknown = output.trim() === "" ? [] : JSON.parse(output);
  const snapshots = (Array.isArray(rows) ? rows : []).flatMap((row: unknown) => snapshotOf(row) ?? []);
  return snapshots.toSorted((left, right) => left.time.localeCompare(right.time));
}

/**
 * Refuses what is not one restore point: the two snapshots must be there and belong to one operation.
 * @throws ToolboxFailure `snapshot_missing`
 */
export function requirePair(snapshots: readonly Snapshot[], database: string, filestore: string): void {
  const [one, other] = [
    requireSnapshot(snapshots, database, "database"),
    requireSnapshot(snapshots, filestore, "filestore"),
  ];
  if (one.operation !== other.operation)
    throw new ToolboxFailure(
      "snapshot_missing",
      "The two snapshots were not made together: they are no restore point.",
    );
}

/** The filestore snapshots made before this one, the nearest first. */
export function earlierFilestores(snapshots: readonly Snapshot[], id: string): Snapshot[] {
  const filestores = snapshots.filter(({ part }) => part === "filestore");
  const at = filestores.findIndex((snapshot) => snapshot.id.startsWith(id));
  return filestores.slice(0, Math.max(0, at)).toReversed();
}

/** @throws ToolboxFailure `snapshot_missing` */
export function requireSnapshot(snapshots: readonly Snapshot[], id: string, part: Part): Snapshot {
  const found = snapshots.find((snapshot) => snapshot.id.startsWith(id) && snapshot.part === part);
  if (found !== undefined) return found;
  throw new ToolboxFailure("snapshot_missing", `The repository holds no ${part} snapshot ${id}.`);
}

function snapshotOf(row: unknown): Snapshot | undefined {
  const { id, time, tags } = record(row);
  if (typeof id !== "string" || typeof time !== "string" || !Array.isArray(tags)) return undefined;
  const pairs = tags.map(String).flatMap((tag): [string, string][] => {
    const at = tag.indexOf("=");
    return at < 1 ? [] : [[tag.slice(0, at), tag.slice(at + 1)]];
  });
  const { operation, part, ...labels } = Object.fromEntries(pairs);
  if (operation === undefined || (part !== "database" && part !== "filestore")) return undefined;
  return { id, time: new Date(time).toISOString(), operation, part, labels };
}

/** Brings a snapshot's content, or some of its files, into a directory. @throws ToolboxFailure when damaged */
export async function bringBack(
  run: Run,
  id: string,
  directory: string,
  only: readonly string[] = [],
): Promise<void> {
  const include = only.flatMap((path) => ["--include", path]);
  await restic(run, ["restore", id, "--target", directory, ...include]);
}

/** Bytes a snapshot needs when it is brought back. */
export async function restoredSize(run: Run, id: string): Promise<number> {
  const { output } = await restic(run, ["stats", "--json", "--mode", "restore-size", id]);
  return Number(parsed(output)["total_size"] ?? 0);
}

const STORED_FILE = /^\/([0-9a-f]{2}\/[0-9a-f]{40})$/;

/** Writes the names of a filestore snapshot's files to a list, in order; tells how many and how large. */
export async function listFiles(
  run: Run,
  id: string,
  list: string,
): Promise<{ files: number; bytes: number }> {
  let [files, bytes, waiting] = [0, 0, ""];
  const flush = (): void => {
    appendFileSync(list, waiting);
    waiting = "";
  };
  const onLine = (line: string): void => {
    const { type, path, size } = parsed(line);
    const name = type === "file" && typeof path === "string" ? STORED_FILE.exec(path)?.[1] : undefined;
    if (name === undefined) return;
    files += 1;
    bytes += Number(size ?? 0);
    waiting += `${name}\n`;
    if (waiting.length > 65_536) flush();
  };
  await restic(run, ["ls", "--json", id], { onLine });
  flush();
  return { files, bytes };
}

/**
 * Reads the repository's structure, and a share of its data ("5%", "100%"). The lock of a killed check would keep backups
 * out for half an hour, so the lock is only taken to confirm damage: somebody may just have been pruning.
 * @throws ToolboxFailure `repository_damaged`
 */
export async function checkRepository(run: Run, share: string | undefined): Promise<void> {
  const words = ["check", ...(share === undefined ? [] : [`--read-data-subset=${share}`])];
  try {
    await restic(run, [...words, "--no-lock"]);
  } catch (error) {
    if (!(error instanceof ToolboxFailure) || error.fault !== "repository_damaged") throw error;
    run.say("The check found damage; checking once more with the repository locked.");
    await restic(run, words);
  }
}

/** Bytes that all snapshots together take in the repository. */
export async function storedBytes(run: Run): Promise<number> {
  const { output } = await restic(run, ["stats", "--json", "--mode", "raw-data"]);
  return Number(parsed(output)["total_size"] ?? 0);
}

/** Removes snapshots by id; their data stay until they are pruned. */
export async function forgetSnapshots(run: Run, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += 200)
    await restic(run, ["forget", ...ids.slice(from, from + 200)]);
}

/** Removes the data nobody refers to any more. */
export const pruneRepository = async (run: Run): Promise<void> => void (await restic(run, ["prune"]));

function parsed(line: string): Record<string, unknown> {
  try {
    return record(JSON.parse(line));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
