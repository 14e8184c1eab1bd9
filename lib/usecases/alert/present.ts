import "server-only";
import type { z } from "zod";
import type { Alert, AlertBrief, AlertCause, AlertDelivery } from "@/lib/contracts/api/resources/alert";
import type { Can } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { sideBySide } from "@/lib/data/side-by-side";
import type { Action } from "@/lib/domain/access/actions";
import { decide, type Scope } from "@/lib/domain/access/decide";
import { resolveRefusal, type Unread } from "@/lib/domain/alert/can";
import { workflowsHurt } from "@/lib/domain/alert/hurts";
import { isStanding } from "@/lib/domain/alert/record";
import { type AlertDomain, type AlertSource, integrationSignal, signalKey } from "@/lib/domain/alert/source";
import { alertNumber } from "@/lib/domain/alert/state";
import { incidentNumber } from "@/lib/domain/incident/state";
import { type Context, grantsOf } from "../context";
import { hurtsOf } from "./hurts";
import { peopleOver } from "./people";

const named = { select: { id: true, name: true } } as const;
export const alertInclude = {
  tenant: named,
  environment: {
    select: {
      ...{ id: true, name: true, stage: true, timeZone: true },
      healthSignals: { where: { state: "unknown" }, select: { signal: true, since: true } },
      integrations: { where: { state: "unknown" }, select: { id: true, since: true } },
    },
  },
  acknowledgedBy: named,
  assignee: named,
  incident: { select: { id: true, number: true } },
  causes: true,
} satisfies Prisma.AlertInclude;
export type AlertRow = Prisma.AlertGetPayload<{ include: typeof alertInclude }>;

/** Where an alert lives: with its environment, or with the fleet. */
export const scopeOfAlert = (row: { tenantId: string | null; environmentId: string | null }): Scope =>
  row.tenantId === null || row.environmentId === null
    ? { level: "fleet" }
    : { level: "environment", tenantId: row.tenantId, environmentId: row.environmentId };

/** Whether the reader may, by role and by how the thing stands. */
export function canDo(ctx: Context, action: Action, scope: Scope, refusal: string | null): Can {
  const decision = decide(grantsOf(ctx.actor), action, scope);
  if (!decision.allow) return { allowed: false, reason: decision.reason };
  return refusal === null ? { allowed: true, reason: null } : { allowed: false, reason: refusal };
}

/** Since when nothing can be read of what an alert's environment is known by, by the keys of causes. */
export const unreadOf = ({ environment }: AlertRow): Unread =>
  new Map([
    ...(environment?.healthSignals ?? []).map(({ signal, since }) => [signalKey(signal), since] as const),
    ...(environment?.integrations ?? []).map(
      ({ id, since }) => [signalKey(integrationSignal(id)), since] as const,
    ),
  ]);

const OVER = "It is over.";

function abilities(ctx: Context, row: AlertRow): AlertBrief["can"] {
  const scope = scopeOfAlert(row);
  const over = row.state === "resolved" ? OVER : null;
  const taken =
    row.state === "acknowledged" ? `${row.acknowledgedBy?.name ?? "Somebody"} has it already.` : over;
  const inIncident =
    row.incident === null ? null : `It belongs to ${incidentNumber(row.incident.number)} already.`;
  const noPlace = row.environmentId === null ? "It concerns no environment." : null;
  return {
    acknowledge: canDo(ctx, "alert.acknowledge", scope, taken),
    assign: canDo(ctx, "alert.assign", scope, over),
    resolve: canDo(ctx, "alert.resolve", scope, resolveRefusal(row, unreadOf(row), ctx.now)),
    silence: canDo(ctx, "alert.silence", scope, over),
    openIncident: canDo(ctx, "incident.open", scope, inIncident ?? noPlace),
  };
}

export function presentAlertBrief(ctx: Context, row: AlertRow): AlertBrief {
  const { id, tier, severity, state, title, sentence, tenant, flaps, version } = row;
  const environment = row.environment && {
    ...{ id: row.environment.id, name: row.environment.name },
    ...{ stage: row.environment.stage, timeZone: row.environment.timeZone },
  };
  return {
    ...{ id, number: alertNumber(row.number), tier, severity, state, title, sentence, tenant, environment },
    domain: row.domain as AlertDomain,
    raisedAt: row.raisedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    flaps,
    causes: row.causes.filter(isStanding).length + row.moreCauses,
    silence:
      row.silenceReason === null || !row.pending
        ? null
        : { reason: row.silenceReason, until: row.recheckAt.toISOString() },
    acknowledged:
      row.acknowledgedAt === null
        ? null
        : { by: row.acknowledgedBy?.name ?? "Somebody", at: row.acknowledgedAt.toISOString() },
    assignee: row.assignee,
    incident: row.incident && { id: row.incident.id, number: incidentNumber(row.incident.number) },
    version,
    can: abilities(ctx, row),
  };
}

const presentCause = (cause: AlertRow["causes"][number]): z.infer<typeof AlertCause> => ({
  ...{ id: cause.id, key: cause.key, source: cause.source as AlertSource, severity: cause.severity },
  ...{ title: cause.title, sentence: cause.sentence, since: cause.since.toISOString() },
  endedAt: cause.endedAt?.toISOString() ?? null,
});

export const sentInclude = {
  route: { select: { name: true, channel: true } },
} satisfies Prisma.AlertDeliveryInclude;
type SentRow = Prisma.AlertDeliveryGetPayload<{ include: typeof sentInclude }>;

/** raised:1, over:1.0, many:12, test:12 … */
function occasionOf(occasion: string): AlertDelivery["occasion"] {
  const [word] = occasion.split(":");
  return word === "over" || word === "many" || word === "test" ? word : "raised";
}

export const presentDelivery = (row: SentRow): AlertDelivery => ({
  ...{ id: row.id, route: row.route.name, channel: row.route.channel, state: row.state },
  occasion: occasionOf(row.occasion),
  ...{ attempts: row.attempts, sentTo: row.sentTo, lastError: row.lastError },
  ...{ nextAt: row.nextAt.toISOString(), createdAt: row.createdAt.toISOString() },
  sentAt: row.sentAt?.toISOString() ?? null,
});

const worstFirst = (one: AlertRow["causes"][number], other: AlertRow["causes"][number]): number =>
  Number(isStanding(other)) - Number(isStanding(one)) ||
  Number(other.severity === "bad") - Number(one.severity === "bad") ||
  one.since.getTime() - other.since.getTime();

/** An alert with all that is known of it. */
export async function presentAlert(ctx: Context, tx: Tx, row: AlertRow): Promise<Alert> {
  const { hurts, deliveries, people } = await sideBySide(tx, {
    hurts: () => hurtsOf(tx, row.environmentId, workflowsHurt({ causes: row.causes, more: row.moreCauses })),
    deliveries: () =>
      tx.alertDelivery.findMany({
        where: { alertId: row.id },
        include: sentInclude,
        orderBy: { createdAt: "desc" },
        take: 50,
      }),
    people: () => peopleOver(tx, row),
  });
  return {
    ...presentAlertBrief(ctx, row),
    resolvedNote: row.resolvedNote,
    announced: row.announced,
    announcedAt: row.announcedAt?.toISOString() ?? null,
    nextStepAt: row.state === "open" ? (row.nextStepAt?.toISOString() ?? null) : null,
    causeList: row.causes.toSorted(worstFirst).map(presentCause),
    moreCauses: row.moreCauses,
    hurts: { sites: [...hurts.sites], processes: [...hurts.processes], people: hurts.people },
    deliveries: deliveries.map(presentDelivery),
    people,
  };
}

export const presentAlertNow = async (ctx: Context, tx: Tx, id: string): Promise<Alert> =>
  presentAlert(ctx, tx, await tx.alert.findUniqueOrThrow({ where: { id }, include: alertInclude }));
