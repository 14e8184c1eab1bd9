import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { LiftHold } from "@/lib/contracts/api/resources/hold";
import { endedSentence, scopeOfHold } from "@/lib/domain/policy/hold";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { holdEvents } from "./announce";
import { presentHold, zoneOf } from "./present";
import { coveredName, holdInclude, standingAt } from "./rows";

/** Lifts a hold before its end, with a reason. Lifting one that is over is a conflict, so that nobody lifts another's by mistake. */
export const liftHold = command({
  action: "hold.lift",
  input: LiftHold.extend({ holdId: Id }),
  target: async (tx, { holdId }) => {
    const row = await tx.hold.findUnique({ where: { id: holdId }, include: holdInclude });
    return (
      row && {
        row,
        scope: scopeOfHold(row),
        kind: "hold",
        id: row.id,
        name: `hold on ${coveredName(row)}`,
        tenantId: row.tenantId,
        environmentId: row.environmentId,
      }
    );
  },
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const over = endedSentence(row, ctx.now, zoneOf(row) ?? "UTC");
    if (over !== null) throw new Problem("conflict", over);
    const { count } = await tx.hold.updateMany({
      where: { AND: [{ id: row.id }, standingAt(ctx.now)] },
      data: { liftedAt: ctx.now, liftedById: ctx.actor.id, liftReason: input.reason },
    });
    if (count !== 1) throw new Problem("conflict", "Somebody else has just lifted this hold.");
    note({ holdReason: row.reason, reason: input.reason, wouldHaveEnded: row.expiresAt.toISOString() });
    for (const event of await holdEvents(tx, "hold.lifted", row)) await announce(event);
    return presentHold(ctx, await tx.hold.findUniqueOrThrow({ where: { id: row.id }, include: holdInclude }));
  },
});
