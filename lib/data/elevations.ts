import "server-only";
import type { Tx } from "./client";
import type { Role, ScopeLevel } from "./generated/client";

/** More grants of one person than may be open at once are never read. */
const MOST = 20;

/** The time by the database's clock, which alone says whether a grant for some hours counts. */
export async function databaseNow(db: Tx): Promise<Date> {
  const [row] = await db.$queryRaw<
    { now: Date }[]
  >`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`;
  if (row === undefined) throw new Error("The database did not tell the time.");
  return row.now;
}

export type HeldElevation = {
  id: string;
  role: Role;
  level: ScopeLevel;
  tenantId: string | null;
  environmentId: string | null;
  reason: string;
  endsAt: Date;
  over: string;
};

/** What somebody was granted and holds at this instant of the database's clock. Without any role of their own: nothing. */
export const heldElevations = (db: Tx, userId: string): Promise<HeldElevation[]> =>
  db.$queryRaw<HeldElevation[]>`
    SELECT e.id, e.role::text AS role, e.level::text AS level, e.tenant_id AS "tenantId",
           e.environment_id AS "environmentId", e.reason, e.ends_at AS "endsAt",
           coalesce(place.name, tenant.name, 'the fleet') AS over
      FROM elevation e
      LEFT JOIN tenant ON tenant.id = e.tenant_id
      LEFT JOIN environment place ON place.id = e.environment_id
     WHERE e.user_id = ${userId}::uuid AND e.ends_at > clock_timestamp() AND e.ended_at IS NULL
       AND e.verdict = 'approved'
       AND EXISTS (SELECT 1 FROM role_binding own WHERE own.user_id = e.user_id)
     ORDER BY e.ends_at, e.id
     LIMIT ${MOST}`;

/** Of these grants, those that still count. They cannot be ended by anybody before the transaction is over. */
export async function stillStanding(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM elevation
     WHERE id = ANY(${[...ids]}::uuid[]) AND ends_at > clock_timestamp() AND ended_at IS NULL
       FOR SHARE`;
  return new Set(rows.map(({ id }) => id));
}
