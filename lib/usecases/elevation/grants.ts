import "server-only";
import type { Tx } from "@/lib/data/client";
import { heldElevations, stillStanding } from "@/lib/data/elevations";
import type { Action } from "@/lib/domain/access/actions";
import { elevationBehind, type Grant, type Scope } from "@/lib/domain/access/decide";
import { GRANT_NAMES } from "@/lib/domain/access/roles";
import { type Context, grantsOf } from "../context";
import { scopeOfBinding } from "../delegation/grants";

/** What somebody holds for some hours, as the rules look at it. */
export async function elevatedGrants(db: Tx, userId: string): Promise<Grant[]> {
  const rows = await heldElevations(db, userId);
  return rows.map((row) => {
    const { id, role, reason, over, endsAt } = row;
    return { role, scope: scopeOfBinding(row), elevation: { id, reason, over, endsAt } };
  });
}

/**
 * The same context without grants that have ended since the request began: a slow request acts by nothing it has lost.
 * Those that count stay until the transaction is over.
 */
export async function asItStands(tx: Tx, ctx: Context): Promise<Context> {
  const { actor } = ctx;
  if (actor.kind !== "person") return ctx;
  const ids = actor.grants.flatMap(({ elevation }) => (elevation === undefined ? [] : [elevation.id]));
  if (ids.length === 0) return ctx;
  const standing = await stillStanding(tx, ids);
  const grants = actor.grants.filter(
    ({ elevation }) => elevation === undefined || standing.has(elevation.id),
  );
  return { ...ctx, actor: { ...actor, grants } };
}

/** What an audit row says of an act inside a grant: which one, why, and whether it were refused without. */
export function elevationFacts(ctx: Context, action: Action, scope: Scope): Record<string, unknown> {
  const behind = elevationBehind(grantsOf(ctx.actor), action, scope);
  if (behind === null) return {};
  const { elevation, role } = behind.grant;
  const { id, reason } = elevation;
  return { elevation: { id, role: GRANT_NAMES[role], reason, onlyByIt: behind.onlyByIt } };
}
