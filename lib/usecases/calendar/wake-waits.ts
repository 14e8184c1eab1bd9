import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CalendarScope } from "@/lib/domain/calendar/event";
import type { Context } from "../context";
import { environmentsUnder } from "./covers";

/**
 * Has what waits for an opening looked at now, after the calendar over its place was changed: it may open earlier than
 * the wait knows. Looking costs nothing, since whoever wakes it asks everything anew. What waits for a chosen time that
 * is still to come sleeps on.
 */
export async function wakeWaits(tx: Tx, ctx: Context, scope: CalendarScope): Promise<void> {
  await tx.changeWait.updateMany({
    where: {
      wakeAt: { gt: ctx.now },
      OR: [{ atNextOpening: true }, { attempts: { gt: 0 } }],
      change: { environment: environmentsUnder(scope) },
    },
    data: { wakeAt: ctx.now },
  });
}
