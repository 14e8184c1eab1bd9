import { pointsToKeep, type Retention } from "../backup/retention";
import type { BackupCause, BackupProof } from "./backup-state";

const DAY_MS = 86_400_000;
/** What a deployment or a restore saved before it acted is not forgotten sooner, whatever the rules keep. */
const CHECKPOINT_DAYS = 30;
/** A drill's evidence can be looked at again for so long. */
const DRILL_DAYS = 90;
/** A damaged or disproved backup stays so long for whoever looks into it; it takes no better one's place. */
const DAMAGED_DAYS = 14;
/** Forgotten by one operation; what is beyond follows the next day. */
export const MOST_FORGOTTEN = 100;

/** A backup whose data lie in the store, with all that may refer to it. */
export type StoredBackup = {
  id: string;
  operationId: string;
  takenAt: Date;
  state: "good" | "damaged";
  proof: BackupProof;
  cause: BackupCause;
  /** A person keeps it until then. */
  keptUntil: Date | null;
  /** A restore with it was asked for, or is under way. */
  restoreOpen: boolean;
  /** Until when a restore with it can be taken back; null when none can. */
  undoableUntil: Date | null;
  /** When the newest drill with it ended; `running` while one does. */
  drill: Date | "running" | null;
  /** A scratch copy of it is being made. */
  scratchMaking: boolean;
  /** It is being read back. */
  beingRead: boolean;
  /** Of a checkpoint: the change it was saved for, by its number, while that is not reviewed. */
  openChange: string | null;
  /** Of a checkpoint: release and data can still go back to it together, if anything asks for that. */
  wayBack: boolean;
  /** Who placed the hold that stands longest over its environment, and until when; null without one. */
  hold: { by: string; until: Date } | null;
};

/** States of a change that is under way or waits for its review: what it saved may still be needed. */
export const OPEN_WITH_CHECKPOINT = ["in_progress", "succeeded", "rolled_back", "failed"] as const;

/** Why no rule may forget it, as a sentence goes on after “because”; null when the rules decide. */
export function heldBecause(backup: StoredBackup, now: Date): string | null {
  const { keptUntil, restoreOpen, undoableUntil, drill, beingRead, cause, takenAt, hold } = backup;
  const within = (days: number, since: Date) => now.getTime() - since.getTime() < days * DAY_MS;
  if (hold !== null && hold.until > now) return `the hold of ${hold.by} stands over its environment`;
  if (keptUntil !== null && keptUntil > now) return "a person keeps it";
  if (restoreOpen) return "a restore needs it";
  if (undoableUntil !== null && undoableUntil > now) return "a restore with it can still be taken back";
  if (beingRead) return "it is being read back";
  if (backup.scratchMaking) return "a scratch copy of it is being made";
  if (drill === "running") return "a drill uses it";
  if (drill !== null && within(DRILL_DAYS, drill))
    return `a drill of the last ${DRILL_DAYS} days refers to it`;
  // However old: a change that stays open for months is taken back with nothing else.
  if (backup.openChange !== null) return `${backup.openChange}, which it was saved for, is not reviewed yet`;
  if (backup.wayBack) return "the release that runs can go back to it together with its data";
  const checkpoint = cause === "checkpoint" || cause === "before_restore";
  if (checkpoint && within(CHECKPOINT_DAYS, takenAt))
    return `it was saved before a ${cause === "checkpoint" ? "deployment" : "restore"}, not ${CHECKPOINT_DAYS} days ago`;
  return null;
}

export type PruneChoice = {
  /** The oldest first, at most 100. */
  forget: readonly StoredBackup[];
  /** How many more no rule keeps. */
  more: number;
  stays: number;
  oldest: Date | null;
  /** Those that stay only because something refers to them, the oldest first. */
  held: readonly { backup: StoredBackup; because: string }[];
};

const isUsable = ({ state, proof }: StoredBackup): boolean => state === "good" && proof !== "disproved";
const byAge = (one: StoredBackup, other: StoredBackup) => one.takenAt.getTime() - other.takenAt.getTime();

/**
 * Which of an environment's backups no rule keeps and nothing refers to. Only usable ones are counted by the rules, so
 * that a damaged one never takes a good one's place, and days, weeks and months are those of the environment's own clock;
 * the newest, and the newest that was proven, always stay.
 */
export function choosePruned(
  backups: readonly StoredBackup[],
  { keep, timeZone }: { keep: Retention; timeZone: string },
  now: Date,
): PruneChoice {
  const usable = backups.filter(isUsable);
  const counted = usable.length > 0 ? usable : backups;
  const points = counted.map(({ id, takenAt }) => ({ id, time: takenAt.toISOString() }));
  const ruled = new Set(pointsToKeep(points, keep, { referenced: new Set(), timeZone }));
  const proven = usable.filter(({ proof }) => proof === "proven").toSorted(byAge);
  const newestProven = proven.at(-1);
  if (newestProven !== undefined) ruled.add(newestProven.id);
  for (const { id, takenAt } of backups.filter((backup) => !counted.includes(backup)))
    if (now.getTime() - takenAt.getTime() < DAMAGED_DAYS * DAY_MS) ruled.add(id);
  const beyond = backups.filter(({ id }) => !ruled.has(id)).toSorted(byAge);
  const held = beyond.flatMap((backup) => {
    const because = heldBecause(backup, now);
    return because === null ? [] : [{ backup, because }];
  });
  const holding = new Set(held.map(({ backup }) => backup.id));
  const all = beyond.filter(({ id }) => !holding.has(id));
  const gone = new Set(all.map(({ id }) => id));
  const stay = backups.filter(({ id }) => !gone.has(id)).toSorted(byAge);
  const forget = all.slice(0, MOST_FORGOTTEN);
  const oldest = stay[0]?.takenAt ?? null;
  return { forget, more: all.length - forget.length, stays: stay.length, oldest, held };
}

/** What a pruning shall remove: restore points by the operation that took each. */
export type PrunePoints = {
  backups: readonly { backupId: string; operationId: string }[];
  /** Operations whose backup failed: whatever of it reached the store is no restore point. */
  failed: readonly string[];
};
