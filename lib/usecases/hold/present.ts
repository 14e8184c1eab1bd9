import "server-only";
import type { Hold } from "@/lib/contracts/api/resources/hold";
import { canLiftHold, isStanding } from "@/lib/domain/policy/hold";
import { type Context, grantsOf } from "../context";
import { asHold, type HoldRow } from "./rows";

const named = (row: { id: string; name: string } | null) => row && { id: row.id, name: row.name };

/** The clock a hold's times are said on; null for the fleet's. */
export const zoneOf = (row: Pick<HoldRow, "environment" | "tenant">): string | null =>
  row.environment?.timeZone ?? row.tenant?.timeZone ?? null;

export function presentHold(ctx: Context, row: HoldRow): Hold {
  const zone = zoneOf(row);
  return {
    id: row.id,
    level: row.level,
    tenant: named(row.tenant),
    environment: named(row.environment),
    timeZone: zone,
    reason: row.reason,
    owner: row.placedBy,
    placedAt: row.placedAt.toISOString(),
    until: row.expiresAt.toISOString(),
    active: isStanding(row, ctx.now),
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftedBy: row.liftedBy,
    liftReason: row.liftReason,
    can: { lift: canLiftHold(grantsOf(ctx.actor), asHold(row), ctx.now, zone ?? "UTC") },
  };
}
