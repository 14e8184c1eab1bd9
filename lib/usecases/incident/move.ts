import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Prisma } from "@/lib/data/generated/client";
import { publishNow } from "@/lib/data/outbox";
import { closeRefusal, type IncidentState, moveIncident as moved } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { changeIncident, incidentEvent, incidentTarget, writeEntries } from "./rows";
import { tellIncident } from "./tell";

/** When a state was reached; going back forgets what is no longer so. */
function times(to: IncidentState, now: Date): Prisma.IncidentUncheckedUpdateManyInput {
  switch (to) {
    case "open":
      return { mitigatedAt: null, resolvedAt: null };
    case "mitigated":
      return { mitigatedAt: now };
    case "resolved":
      return { resolvedAt: now };
    case "reviewed":
      return { reviewedAt: now };
    case "closed":
      return { closedAt: now };
  }
}

/** Says that it is mitigated, over, worse again or closed, and why. A review has a way of its own. */
export const moveIncident = command({
  action: "incident.handle",
  input: API.moveIncident.body.extend(API.moveIncident.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const next = moved(row.state, input.event);
    if (!next.ok) throw new Problem("conflict", `An incident that is ${row.state} cannot ${input.event}.`);
    const refusal = input.event === "close" ? closeRefusal(row.actions) : null;
    if (refusal !== null) throw new Problem("conflict", refusal);
    await changeIncident(tx, row, input.version, { state: next.value, ...times(next.value, ctx.now) });
    const text = `From ${row.state} to ${next.value}: ${input.note}`;
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, [{ kind: "moved", text }]);
    note({ from: row.state, to: next.value, note: input.note });
    await announce(incidentEvent("incident.moved", row));
    const told = await tellIncident(tx, row, {
      ...{
        occasion: next.value,
        title: `is ${next.value}`,
        text: input.note,
        now: ctx.now,
        byId: ctx.actor.id,
      },
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return presentIncidentNow(ctx, tx, row.id);
  },
});
