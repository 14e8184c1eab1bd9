import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { number, record, text } from "@/sandbox/api/json";
import type { StorePlace } from "@/sandbox/postgres/settings";

/** One base backup as the store knows it. */
export type BaseBackup = {
  readonly id: string;
  readonly name: string;
  readonly beginTime: string;
  /** From this moment on a recovery can begin with it. */
  readonly endTime: string;
  readonly beginLsn: string;
  readonly endLsn: string;
  readonly beginWal: string;
  readonly endWal: string;
  readonly bytes: number;
};

export const BACKUP_FILE = "backup.json";
const DAY_MS = 86_400_000;
const SEGMENT = /^[0-9A-F]{24}/;

export const serverDirectory = ({ directory, serverName }: StorePlace): string => join(directory, serverName);
export const baseDirectory = (place: StorePlace): string => join(serverDirectory(place), "base");
export const logDirectory = (place: StorePlace): string => join(serverDirectory(place), "wals");

/** Complete base backups, the oldest first. */
export function baseBackups(place: StorePlace): BaseBackup[] {
  const directory = baseDirectory(place);
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .flatMap((name) => readBackup(join(directory, name, BACKUP_FILE)) ?? [])
    .toSorted((one, other) => Date.parse(one.endTime) - Date.parse(other.endTime));
}

function readBackup(file: string): BaseBackup | undefined {
  try {
    const fields = record(JSON.parse(readFileSync(file, "utf8")));
    const of = (name: string) => text(fields[name]) ?? "";
    return {
      id: of("id"),
      name: of("name"),
      beginTime: of("beginTime"),
      endTime: of("endTime"),
      beginLsn: of("beginLsn"),
      endLsn: of("endLsn"),
      beginWal: of("beginWal"),
      endWal: of("endWal"),
      bytes: number(fields["bytes"]) ?? 0,
    };
  } catch {
    // Another process is making or removing it.
    return undefined;
  }
}

/** The newest base backup a recovery to this time can begin with; to the end of the log, the newest of all. */
export function backupFor(backups: readonly BaseBackup[], targetTime: string | null): BaseBackup | undefined {
  const latest = targetTime === null ? Number.POSITIVE_INFINITY : Date.parse(targetTime);
  return backups.findLast(({ endTime }) => Date.parse(endTime) <= latest);
}

/** Removes base backups that no second within the retention needs, and the log before the oldest that stays. */
export function forgetOld(place: StorePlace, retentionDays: number, now: number): string[] {
  const all = baseBackups(place);
  const first = all.findLastIndex(({ endTime }) => Date.parse(endTime) <= now - retentionDays * DAY_MS);
  const gone = first <= 0 ? [] : all.slice(0, first);
  for (const { id } of gone) rmSync(join(baseDirectory(place), id), { recursive: true, force: true });
  const kept = all[gone.length];
  if (gone.length > 0 && kept !== undefined) forgetLogBefore(place, kept.beginWal);
  return gone.map(({ id }) => id);
}

function forgetLogBefore(place: StorePlace, segment: string): void {
  const directory = logDirectory(place);
  for (const group of readdirSync(directory)) {
    for (const name of readdirSync(join(directory, group)))
      if (SEGMENT.test(name) && name.slice(8, 24) < segment.slice(8, 24))
        rmSync(join(directory, group, name), { force: true });
  }
}

/** The file name of the segment a position of the log lies in: `1/AB0000C8` on timeline 1 with segments of 1 MiB. */
export function segmentName(timeline: number, lsn: string, segmentBytes: number): string {
  const [high = "0", low = "0"] = lsn.split("/");
  const perFile = 0x1_0000_0000 / segmentBytes;
  const index = Number.parseInt(high, 16) * perFile + Math.floor(Number.parseInt(low, 16) / segmentBytes);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return hex(timeline) + hex(Math.floor(index / perFile)) + hex(index % perFile);
}
