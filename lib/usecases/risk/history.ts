import "server-only";
import type { Tx } from "@/lib/data/client";
import { onlyReads } from "@/lib/domain/operation/name";
import { HISTORY_DAYS, RECENT_DAYS, type SimilarHistory } from "@/lib/domain/risk/score";

const DAY_MS = 24 * 3_600_000;
const ENDED = ["succeeded", "failed", "rolled_back"] as const;
const BAD = ["failed", "rolled_back"] as const;

export type HistoryOf = (asked: { environmentId: string; releaseId: string }) => SimilarHistory;

/** How deployments of the same environment or release ended, and what failed there lately. Two counts for all. */
export async function loadHistory(
  db: Tx,
  asked: readonly { environmentId: string; releaseId: string }[],
  now: Date,
): Promise<HistoryOf> {
  const environmentIds = [...new Set(asked.map(({ environmentId }) => environmentId))];
  const releaseIds = [...new Set(asked.map(({ releaseId }) => releaseId))];
  const within = (days: number) => ({ gte: new Date(now.getTime() - days * DAY_MS), lte: now });
  // One after the other: a transaction has one connection.
  const deploys = await db.operation.groupBy({
    by: ["environmentId", "releaseId", "state"],
    where: {
      OR: [{ environmentId: { in: environmentIds } }, { releaseId: { in: releaseIds } }],
      ...{ kind: "deploy", state: { in: [...ENDED] }, finishedAt: within(HISTORY_DAYS) },
    },
    _count: true,
  });
  const failures = await db.operation.groupBy({
    by: ["environmentId", "kind"],
    where: {
      ...{ environmentId: { in: environmentIds }, kind: { not: "drill" } },
      ...{ state: { in: [...BAD] }, finishedAt: within(RECENT_DAYS) },
    },
    _count: true,
  });
  const sum = (groups: readonly { _count: number }[]) =>
    groups.reduce((total, { _count }) => total + _count, 0);
  return ({ environmentId, releaseId }) => {
    const similar = deploys.filter(
      (group) => group.environmentId === environmentId || group.releaseId === releaseId,
    );
    const lately = failures.filter(
      (group) => group.environmentId === environmentId && !onlyReads(group.kind),
    );
    return {
      similar: sum(similar),
      failed: sum(similar.filter(({ state }) => state !== "succeeded")),
      recentFailures: sum(lately),
    };
  };
}
