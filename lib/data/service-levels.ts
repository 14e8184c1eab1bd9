import "server-only";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { Tx } from "./client";
import { Prisma } from "./generated/client";

export type LevelFilter = {
  tenantId?: string | undefined;
  environmentId?: string | undefined;
  show?: "burning" | "exhausted" | "unknown" | "off" | undefined;
};

/** What burns comes first, then what has least left; what nobody knows, and what is off, last. */
const SCORE = Prisma.sql`(CASE WHEN NOT s.enabled THEN 9000 WHEN s.alarm = 'fast' THEN -2000 WHEN s.alarm = 'slow' THEN -1000 ELSE 0 END
  + CASE WHEN s.budget_left IS NULL THEN 100 ELSE greatest(-900, s.budget_left) END)::float8`;

const SHOWN = {
  burning: Prisma.sql`s.enabled AND s.alarm <> 'none'`,
  exhausted: Prisma.sql`s.enabled AND s.budget_left <= 0`,
  unknown: Prisma.sql`s.enabled AND s.budget_left IS NULL`,
  off: Prisma.sql`NOT s.enabled`,
} as const;

function inScope(scope: ReadScope): Prisma.Sql {
  if (scope.fleet) return Prisma.sql`TRUE`;
  return Prisma.sql`(s.tenant_id = ANY(${[...scope.tenantIds]}::uuid[]) OR s.environment_id = ANY(${[...scope.environmentIds]}::uuid[]))`;
}

/** Ids of objectives in a scope, the worst first, after those of the page before; with what sorts them. */
export function worstLevels(
  db: Pick<Tx, "$queryRaw">,
  scope: ReadScope,
  { filter, after, take }: { filter: LevelFilter; after: { score: number; id: string } | null; take: number },
): Promise<{ id: string; score: number }[]> {
  const { tenantId, environmentId, show } = filter;
  const wanted = [
    inScope(scope),
    ...(tenantId === undefined ? [] : [Prisma.sql`s.tenant_id = ${tenantId}::uuid`]),
    ...(environmentId === undefined ? [] : [Prisma.sql`s.environment_id = ${environmentId}::uuid`]),
    ...(show === undefined ? [] : [SHOWN[show]]),
    ...(after === null ? [] : [Prisma.sql`(${SCORE}, s.id) > (${after.score}::float8, ${after.id}::uuid)`]),
  ];
  return db.$queryRaw(Prisma.sql`
    SELECT s.id, ${SCORE} AS score FROM service_level s
     WHERE ${Prisma.join(wanted, " AND ")} ORDER BY 2, 1 LIMIT ${take}`);
}

export type HourTally = {
  at: Date;
  good: number;
  bad: number;
  known: number;
  unknown: number;
  planned: number;
  left: number | null;
};

/** The hours of one objective's window, oldest first. */
export const hourTallies = (
  db: Pick<Tx, "serviceLevelTally">,
  serviceLevelId: string,
  { from, to }: { from: Date; to: Date },
): Promise<HourTally[]> =>
  db.serviceLevelTally.findMany({
    where: { serviceLevelId, level: 1, at: { gte: from, lte: to } },
    select: { at: true, good: true, bad: true, known: true, unknown: true, planned: true, left: true },
    orderBy: { at: "asc" },
    take: 750,
  });

export type MonthRow = Pick<HourTally, "good" | "bad" | "known" | "unknown" | "planned"> & { id: string };

/** What was counted of objectives in a month of their environments' own clocks; 0 where nothing was. */
export const monthTallies = (
  db: Pick<Tx, "$queryRaw">,
  ids: readonly string[],
  month: string,
): Promise<MonthRow[]> =>
  db.$queryRaw(Prisma.sql`
    SELECT s.id, coalesce(sum(t.good), 0)::float8 AS good, coalesce(sum(t.bad), 0)::float8 AS bad,
           coalesce(sum(t.known), 0)::float8 AS known, coalesce(sum(t.unknown), 0)::float8 AS unknown,
           coalesce(sum(t.planned), 0)::float8 AS planned
      FROM service_level s JOIN environment e ON e.id = s.environment_id
      LEFT JOIN service_level_tally t ON t.service_level_id = s.id AND t.level = 1
           AND t.at >= (${`${month}-01`}::date)::timestamp AT TIME ZONE e.time_zone
           AND t.at < (${`${month}-01`}::date + interval '1 month')::timestamp AT TIME ZONE e.time_zone
     WHERE s.id = ANY(${[...ids]}::uuid[])
     GROUP BY s.id`);
