import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { publishNow } from "@/lib/data/outbox";
import { INCIDENT_BOUNDS, moveIncident } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { counted } from "@/lib/domain/shared/words";
import { peopleAmong } from "../alert/people";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { changeIncident, incidentEvent, incidentTarget, writeEntries } from "./rows";
import { tellIncident } from "./tell";

const dayOf = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** Writes down why it happened, what helped, and what shall be done by whom and when. */
export const reviewIncident = command({
  action: "incident.review",
  input: API.reviewIncident.body.extend(API.reviewIncident.params.shape),
  target: incidentTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const next = moveIncident(row.state, "review");
    if (!next.ok) throw new Problem("conflict", "An incident is reviewed once, when it is over.");
    const { version, causes, whatHelped, actions } = input;
    const owners = actions.flatMap(({ ownerId }) => ownerId ?? []);
    const people = new Set((await peopleAmong(tx, row, owners)).map(({ id }) => id));
    if (actions.some(({ ownerId }) => ownerId !== null && !people.has(ownerId)))
      throw new Problem("invalid_input", "actions: choose owners with a role over this environment.");
    if (row.actions.length + actions.length > INCIDENT_BOUNDS.actions)
      throw new Problem("conflict", `An incident has at most ${INCIDENT_BOUNDS.actions} actions.`);
    await changeIncident(tx, row, version, { state: next.value, causes, whatHelped, reviewedAt: ctx.now });
    await tx.incidentAction.createMany({
      data: actions.map(({ text, ownerId, dueOn }) => ({
        ...{ incidentId: row.id, text, ownerId, dueOn: dayOf(dueOn), createdAt: ctx.now },
      })),
    });
    const text = `Reviewed, with ${counted(actions.length, "action")}. ${causes}`;
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, [{ kind: "moved", text }]);
    note({ causes, actions: actions.length });
    await announce(incidentEvent("incident.reviewed", row));
    const told = await tellIncident(tx, row, {
      ...{ occasion: "reviewed", title: "is reviewed", text: causes, now: ctx.now, byId: ctx.actor.id },
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return presentIncidentNow(ctx, tx, row.id);
  },
});
