import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { BESIDE_KINDS, onlyReads } from "@/lib/domain/operation/name";
import { HISTORY_DAYS, RECENT_DAYS, type SimilarHistory } from "@/lib/domain/risk/score";

const DAY_MS = 24 * 3_600_000;
const ENDED = ["succeeded", "failed", "rolled_back"] as const;
const BAD = ["failed", "rolled_back"] as const;

export type HistoryOf = (asked: { environmentId: string; releaseId: string }) => SimilarHistory;

/** So many deployments that people took back are counted; where there are more, no score is low. */
const MOST_TAKEN_BACK = 1_000;

/**
 * How deployments of the same environment or release ended, and what failed there lately. One that a person took back
 * after it had succeeded counts as failed. Three queries for all.
 */
export async function loadHistory(
  db: Tx,
  asked: readonly { environmentId: string; releaseId: string }[],
  now: Date,
): Promise<HistoryOf> {
  const environmentIds = [...new Set(asked.map(({ environmentId }) => environmentId))];
  const releaseIds = [...new Set(asked.map(({ releaseId }) => releaseId))];
  const within = (days: number) => ({ gte: new Date(now.getTime() - days * DAY_MS), lte: now });
  // One after the other: a transaction has one connection.
  const similarTo: Prisma.OperationWhereInput = {
    OR: [{ environmentId: { in: environmentIds } }, { releaseId: { in: releaseIds } }],
    ...{ kind: "deploy", finishedAt: within(HISTORY_DAYS) },
  };
  const deploys = await db.operation.groupBy({
    by: ["environmentId", "releaseId", "state"],
    where: { ...similarTo, state: { in: [...ENDED] } },
    _count: true,
  });
  const takenBack = await db.operation.findMany({
    where: { ...similarTo, state: "succeeded", change: { moves: { some: { toState: "rolled_back" } } } },
    select: { environmentId: true, releaseId: true, finishedAt: true },
    orderBy: { finishedAt: "desc" },
    take: MOST_TAKEN_BACK,
  });
  const failures = await db.operation.groupBy({
    by: ["environmentId", "kind"],
    where: {
      ...{ environmentId: { in: environmentIds }, kind: { notIn: [...BESIDE_KINDS] } },
      ...{ state: { in: [...BAD] }, finishedAt: within(RECENT_DAYS) },
    },
    _count: true,
  });
  const sum = (groups: readonly { _count: number }[]) =>
    groups.reduce((total, { _count }) => total + _count, 0);
  return ({ environmentId, releaseId }) => {
    const isSimilar = (one: { environmentId: string; releaseId: string | null }) =>
      one.environmentId === environmentId || one.releaseId === releaseId;
    const similar = deploys.filter(isSimilar);
    const back = takenBack.filter(isSimilar);
    const backLately = back.filter(
      (one) => one.environmentId === environmentId && (one.finishedAt ?? now) >= within(RECENT_DAYS).gte,
    );
    const lately = failures.filter(
      (group) => group.environmentId === environmentId && !onlyReads(group.kind),
    );
    return {
      similar: sum(similar),
      failed: sum(similar.filter(({ state }) => state !== "succeeded")) + back.length,
      recentFailures: sum(lately) + backLately.length,
    };
  };
}
