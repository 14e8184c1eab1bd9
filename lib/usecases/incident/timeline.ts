import "server-only";
import type { IncidentEntry } from "@/lib/contracts/api/resources/incident";
import type { Tx } from "@/lib/data/client";
import { sideBySide } from "@/lib/data/side-by-side";
import type { AlertDomain } from "@/lib/domain/alert/source";
import { DOMAIN_NAMES } from "@/lib/domain/alert/source";
import { alertNumber } from "@/lib/domain/alert/state";
import { changeNumber } from "@/lib/domain/change/number";
import { INCIDENT_BOUNDS } from "@/lib/domain/incident/state";
import { operationNamed } from "@/lib/domain/operation/name";
import { sentenceCase } from "@/lib/domain/shared/words";
import { contentOf } from "../runbook/rows";
import type { IncidentRow } from "./rows";

/** What lies this long before the first sign is told too: it may be what led there. */
const BEFORE_MS = 60 * 60_000;
const EACH = 100;

type Span = { gte: Date; lte: Date };

/**
 * What happened, oldest first: what people said and decided, and what the records of its environment tell by
 * themselves. Nothing of it is written twice, so nothing of it can be out of date.
 */
export async function timelineOf(tx: Tx, row: IncidentRow, now: Date): Promise<IncidentEntry[]> {
  const span = {
    gte: new Date(row.startedAt.getTime() - BEFORE_MS),
    lte: row.closedAt ?? row.reviewedAt ?? now,
  };
  const parts = await sideBySide(tx, {
    said: () => said(tx, row),
    alerts: () => alertsOf(tx, row),
    operations: () => operationsOf(tx, row, span),
    changes: () => changesOf(tx, row, span),
    holds: () => holdsOf(tx, row, span),
    ticks: () => ticksOf(tx, row),
  });
  return Object.values(parts)
    .flat()
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.id < other.id ? -1 : 1))
    .slice(-INCIDENT_BOUNDS.entries);
}

async function said(tx: Tx, row: IncidentRow): Promise<IncidentEntry[]> {
  const rows = await tx.incidentEntry.findMany({
    where: { incidentId: row.id },
    orderBy: { at: "desc" },
    take: INCIDENT_BOUNDS.entries,
  });
  return rows.map(({ id, kind, text, actorName, at }) => ({
    ...{ id, kind, text, by: actorName, path: null, at: at.toISOString() },
  }));
}

async function alertsOf(tx: Tx, { id: incidentId }: IncidentRow): Promise<IncidentEntry[]> {
  const rows = await tx.alert.findMany({
    where: { incidentId },
    include: { acknowledgedBy: { select: { name: true } } },
    take: INCIDENT_BOUNDS.alerts,
  });
  return rows.flatMap((alert) => {
    const named = `${alertNumber(alert.number)}, ${DOMAIN_NAMES[alert.domain as AlertDomain]}`;
    const path = `/alerts/${alert.id}`;
    const entry = (what: string, at: Date | null, text: string, by: string): IncidentEntry[] =>
      at === null ? [] : [{ id: `${alert.id}:${what}`, kind: "alert", text, by, path, at: at.toISOString() }];
    return [
      ...entry("raised", alert.raisedAt, `${named}: ${alert.sentence}`, "Holdfast"),
      ...entry(
        "taken",
        alert.acknowledgedAt,
        `${named} acknowledged.`,
        alert.acknowledgedBy?.name ?? "Somebody",
      ),
      ...entry("over", alert.resolvedAt, `${named} is over. ${alert.resolvedNote}`, "Holdfast"),
    ];
  });
}

/** Steps of runbooks that were ticked off in it. */
async function ticksOf(tx: Tx, { id: incidentId }: IncidentRow): Promise<IncidentEntry[]> {
  const rows = await tx.runbookTick.findMany({
    where: { run: { incidentId } },
    include: { run: { select: { runbookVersion: { include: { runbook: { select: { name: true } } } } } } },
    orderBy: { at: "desc" },
    take: EACH,
  });
  return rows.map(({ id, runId, step, state, note, actorName, at, run: { runbookVersion } }) => {
    const title = contentOf(runbookVersion).steps.find(({ key }) => key === step)?.title ?? step;
    const words = `${runbookVersion.runbook.name}: “${title}” ${state}.${note === "" ? "" : ` ${note}`}`;
    return {
      ...{ id, kind: "runbook", text: words, by: actorName, path: `/runbook-runs/${runId}` },
      at: at.toISOString(),
    };
  });
}

async function operationsOf(tx: Tx, { environmentId }: IncidentRow, span: Span): Promise<IncidentEntry[]> {
  const rows = await tx.operation.findMany({
    where: { environmentId, OR: [{ startedAt: span }, { finishedAt: span }] },
    include: { release: { select: { name: true } }, requester: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: EACH,
  });
  return rows.flatMap(({ id, kind, release, requester, startedAt, finishedAt, sentence }) => {
    const named = sentenceCase(operationNamed(kind, release?.name ?? null));
    const shared = { kind: "operation", by: requester?.name ?? "Holdfast", path: `/operations/${id}` };
    return [
      ...(startedAt === null
        ? []
        : [{ ...shared, id: `${id}:begun`, text: `${named} began.`, at: startedAt.toISOString() }]),
      ...(finishedAt === null
        ? []
        : [{ ...shared, id: `${id}:ended`, text: `${named}: ${sentence}`, at: finishedAt.toISOString() }]),
    ];
  });
}

async function changesOf(tx: Tx, { environmentId }: IncidentRow, at: Span): Promise<IncidentEntry[]> {
  const rows = await tx.changeMove.findMany({
    where: { at, change: { environmentId } },
    include: { change: { select: { id: true, number: true, title: true } } },
    orderBy: { at: "desc" },
    take: EACH,
  });
  return rows.map(({ id, change, toState, actorName, note, at: moved }) => ({
    ...{ id, kind: "change", by: actorName, path: `/changes/${change.id}`, at: moved.toISOString() },
    text: `${changeNumber(change.number)}, ${change.title}: ${toState.replaceAll("_", " ")}.${note === "" ? "" : ` ${note}`}`,
  }));
}

async function holdsOf(
  tx: Tx,
  { environmentId, tenantId }: IncidentRow,
  span: Span,
): Promise<IncidentEntry[]> {
  const rows = await tx.hold.findMany({
    where: {
      AND: [
        { OR: [{ level: "fleet" }, { environmentId }, { level: "tenant", tenantId }] },
        { OR: [{ placedAt: span }, { liftedAt: span }] },
      ],
    },
    include: { placedBy: { select: { name: true } }, liftedBy: { select: { name: true } } },
    orderBy: { placedAt: "desc" },
    take: EACH,
  });
  return rows.flatMap(({ id, reason, placedAt, liftedAt, placedBy, liftedBy, liftReason }) => {
    const shared = { kind: "hold", path: null };
    const placed = {
      ...shared,
      id: `${id}:placed`,
      text: `The line was stopped: ${reason}`,
      by: placedBy.name,
    };
    const lifted = {
      ...shared,
      id: `${id}:lifted`,
      text: `The hold was lifted: ${liftReason}`,
      by: liftedBy?.name ?? "Holdfast",
    };
    return [
      { ...placed, at: placedAt.toISOString() },
      ...(liftedAt === null ? [] : [{ ...lifted, at: liftedAt.toISOString() }]),
    ];
  });
}
