import "server-only";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import type { ObjectiveTerms } from "@/lib/domain/service-level/policy";
import type { Database } from "../client";
import { Prisma } from "../generated/client";

/** A turn taken earlier than this share of the interval would be a second one. */
const EARLY = 0.95;

/**
 * Takes the turn of counting, if it has come and nobody is at it; a worker that dies with it gives it up after `limitMs`.
 * Null when it is not ours; else how far was counted.
 */
export async function claimServiceLevelTurn(
  db: Database,
  { intervalMs, limitMs }: { intervalMs: number; limitMs: number },
): Promise<{ countedUntil: Date | null } | null> {
  const rows = await db.prisma.$queryRaw<{ countedUntil: Date | null }[]>`
    INSERT INTO service_level_turn AS turn (id, taken_at, lease_until)
    VALUES (1, now(), now() + ${limitMs}::float8 * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET taken_at = EXCLUDED.taken_at, lease_until = EXCLUDED.lease_until
     WHERE (turn.lease_until IS NULL OR turn.lease_until < now())
       AND (turn.taken_at IS NULL OR turn.taken_at <= now() - ${intervalMs * EARLY}::float8 * interval '1 millisecond')
    RETURNING counted_until AS "countedUntil"`;
  return rows[0] ?? null;
}

export async function endServiceLevelTurn(db: Database): Promise<void> {
  await db.prisma.serviceLevelTurn.updateMany({ where: { id: 1 }, data: { leaseUntil: null } });
}

export type GivenTerms = ObjectiveTerms & { tier: CriticalityTier };

const given = (terms: readonly GivenTerms[]): Prisma.Sql => {
  const column = <K extends keyof GivenTerms>(key: K) => terms.map((one) => one[key]);
  return Prisma.sql`(SELECT * FROM unnest(
    ${column("tier")}::text[], ${column("indicator")}::text[], ${column("limit")}::float8[], ${column("target")}::float8[],
    ${column("windowDays")}::int[], ${column("hours")}::text[], ${column("plannedDowntime")}::text[])
      AS g(tier, indicator, bad_from, target, window_days, hours, planned))`;
};

/** Gives every production environment the objectives of its tier, and those that follow it what it says now. */
export async function followTiers(db: Database, terms: readonly GivenTerms[]): Promise<void> {
  await db.statement(Prisma.sql`
    INSERT INTO service_level (id, tenant_id, environment_id, indicator, bad_from, target, window_days, hours, planned_downtime)
    SELECT gen_random_uuid(), e.tenant_id, e.id, g.indicator, g.bad_from, g.target, g.window_days, g.hours::service_hours,
           g.planned::planned_downtime
      FROM environment e JOIN tenant t ON t.id = e.tenant_id JOIN ${given(terms)} g ON g.tier = t.tier::text
     WHERE e.stage = 'production'
       AND NOT EXISTS (SELECT 1 FROM service_level s WHERE s.environment_id = e.id AND s.indicator = g.indicator)
        ON CONFLICT DO NOTHING`);
  await db.statement(Prisma.sql`
    UPDATE service_level s
       SET bad_from = g.bad_from, target = g.target, window_days = g.window_days, hours = g.hours::service_hours,
           planned_downtime = g.planned::planned_downtime, sum_until = NULL, version = s.version + 1, updated_at = now()
      FROM tenant t JOIN ${given(terms)} g ON g.tier = t.tier::text
     WHERE t.id = s.tenant_id AND g.indicator = s.indicator AND NOT s.custom
       AND (s.bad_from, s.target, s.window_days, s.hours::text, s.planned_downtime::text)
           IS DISTINCT FROM (g.bad_from, g.target, g.window_days, g.hours, g.planned)`);
}

/** Objectives that follow their tier, which no longer asks for them; at most 500. */
export const orphanedLevels = (
  db: Database,
  terms: readonly GivenTerms[],
): Promise<{ id: string; environmentId: string; indicator: string; alarm: string }[]> =>
  db.statement(Prisma.sql`
    SELECT s.id, s.environment_id AS "environmentId", s.indicator, s.alarm::text
      FROM service_level s JOIN environment e ON e.id = s.environment_id JOIN tenant t ON t.id = s.tenant_id
      LEFT JOIN ${given(terms)} g ON g.tier = t.tier::text AND g.indicator = s.indicator
     WHERE NOT s.custom AND (g.tier IS NULL OR e.stage <> 'production')
     LIMIT 500`);
