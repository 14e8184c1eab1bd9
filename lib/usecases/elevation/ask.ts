import "server-only";
import { AskElevation } from "@/lib/contracts/api/resources/elevation";
import type { Tx } from "@/lib/data/client";
import { databaseNow } from "@/lib/data/elevations";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { decide, rolesOver, type Scope } from "@/lib/domain/access/decide";
import { askRefusal, ELEVATION_ANSWER_MS, MOST_ELEVATIONS, ownRoles } from "@/lib/domain/access/elevation";
import { ROLE_ACTIONS, ROLE_NAMES, ROLES } from "@/lib/domain/access/roles";
import { MOST_TOLD } from "@/lib/domain/notice/notice";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { scopeOfBinding } from "../delegation/grants";
import { covering, placeOf } from "../delegation/place";
import { scopeOfIncident } from "../incident/rows";
import { elevationEvent, elevationInclude, presentElevation } from "./rows";

const GRANTING = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("elevation.approve"),
);

/** Asks for a role over a place for some hours. Those who may grant it are told. */
export const askElevation = command({
  action: "elevation.ask",
  input: AskElevation,
  target: async (tx, { level, tenantId, environmentId }) => {
    const place = await placeOf(tx, { level, tenantId, environmentId });
    return (
      place && {
        row: place,
        ...{ scope: scopeOfBinding(place), kind: "elevation", id: "new", name: place.name },
        ...{ tenantId: place.tenantId, environmentId: place.environmentId },
      }
    );
  },
  run: async ({ tx, ctx, input, target: { row: place, scope }, announce, afterCommit, note }) => {
    const { role, minutes, reason, incidentId } = input;
    // Requests written at once would each miss the others: their writer is locked first.
    await tx.$queryRaw`SELECT id FROM "user" WHERE id = ${ctx.actor.id}::uuid FOR UPDATE`;
    const now = await databaseNow(tx);
    const own = ownRoles(rolesOver(grantsOf(ctx.actor), "elevation.ask", scope));
    const refusal = askRefusal({ role, minutes, own, scope, open: await openOf(tx, ctx.actor.id, now) });
    if (refusal !== null) throw new Problem("conflict", refusal);
    if (incidentId !== undefined) await assertIncident(tx, ctx, incidentId, place);
    const { level, tenantId, environmentId, name } = place;
    const row = await tx.elevation.create({
      data: {
        ...{ userId: ctx.actor.id, role, level, tenantId, environmentId, reason, minutes },
        ...{ incidentId: incidentId ?? null, askedAt: now },
        answerBy: new Date(now.getTime() + ELEVATION_ANSWER_MS),
      },
      include: elevationInclude,
    });
    const title = `${ctx.actor.name} asks for ${ROLE_NAMES[role]} over ${name} for ${minutes} minutes`;
    const { events } = await writeNotices(
      tx,
      { tenantId, environmentId, operationId: null, path: "/access" },
      await grantersOf(tx, scope, ctx.actor.id),
      { occasion: "elevation:asked", words: { title, text: reason }, now: ctx.now },
    );
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    await announce(elevationEvent("elevation.asked", row));
    note({ elevationId: row.id, role: ROLE_NAMES[role], minutes, reason, incidentId: incidentId ?? null });
    return presentElevation(ctx, row);
  },
});

async function openOf(tx: Tx, userId: string, now: Date) {
  const rows = await tx.elevation.findMany({
    where: {
      ...{ userId, endedAt: null },
      OR: [{ verdict: null, answerBy: { gt: now } }, { endsAt: { gt: now } }],
    },
    take: MOST_ELEVATIONS,
  });
  return rows.map((row) => ({ role: row.role, scope: scopeOfBinding(row) }));
}

/** An incident out of sight does not exist; one that lies elsewhere is no reason for rights here. */
async function assertIncident(
  tx: Tx,
  ctx: Context,
  incidentId: string,
  place: { tenantId: string | null; environmentId: string | null },
): Promise<void> {
  const row = await tx.incident.findUnique({
    where: { id: incidentId },
    select: { tenantId: true, environmentId: true, state: true },
  });
  if (row === null || !decide(grantsOf(ctx.actor), "incident.read", scopeOfIncident(row)).allow)
    throw new Problem("not_found", "There is no such incident, or it is not yours to see.");
  const within =
    (place.tenantId === null || place.tenantId === row.tenantId) &&
    (place.environmentId === null || place.environmentId === row.environmentId);
  if (!within) throw new Problem("conflict", "The incident lies elsewhere: ask for rights where it is.");
  if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
}

/** Who may grant over a whole scope by an own role, but not who asks; by name. */
async function grantersOf(tx: Tx, scope: Scope, askerId: string): Promise<string[]> {
  const people = await tx.user.findMany({
    where: {
      ...{ disabledAt: null, id: { not: askerId } },
      roleBindings: { some: { AND: [{ role: { in: GRANTING } }, covering(scope)] } },
    },
    select: { id: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_TOLD,
  });
  return people.map(({ id }) => id);
}
