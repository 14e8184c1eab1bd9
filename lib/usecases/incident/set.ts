import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { publishNow } from "@/lib/data/outbox";
import { SEVERITY_SHORT } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { peopleOver } from "../alert/people";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { changeIncident, incidentEvent, incidentTarget, writeEntries } from "./rows";
import { tellIncident } from "./tell";

/** Sets how severe it is, who leads, and what people of the tenant read about it; what differs is in the timeline. */
export const setIncident = command({
  action: "incident.handle",
  input: API.setIncident.body.extend(API.setIncident.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
    const { version, severity, commanderId, statusText } = input;
    const people = commanderId === null ? [] : await peopleOver(tx, row);
    const commander = commanderId === null ? null : people.find(({ id }) => id === commanderId);
    if (commander === undefined)
      throw new Problem("invalid_input", "commanderId: choose somebody with a role over this environment.");
    const spoken = statusText !== row.statusText;
    await changeIncident(tx, row, version, {
      ...{ severity, commanderId, statusText },
      ...(spoken ? { statusAt: ctx.now } : {}),
    });
    const entries = [
      ...(severity === row.severity
        ? []
        : [
            {
              kind: "severity",
              text: `From ${SEVERITY_SHORT[row.severity]} to ${SEVERITY_SHORT[severity]}.`,
            },
          ]),
      ...(commanderId === row.commanderId
        ? []
        : [{ kind: "assigned", text: commander === null ? "Nobody leads." : `${commander.name} leads.` }]),
      ...(spoken && statusText !== "" ? [{ kind: "status", text: statusText }] : []),
    ];
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, entries);
    note({ severity, commander: commander?.name ?? null, status: spoken });
    await announce(incidentEvent("incident.changed", row));
    if (spoken && statusText !== "") {
      const words = { occasion: "status", title: row.title, text: statusText };
      const told = await tellIncident(tx, row, { ...words, now: ctx.now, byId: ctx.actor.id });
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    }
    return presentIncidentNow(ctx, tx, row.id);
  },
});
