import "server-only";
import type { Database } from "../client";
import { nextInLine } from "./slots";

const BATCH = 50;
/** More than a worker can hold at once: the next turn comes soon. */
const LINE_BATCH = 200;

/**
 * Operations nobody runs though somebody should, none older than 60 days, which is a person's affair: those whose lease
 * lapsed, at most 50, and those that wait for a worker or are due, as far as there are slots for them, at most 200.
 */
export async function silentOperations(
  db: Database,
  fleetLimit: number,
): Promise<{ lapsed: string[]; due: string[] }> {
  const [lapsed, due] = await Promise.all([
    db.prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM operation WHERE state = 'running' AND (lease_until IS NULL OR lease_until < now())
         AND created_at > now() - interval '60 days' ORDER BY lease_until NULLS FIRST LIMIT ${BATCH}`,
    nextInLine(db.prisma, { fleetLimit, limit: LINE_BATCH }),
  ]);
  return { lapsed: lapsed.map(({ id }) => id), due };
}
