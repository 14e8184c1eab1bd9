import "server-only";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { Tx } from "./client";
import { Prisma } from "./generated/client";

/** What nothing serves there counts for nothing: neither do signals that are only shown. */
export type Counting = { judged: readonly string[]; optional: readonly string[]; now: Date };

export type FleetPlace = {
  id: string;
  tenant: string;
  /** 0 broken, 1 warns, 2 unknown in one of its domains at least, 3 good. */
  rank: number;
  /** When its signals were read last and before; null before the first and the second time. */
  newest: Date | null;
  before: Date | null;
};
export type FleetPosition = Pick<FleetPlace, "rank" | "tenant" | "id">;

function inScope(scope: ReadScope): Prisma.Sql {
  if (scope.fleet) return Prisma.sql`TRUE`;
  return Prisma.sql`(e.tenant_id = ANY(${[...scope.tenantIds]}::uuid[]) OR e.id = ANY(${[...scope.environmentIds]}::uuid[]))`;
}

/**
 * Environments in a scope by their signals, the worst first, after that of the page before. Readings too old to speak of
 * now (`readingsStale` of the domain) make all of an environment unknown; continuity hurts nobody today.
 */
export function worstPlaces(
  db: Pick<Tx, "$queryRaw">,
  scope: ReadScope,
  { counting, after, take }: { counting: Counting; after: FleetPosition | null; take: number },
): Promise<FleetPlace[]> {
  const { judged, optional, now } = counting;
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(rank, tenant, id) > (${after.rank}::int, ${after.tenant}, ${after.id}::uuid)`;
  return db.$queryRaw<FleetPlace[]>(Prisma.sql`
    WITH place AS (
      SELECT e.id, t.name AS tenant, s.newest, CASE WHEN s.count > 1 THEN s.before END AS before,
             coalesce(${now}::timestamptz - s.newest > greatest(interval '90 seconds',
               2.5 * CASE WHEN s.count > 1 THEN least(s.newest - s.before, interval '5 minutes') ELSE interval '0' END), true) AS stale
        FROM environment e JOIN tenant t ON t.id = e.tenant_id
       CROSS JOIN LATERAL (
         SELECT max(at) AS newest, min(at) AS before, count(*) FROM (
           SELECT at FROM health_sample WHERE environment_id = e.id AND level = 0 ORDER BY at DESC LIMIT 2) two
       ) s
       WHERE ${inScope(scope)}
    ), domain AS (
      SELECT h.environment_id, bool_or(h.state = 'bad') AS bad, bool_or(h.state = 'warn') AS warn,
             count(*) FILTER (WHERE h.state = 'unknown') * 2 > count(*) AS blind
        FROM place JOIN health_signal h ON h.environment_id = place.id
       WHERE NOT place.stale AND h.domain <> 'continuity' AND h.signal = ANY(${[...judged]}::text[])
         AND NOT (h.state = 'unknown' AND h.value IS NULL AND h.signal = ANY(${[...optional]}::text[]))
       GROUP BY h.environment_id, h.domain
    ), ranked AS (
      SELECT place.id, place.tenant, place.newest, place.before,
             CASE WHEN bool_or(d.bad) THEN 0 WHEN bool_or(d.warn) THEN 1
                  WHEN count(d.environment_id) = 0 OR bool_or(d.blind) THEN 2 ELSE 3 END AS rank
        FROM place LEFT JOIN domain d ON d.environment_id = place.id
       GROUP BY place.id, place.tenant, place.newest, place.before
    )
    SELECT id, tenant, rank, newest, before FROM ranked
     WHERE ${beyond} ORDER BY rank, tenant, id LIMIT ${take}`);
}
