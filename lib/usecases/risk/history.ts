import "server-only";
import type { Tx } from "@/lib/data/client";
import { onlyReads } from "@/lib/domain/operation/name";
import { HISTORY_DAYS, RECENT_DAYS, type SimilarHistory } from "@/lib/domain/risk/score";

const DAY_MS = 24 * 3_600_000;
const MANY = 2_000;
const ENDED = ["succeeded", "failed", "rolled_back"] as const;

export type HistoryOf = (asked: { environmentId: string; releaseId: string }) => SimilarHistory;

/** How deployments of the same environment or release ended, and what failed there lately. One query for all. */
export async function loadHistory(
  db: Tx,
  asked: readonly { environmentId: string; releaseId: string }[],
  now: Date,
): Promise<HistoryOf> {
  const rows = await db.operation.findMany({
    where: {
      OR: [
        { environmentId: { in: [...new Set(asked.map(({ environmentId }) => environmentId))] } },
        { releaseId: { in: [...new Set(asked.map(({ releaseId }) => releaseId))] }, kind: "deploy" },
      ],
      state: { in: [...ENDED] },
      kind: { not: "drill" },
      finishedAt: { gte: new Date(now.getTime() - HISTORY_DAYS * DAY_MS), lte: now },
    },
    select: { environmentId: true, releaseId: true, kind: true, state: true, finishedAt: true },
    orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
    take: MANY,
  });
  const recently = now.getTime() - RECENT_DAYS * DAY_MS;
  return ({ environmentId, releaseId }) => {
    const similar = rows.filter(
      (row) => row.kind === "deploy" && (row.environmentId === environmentId || row.releaseId === releaseId),
    );
    const bad = (row: { state: string }) => row.state !== "succeeded";
    const lately = rows.filter(
      (row) =>
        row.environmentId === environmentId &&
        !onlyReads(row.kind) &&
        (row.finishedAt?.getTime() ?? 0) >= recently &&
        bad(row),
    );
    return { similar: similar.length, failed: similar.filter(bad).length, recentFailures: lately.length };
  };
}
