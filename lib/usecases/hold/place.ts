import "server-only";
import type { z } from "zod";
import { PlaceHold } from "@/lib/contracts/api/resources/hold";
import type { Tx } from "@/lib/data/client";
import { endRefusal, HOLDS_PER_SUBJECT } from "@/lib/domain/policy/hold";
import { Problem } from "@/lib/domain/shared/problem";
import { command, type Target } from "../command";
import { holdEvents } from "./announce";
import { presentHold } from "./present";
import { holdInclude, standingAt } from "./rows";

/**
 * Stops the line on an environment, a tenant or the fleet: from the commit on, no start and no resume gets past the
 * gate `not_held` there. What runs already runs on.
 */
export const placeHold = command({
  action: "hold.place",
  input: PlaceHold,
  target: holdTarget,
  run: async ({ tx, ctx, input, target, announce, note }) => {
    const until = new Date(input.until);
    const wrong = endRefusal(until, ctx.now);
    if (wrong !== null) {
      throw new Problem("invalid_input", `until: ${wrong}`, { issues: [{ path: "until", message: wrong }] });
    }
    const { tenantId, environmentId } = target;
    const standing = await tx.hold.count({
      where: { AND: [standingAt(ctx.now), { level: input.level, tenantId, environmentId }] },
    });
    if (standing >= HOLDS_PER_SUBJECT) {
      throw new Problem(
        "conflict",
        `${HOLDS_PER_SUBJECT} holds stand on ${target.name} already. Lift one of them before placing another.`,
      );
    }
    const row = await tx.hold.create({
      data: {
        level: input.level,
        tenantId,
        environmentId,
        reason: input.reason,
        placedById: ctx.actor.id,
        placedAt: ctx.now,
        expiresAt: until,
      },
      include: holdInclude,
    });
    note({ holdId: row.id, level: row.level, reason: row.reason, until: row.expiresAt.toISOString() });
    for (const event of await holdEvents(tx, "hold.placed", row)) await announce(event);
    return presentHold(ctx, row);
  },
});

/** What is to be held. An environment named with a tenant that is not its own does not exist. */
async function holdTarget(tx: Tx, input: z.output<typeof PlaceHold>): Promise<Target<null> | null> {
  if (input.level === "environment") {
    const environment = await tx.environment.findFirst({
      where: {
        id: input.environmentId ?? "",
        ...(input.tenantId === undefined ? {} : { tenantId: input.tenantId }),
      },
      select: { id: true, name: true, tenantId: true },
    });
    if (environment === null) return null;
    const { id, name, tenantId } = environment;
    const scope = { level: "environment" as const, tenantId, environmentId: id };
    return { row: null, scope, kind: "environment", id, name, tenantId, environmentId: id };
  }
  if (input.level === "tenant") {
    const tenant = await tx.tenant.findUnique({
      where: { id: input.tenantId ?? "" },
      select: { id: true, name: true },
    });
    if (tenant === null) return null;
    const { id, name } = tenant;
    const scope = { level: "tenant" as const, tenantId: id };
    return { row: null, scope, kind: "tenant", id, name, tenantId: id, environmentId: null };
  }
  return {
    row: null,
    scope: { level: "fleet" },
    kind: "fleet",
    id: "fleet",
    name: "the whole fleet",
    tenantId: null,
    environmentId: null,
  };
}
