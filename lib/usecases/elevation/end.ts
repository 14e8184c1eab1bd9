import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { databaseNow } from "@/lib/data/elevations";
import { publishNow } from "@/lib/data/outbox";
import { decide } from "@/lib/domain/access/decide";
import { endRefusal } from "@/lib/domain/access/elevation";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { grantsOf } from "../context";
import { tellHolder } from "./answer";
import { elevationEvent, elevationInclude, elevationTarget, lockElevation, presentElevation } from "./rows";

/** Ends a grant before its time or withdraws a request: its holder, or who may grant it. It counts no more at once. */
export const endElevation = command({
  action: "elevation.end",
  input: API.endElevation.params,
  target: elevationTarget,
  run: async ({ tx, ctx, target, announce, afterCommit, note }) => {
    const own = target.row.userId === ctx.actor.id;
    const right = decide(grantsOf(ctx.actor), "elevation.approve", target.scope);
    if (!own && !right.allow) throw new Problem("forbidden", right.reason);
    const row = await lockElevation(tx, target.id);
    const now = await databaseNow(tx);
    const refusal = endRefusal(row, now);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const ended = await tx.elevation.update({
      where: { id: row.id },
      data: { endedAt: now, endedById: ctx.actor.id },
      include: elevationInclude,
    });
    if (!own) {
      const events = await tellHolder(tx, ctx, ended, `ended by ${ctx.actor.name}`);
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    }
    await announce(elevationEvent("elevation.ended", row));
    note({ elevationId: row.id, holder: row.user.name, role: ROLE_NAMES[row.role] });
    return presentElevation({ ...ctx, now }, ended);
  },
});
