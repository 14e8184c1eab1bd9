import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/data/generated/enums";
import { newestGoodBackups } from "@/lib/data/scoreboard";
import { backupDueBy } from "@/lib/domain/recovery/policy";
import { backupSettings } from "../backup/settings";

export type ScoredEnvironment = {
  id: string;
  tenantId: string;
  tier: CriticalityTier;
  timeZone: string;
  releaseId: string | null;
};

/** Which of the environments have a good backup that is not late by their policy, at `now`. */
export async function backedUpInTime(
  db: Tx,
  environments: readonly ScoredEnvironment[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const ids = environments.map(({ id }) => id);
  const [rows, settingsFor] = await Promise.all([newestGoodBackups(db, ids), backupSettings(db)]);
  const newest = new Map(rows.map(({ environmentId, takenAt }) => [environmentId, takenAt]));
  const inTime = environments.filter(({ id, tier, timeZone }) => {
    const takenAt = newest.get(id);
    return takenAt !== undefined && backupDueBy(settingsFor(tier), timeZone, takenAt) > now;
  });
  return new Set(inTime.map(({ id }) => id));
}

/** Which of the environments have a drill that passed between `from` and `to`. */
export async function drilledIn(
  db: Tx,
  environmentIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<ReadonlySet<string>> {
  const rows = await db.drill.findMany({
    where: {
      environmentId: { in: [...environmentIds] },
      state: "passed",
      finishedAt: { gte: from, lt: to },
    },
    distinct: ["environmentId"],
    select: { environmentId: true },
  });
  return new Set(rows.map(({ environmentId }) => environmentId));
}
