import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { SEVERITY_SHORT } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { peopleAmong } from "../alert/people";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { changeIncident, incidentEvent, incidentTarget, writeEntries } from "./rows";

/** Sets how severe it is and who leads; what differs is in the timeline. */
export const setIncident = command({
  action: "incident.handle",
  input: API.setIncident.body.extend(API.setIncident.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
    const { version, severity, commanderId } = input;
    const commander = commanderId === null ? null : (await peopleAmong(tx, row, [commanderId]))[0];
    if (commander === undefined)
      throw new Problem("invalid_input", "commanderId: choose somebody with a role over this environment.");
    await changeIncident(tx, row, version, { severity, commanderId });
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
    ];
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, entries);
    note({ severity, commander: commander?.name ?? null });
    await announce(incidentEvent("incident.changed", row));
    return presentIncidentNow(ctx, tx, row.id);
  },
});
