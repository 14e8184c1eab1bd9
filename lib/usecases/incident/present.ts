import "server-only";
import type { Incident } from "@/lib/contracts/api/resources/incident";
import type { Tx } from "@/lib/data/client";
import { sideBySide } from "@/lib/data/side-by-side";
import { closeRefusal, INCIDENT_BOUNDS, INCIDENT_EVENTS, moveIncident } from "@/lib/domain/incident/state";
import { peopleOver } from "../alert/people";
import { alertInclude, canDo, presentAlertBrief } from "../alert/present";
import type { Context } from "../context";
import { elevationsFor, presentElevation } from "../elevation/rows";
import { changesFor, runbooksOf, statusHistory } from "./belongings";
import { changedBefore } from "./changed";
import { incidentHurts } from "./hurts";
import { type IncidentRow, incidentInclude, presentIncidentBrief, scopeOfIncident } from "./rows";
import { timelineOf } from "./timeline";

const OVER = "This incident is closed.";

function abilities(ctx: Context, row: IncidentRow): Incident["can"] {
  const scope = scopeOfIncident(row);
  const closed = row.state === "closed" ? OVER : null;
  const unresolved = row.state === "resolved" ? null : (closed ?? "It is reviewed once, when it is over.");
  const unreviewed =
    row.state === "reviewed" ? closeRefusal(row.actions) : (closed ?? "It is closed after its review.");
  return {
    handle: canDo(ctx, "incident.handle", scope, closed),
    publish: canDo(ctx, "incident.publish", scope, closed),
    review: canDo(ctx, "incident.review", scope, unresolved),
    close: canDo(ctx, "incident.handle", scope, unreviewed),
    draftChange: canDo(ctx, "change.draft", scope, null),
    followRunbook: canDo(ctx, "runbook.follow", scope, closed),
    askElevation: canDo(ctx, "elevation.ask", scope, closed),
  };
}

const presentAction = (action: IncidentRow["actions"][number]): Incident["actions"][number] => ({
  ...{ id: action.id, text: action.text, owner: action.owner, version: action.version },
  dueOn: action.dueOn.toISOString().slice(0, 10),
  done:
    action.doneAt === null
      ? null
      : { at: action.doneAt.toISOString(), note: action.doneNote, by: action.doneByName },
});

/** An incident with all that is known of it. */
export async function presentIncident(ctx: Context, tx: Tx, row: IncidentRow): Promise<Incident> {
  const {
    hurts,
    timeline,
    changed,
    alerts,
    runbooks,
    people,
    mended,
    statusHistory: history,
    elevations,
  } = await sideBySide(tx, {
    hurts: () => incidentHurts(tx, row),
    timeline: () => timelineOf(tx, row, ctx.now),
    changed: () => changedBefore(tx, row),
    alerts: () =>
      tx.alert.findMany({
        where: { incidentId: row.id },
        include: alertInclude,
        orderBy: { raisedAt: "asc" },
        take: INCIDENT_BOUNDS.alerts,
      }),
    runbooks: () => runbooksOf(tx, row),
    people: () => peopleOver(tx, row),
    mended: () => changesFor(tx, row),
    statusHistory: () => statusHistory(tx, row),
    elevations: () => elevationsFor(tx, row.id),
  });
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...presentIncidentBrief(row),
    openedBy: row.openedBy?.name ?? "Holdfast",
    ...{ mitigatedAt: time(row.mitigatedAt), reviewedAt: time(row.reviewedAt), closedAt: time(row.closedAt) },
    hurts: { sites: [...hurts.sites], processes: [...hurts.processes], people: hurts.people },
    timeline,
    changed: changed.map(({ kind, title, path, at, scope, minutesBefore }) => ({
      ...{ kind, title, path, scope, minutesBefore, at: at.toISOString() },
    })),
    alerts: alerts.map((alert) => presentAlertBrief(ctx, alert)),
    runbooks,
    changes: mended,
    statusHistory: history,
    elevations: elevations.map((each) => presentElevation(ctx, each)),
    review: row.causes === "" ? null : { causes: row.causes, whatHelped: row.whatHelped },
    actions: row.actions.map(presentAction),
    people,
    can: abilities(ctx, row),
    moves: INCIDENT_EVENTS.filter((event) => moveIncident(row.state, event).ok),
  };
}

export const presentIncidentNow = async (ctx: Context, tx: Tx, id: string): Promise<Incident> =>
  presentIncident(ctx, tx, await tx.incident.findUniqueOrThrow({ where: { id }, include: incidentInclude }));
