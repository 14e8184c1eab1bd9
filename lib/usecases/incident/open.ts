import "server-only";
import type { z } from "zod";
import { OpenIncident } from "@/lib/contracts/api/resources/incident";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { publishNow } from "@/lib/data/outbox";
import { INCIDENT_BOUNDS, incidentNumber, SEVERITY_SHORT } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { counted, sentenceCase } from "@/lib/domain/shared/words";
import { lockPlace } from "../alert/book";
import { hurtsSentence } from "../alert/hurts";
import { alertEvent } from "../alert/raise";
import { command, type Target } from "../command";
import { incidentHurts } from "./hurts";
import { presentIncidentNow } from "./present";
import { incidentEvent, scopeOfIncident, writeEntries } from "./rows";
import { tellIncident } from "./tell";

/** Incidents of one environment that may stand at once. */
const MOST_STANDING = 10;

type Input = z.output<typeof OpenIncident>;
type From = {
  /** Null for an alert of the fleet. */
  place: { id: string; tenantId: string } | null;
  alert: { id: string; incidentId: string | null; raisedAt: Date; state: string } | null;
};

async function openTarget(tx: Tx, { environmentId, alertId }: Input): Promise<Target<From> | null> {
  const alert =
    alertId === undefined
      ? null
      : await tx.alert.findUnique({
          where: { id: alertId },
          select: { id: true, incidentId: true, raisedAt: true, state: true, environmentId: true },
        });
  if (alertId !== undefined && alert === null) return null;
  if (alert !== null && alert.environmentId === null) {
    const row: From = { alert, place: null };
    const nowhere = { tenantId: null, environmentId: null };
    return { row, scope: { level: "fleet" }, kind: "alert", id: alert.id, name: "an alert", ...nowhere };
  }
  const place = await tx.environment.findUnique({
    where: { id: alert?.environmentId ?? environmentId ?? "" },
    select: { id: true, name: true, tenantId: true },
  });
  if (place === null) return null;
  const { id, name, tenantId } = place;
  const row: From = { alert, place: { id, tenantId } };
  const scope = scopeOfIncident({ tenantId, environmentId: id });
  return { row, scope, kind: "environment", id, name, tenantId, environmentId: id };
}

/** Opens an incident from an alert, or by hand. Alerts that stand on the environment then belong to it. */
export const openIncident = command({
  action: "incident.open",
  input: OpenIncident,
  target: openTarget,
  run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
    const { alert, place } = target.row;
    if (place === null)
      throw new Problem(
        "conflict",
        "This alert concerns no environment, and an incident is one environment's.",
      );
    const { tenantId, id: environmentId } = place;
    await lockPlace(tx, { tenantId, environmentId });
    const standing = await tx.incident.count({
      where: { environmentId, state: { in: ["open", "mitigated"] } },
    });
    if (standing >= MOST_STANDING)
      throw new Problem(
        "conflict",
        `${MOST_STANDING} incidents stand on ${target.name} already: use one of them.`,
      );
    if (alert !== null) await assertFree(tx, alert.id);
    const joining: Prisma.AlertWhereInput = {
      incidentId: null,
      OR: [...(alert === null ? [] : [{ id: alert.id }]), { environmentId, state: { not: "resolved" } }],
    };
    const personId = ctx.actor.kind === "person" ? ctx.actor.id : null;
    const { title, severity, statusText } = input;
    const row = await tx.incident.create({
      data: {
        ...{
          tenantId,
          environmentId,
          title,
          severity,
          statusText,
          openedById: personId,
          commanderId: personId,
        },
        ...{ startedAt: alert?.raisedAt ?? (await firstOf(tx, joining, ctx.now)), openedAt: ctx.now },
        statusAt: statusText === "" ? null : ctx.now,
      },
    });
    const { ids, left } = await alertsToJoin(tx, joining, alert?.id ?? null);
    await tx.alert.updateMany({ where: { id: { in: ids } }, data: { incidentId: row.id } });
    await writeEntries(tx, row.id, { name: ctx.actor.name, now: ctx.now }, [
      { kind: "moved", text: `Opened as ${SEVERITY_SHORT[severity]}: ${title}` },
      ...(left === 0 ? [] : [{ kind: "moved", text: tooMany(left) }]),
      ...(statusText === "" ? [] : [{ kind: "status", text: statusText }]),
    ]);
    note({ what: "opened", incident: incidentNumber(row.number), severity, alertId: alert?.id ?? null });
    await announce(incidentEvent("incident.opened", row));
    if (alert !== null) await announce(alertEvent("alert.changed", { tenantId, environmentId }, alert.id));
    const told = await tellIncident(tx, row, {
      ...{
        occasion: "opened",
        title: `opened: ${title}`,
        text: statusText || hurtsSentence(await incidentHurts(tx, row)) || title,
        now: ctx.now,
        byId: ctx.actor.id,
      },
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return presentIncidentNow(ctx, tx, row.id);
  },
});

/** The loudest and newest, as many as an incident holds: what it is opened from is always among them. */
async function alertsToJoin(
  tx: Tx,
  joining: Prisma.AlertWhereInput,
  from: string | null,
): Promise<{ ids: string[]; left: number }> {
  const rows = await tx.alert.findMany({
    where: joining,
    select: { id: true },
    orderBy: [{ tier: "asc" }, { raisedAt: "desc" }, { id: "desc" }],
    take: INCIDENT_BOUNDS.alerts,
  });
  const found = rows.map(({ id }) => id);
  const ids =
    from === null || found.includes(from) ? found : [from, ...found.slice(0, INCIDENT_BOUNDS.alerts - 1)];
  return { ids, left: (await tx.alert.count({ where: joining })) - ids.length };
}

const tooMany = (left: number): string =>
  `${sentenceCase(counted(left, "more alert"))} ${left === 1 ? "stands" : "stand"} here. An incident holds ${INCIDENT_BOUNDS.alerts}, the loudest and newest.`;

/** What stands longer than this is what people live with, and not when this began. */
const LIVED_WITH_MS = 24 * 3_600_000;

/** When the first of the alerts began that join it; now where none does. */
async function firstOf(tx: Tx, joining: Prisma.AlertWhereInput, now: Date): Promise<Date> {
  const lately = { raisedAt: { gte: new Date(now.getTime() - LIVED_WITH_MS) } };
  const first = await tx.alert.findFirst({
    where: { AND: [joining, lately] },
    select: { raisedAt: true },
    orderBy: { raisedAt: "asc" },
  });
  return first?.raisedAt ?? now;
}

async function assertFree(tx: Tx, alertId: string): Promise<void> {
  const now = await tx.alert.findUnique({
    where: { id: alertId },
    select: { incident: { select: { number: true } } },
  });
  if (now?.incident)
    throw new Problem("conflict", `This alert belongs to ${incidentNumber(now.incident.number)} already.`);
}
