import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { databaseNow } from "@/lib/data/elevations";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { answerRefusal, elevationEnd } from "@/lib/domain/access/elevation";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import type { Context } from "../context";
import { incidentEvent, writeEntries } from "../incident/rows";
import {
  type ElevationRow,
  elevationEvent,
  elevationInclude,
  elevationTarget,
  lockElevation,
  overOf,
  presentElevation,
} from "./rows";

type Verdict = "approved" | "refused";

const answer = (verdict: Verdict) =>
  command({
    action: "elevation.approve",
    input: API.approveElevation.params.extend(API.approveElevation.body.shape),
    target: elevationTarget,
    run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
      const row = await lockElevation(tx, target.id);
      const now = await databaseNow(tx);
      const who = { holderId: row.userId, deciderId: ctx.actor.id };
      const refusal = answerRefusal({ ...row, ...who }, now);
      if (refusal !== null)
        throw new Problem(who.holderId === who.deciderId ? "forbidden" : "conflict", refusal);
      const endsAt = verdict === "approved" ? elevationEnd(now, row.minutes) : null;
      const decided = await tx.elevation.update({
        where: { id: row.id },
        data: { verdict, decidedById: ctx.actor.id, decidedAt: now, decisionNote: input.note, endsAt },
        include: elevationInclude,
      });
      const events = await tellHolder(tx, ctx, decided, `${verdict} by ${ctx.actor.name}`);
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
      if (verdict === "approved" && row.incidentId !== null) {
        const incident = await writeIntoIncident(tx, ctx, decided, row.incidentId);
        if (incident !== null) await announce(incidentEvent("incident.said", incident));
      }
      await announce(elevationEvent(`elevation.${verdict}`, row));
      note({
        ...{ elevationId: row.id, holder: row.user.name, role: ROLE_NAMES[row.role] },
        ...{ note: input.note, reason: row.reason, endsAt: endsAt?.toISOString() ?? null },
      });
      return presentElevation({ ...ctx, now }, decided);
    },
  });

/** Grants what somebody else asked for, as a second person: it begins now and ends by itself. */
export const approveElevation = answer("approved");
/** Refuses what somebody else asked for, with the reason. */
export const refuseElevation = answer("refused");

/** Tells the holder what became of it. */
export async function tellHolder(tx: Tx, ctx: Context, row: ElevationRow, what: string) {
  const { tenantId, environmentId } = row;
  const title = `${ROLE_NAMES[row.role]} over ${overOf(row)}: ${what}`;
  const { events } = await writeNotices(
    tx,
    { tenantId, environmentId, operationId: null, path: "/account" },
    [row.userId],
    { occasion: "elevation:moved", words: { title, text: row.decisionNote }, now: ctx.now },
  );
  return events;
}

/** The incident it was asked for tells of the grant. Null when the incident is closed meanwhile. */
async function writeIntoIncident(tx: Tx, ctx: Context, row: ElevationRow, incidentId: string) {
  const incident = await tx.incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { id: true, tenantId: true, environmentId: true, state: true },
  });
  if (incident.state === "closed") return null;
  const text = `grants ${row.user.name} the rights of ${ROLE_NAMES[row.role]} over ${overOf(row)} for ${row.minutes} minutes: ${row.reason}`;
  await writeEntries(tx, incidentId, { name: ctx.actor.name, now: ctx.now }, [{ kind: "elevation", text }]);
  return incident;
}
