import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { publishNow } from "@/lib/data/outbox";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { changeIncident, incidentEvent, incidentTarget, writeEntries } from "./rows";
import { tellIncident } from "./tell";

/**
 * Says what the tenant's people read about an incident from now on; an empty text takes it from their page. Every text
 * stays in the incident's timeline.
 */
export const publishStatus = command({
  action: "incident.publish",
  input: API.publishStatus.body.extend(API.publishStatus.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
    const { version, text } = input;
    if (text === row.statusText) throw new Problem("conflict", "That is what people read already.");
    await changeIncident(tx, row, version, { statusText: text, statusAt: ctx.now });
    const entry =
      text === "" ? { kind: "status_taken", text: "Nothing is told any more." } : { kind: "status", text };
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, [entry]);
    note({ published: text !== "", length: text.length });
    await announce(incidentEvent("incident.published", row));
    if (text !== "") {
      const words = { occasion: "status", title: row.title, text };
      const told = await tellIncident(tx, row, { ...words, now: ctx.now, byId: ctx.actor.id });
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    }
    return presentIncidentNow(ctx, tx, row.id);
  },
});
