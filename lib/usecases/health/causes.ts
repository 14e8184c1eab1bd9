import "server-only";
import type { Database } from "@/lib/data/client";
import { endedBetween } from "@/lib/data/ledger/health-rows";
import { CAUSE_WITHIN_MS, type LikelyCause } from "@/lib/domain/health/sentence";
import { byEnvironment } from "./by-environment";

const MOST_ASKED = 500;

/** What ended in these environments up to half an hour before `from`, until `to`: what may have changed their health. */
export async function causesOf(
  db: Database,
  environmentIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<(environmentId: string) => readonly LikelyCause[]> {
  const ids = [...new Set(environmentIds)].slice(0, MOST_ASKED);
  const begin = new Date(from.getTime() - CAUSE_WITHIN_MS);
  const rows = ids.length === 0 ? [] : await endedBetween(db, ids, { from: begin, to });
  const endedIn = byEnvironment(rows);
  return (environmentId) =>
    endedIn(environmentId).map(({ at, kind, release }) => ({ at, words: wordsOf(kind, release) }));
}

function wordsOf(kind: string, release: string): string {
  switch (kind) {
    case "release":
      return `after release ${release}`;
    case "rollback":
    case "restore_rollback":
      return "after a rollback";
    case "restore":
    case "undo_restore":
      return "after a restore";
    case "drill":
      return "after a drill";
    case "backup":
    case "verify":
    case "prune":
    case "clear_kept":
      return `after ${kind === "backup" ? "a backup" : "work on the backups"}`;
    default:
      return "after an operation";
  }
}
