import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { incidentEvent, incidentTarget, writeEntries } from "./rows";

/** Writes into an incident's timeline. */
export const sayInIncident = command({
  action: "incident.handle",
  input: API.sayInIncident.body.extend(API.sayInIncident.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
    const by = { name: ctx.actor.name, now: ctx.now };
    await writeEntries(tx, row.id, by, [{ kind: "message", text: input.text }]);
    note({ what: "message" });
    await announce(incidentEvent("incident.said", row));
    return presentIncidentNow(ctx, tx, row.id);
  },
});
