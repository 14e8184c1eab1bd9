import "server-only";
import type { Database } from "../client";

const BATCH = 50;
type IdRow = { id: string };
const ids = (rows: readonly IdRow[]) => rows.map(({ id }) => id);

/**
 * Operations nobody runs though somebody should: lease lapsed, waiting without having been picked up for 5 s, or
 * parked past the due time. At most 50 of each; none older than seven days, which is a person's affair.
 */
export async function silentOperations(db: Database): Promise<{
  lapsed: string[];
  waiting: string[];
  due: string[];
}> {
  const [lapsed, waiting, due] = await Promise.all([
    db.prisma.$queryRaw<IdRow[]>`
      SELECT id FROM operation WHERE state = 'running' AND (lease_until IS NULL OR lease_until < now())
         AND created_at > now() - interval '7 days' ORDER BY lease_until NULLS FIRST LIMIT ${BATCH}`,
    db.prisma.$queryRaw<IdRow[]>`
      SELECT id FROM operation WHERE state = 'queued'
         AND created_at BETWEEN now() - interval '7 days' AND now() - interval '5 seconds'
       ORDER BY created_at LIMIT ${BATCH}`,
    db.prisma.$queryRaw<IdRow[]>`
      SELECT id FROM operation WHERE state = 'parked'
         AND parked_until BETWEEN now() - interval '7 days' AND now()
       ORDER BY parked_until LIMIT ${BATCH}`,
  ]);
  return { lapsed: ids(lapsed), waiting: ids(waiting), due: ids(due) };
}

/**
 * Operations past their deadline since at least 5 s and at most 30 days, the longest first; at most 50. Not paused
 * ones: a pause stops the operation's clock.
 */
export async function overdueOperations(db: Database): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<IdRow[]>`
    SELECT id FROM operation WHERE state IN ('queued', 'running', 'parked')
       AND deadline_at BETWEEN now() - interval '30 days' AND now() - interval '5 seconds'
     ORDER BY deadline_at LIMIT ${BATCH}`;
  return ids(rows);
}
