import "server-only";
import type { HoldMark } from "@/lib/contracts/api/resources/hold";
import type { Tx } from "@/lib/data/client";
import type { Gate, GateMoment } from "@/lib/domain/policy/gate";
import { activeHolds, type Hold } from "@/lib/domain/policy/hold";
import { notHeld } from "@/lib/domain/policy/not-held";
import { asHold, standingAt } from "./rows";

/**
 * Above what can stand: a page of environments times the ten holds that each, its tenant and the fleet may have.
 * The longest come first, so that what would fall off is what ends soonest.
 */
const READ_LIMIT = 5_000;

type Place = { id: string; tenantId: string };
type Standing = Hold & { ownerId: string };
export type HoldsOver = (environment: Place) => readonly Standing[];

/** One query for the holds over these environments; the answer says which stand over one of them, widest first. */
export async function loadHolds(db: Tx, environments: readonly Place[], now: Date): Promise<HoldsOver> {
  if (environments.length === 0) return () => [];
  const tenantIds = [...new Set(environments.map(({ tenantId }) => tenantId))];
  const rows = await db.hold.findMany({
    where: {
      AND: [
        standingAt(now),
        {
          OR: [
            { level: "fleet" },
            { level: "tenant", tenantId: { in: tenantIds } },
            { level: "environment", environmentId: { in: environments.map(({ id }) => id) } },
          ],
        },
      ],
    },
    include: { placedBy: { select: { id: true, name: true } } },
    orderBy: { expiresAt: "desc" },
    take: READ_LIMIT,
  });
  const holds = rows.map((row): Standing => ({ ...asHold(row), ownerId: row.placedBy.id }));
  return ({ id, tenantId }) => activeHolds(holds, { tenantId, environmentId: id }, now);
}

/** The hold an environment's short form names: the widest, of those the longest; null when none stands. */
export function holdMark(over: HoldsOver, environment: Place): HoldMark | null {
  const [hold] = over(environment);
  return hold === undefined
    ? null
    : {
        id: hold.id,
        level: hold.level,
        reason: hold.reason,
        until: hold.expiresAt.toISOString(),
        owner: { id: hold.ownerId, name: hold.owner },
      };
}

/** The gate `not_held` alone, for what starts or resumes without a change. Call it inside the transaction that acts. */
export async function holdGate(db: Tx, environmentId: string, moment: GateMoment, now: Date): Promise<Gate> {
  const environment = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { id: true, tenantId: true, name: true, timeZone: true },
  });
  const over = await loadHolds(db, [environment], now);
  return notHeld({ moment, environment, holds: over(environment) });
}
