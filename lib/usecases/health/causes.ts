import "server-only";
import type { Database } from "@/lib/data/client";
import { type GivenKind, givenBetween } from "@/lib/data/ledger/cause-rows";
import { CAUSE_WITHIN_MS, type LikelyCause } from "@/lib/domain/health/sentence";
import { byEnvironment } from "./by-environment";

const MOST_ASKED = 500;

/** What people were given to work on in these environments up to half an hour before `from`, until `to`. */
export async function causesOf(
  db: Database,
  environmentIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<(environmentId: string) => readonly LikelyCause[]> {
  const ids = [...new Set(environmentIds)].slice(0, MOST_ASKED);
  const begin = new Date(from.getTime() - CAUSE_WITHIN_MS);
  const rows = ids.length === 0 ? [] : await givenBetween(db, ids, { from: begin, to });
  const givenIn = byEnvironment(rows);
  return (environmentId) =>
    givenIn(environmentId).map(({ at, until, kind, release }) => ({
      at,
      until,
      words: wordsOf(kind, release),
    }));
}

function wordsOf(kind: GivenKind, release: string): string {
  switch (kind) {
    case "release":
      return `after release ${release}`;
    case "back":
      return `after going back to ${release === "" ? "the release from before" : release}`;
    case "data":
      return "after a restore";
  }
}
