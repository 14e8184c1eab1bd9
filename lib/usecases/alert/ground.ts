import "server-only";
import type { Tx } from "@/lib/data/client";
import { silencedByMaintenance } from "@/lib/domain/alert/maintenance";
import { type RunningOperation, silencedByOperation, silencedByPerson } from "@/lib/domain/alert/silence";
import type { AlertDomain } from "@/lib/domain/alert/source";
import type { Silenced } from "@/lib/domain/alert/tell";
import { loadCalendar } from "../calendar/standing";
import type { Place } from "./book";

const MOST_SILENCES = 200;
const MOST_OPERATIONS = 10;
const MOST_WINDOWS = 500;

/** What keeps an alert of this place and domain from being told now: a person, or an operation that announced it. */
export async function silencedNow(
  tx: Tx,
  alert: Place & { domain: AlertDomain },
  now: Date,
): Promise<Silenced | null> {
  return (
    (await byPerson(tx, alert, now)) ??
    (await byOperation(tx, alert, now)) ??
    (await byMaintenance(tx, alert, now))
  );
}

/** A maintenance window of the calendar that stands now and announced that this domain will be felt. */
async function byMaintenance(
  tx: Tx,
  { environmentId, domain }: Place & { domain: AlertDomain },
  now: Date,
): Promise<Silenced | null> {
  if (environmentId === null) return null;
  const announcing = await tx.calendarEvent.findMany({
    where: {
      ...{ kind: "maintenance_window", cancelledAt: null, nextFrom: { lte: now } },
      announces: { has: domain },
    },
    select: { id: true },
    take: MOST_WINDOWS,
  });
  if (announcing.length === 0) return null;
  const known = new Set(announcing.map(({ id }) => id));
  const { events } = (await loadCalendar(tx, [environmentId]))(environmentId);
  return silencedByMaintenance(
    events.filter(({ id }) => known.has(id)),
    now,
  );
}

async function byPerson(tx: Tx, alert: Place & { domain: AlertDomain }, now: Date): Promise<Silenced | null> {
  const { tenantId, environmentId } = alert;
  const rows = await tx.alertSilence.findMany({
    where: {
      ...{ endedAt: null, until: { gt: now } },
      OR: [
        { level: "fleet" },
        ...(tenantId === null ? [] : [{ tenantId, environmentId: null }, { environmentId }]),
      ],
    },
    include: { createdBy: { select: { name: true } } },
    orderBy: { until: "desc" },
    take: MOST_SILENCES,
  });
  const silences = rows.map((row) => ({ ...row, by: row.createdBy.name }));
  return silencedByPerson(silences, alert, now);
}

async function byOperation(
  tx: Tx,
  { environmentId, domain }: Place & { domain: AlertDomain },
  now: Date,
): Promise<Silenced | null> {
  if (environmentId === null) return null;
  return silencedByOperation(await runningOperations(tx, environmentId), domain, now);
}

/** What is under way in an environment, with the step it is at; the newest ten. */
export async function runningOperations(tx: Tx, environmentId: string): Promise<RunningOperation[]> {
  const rows = await tx.operation.findMany({
    where: { environmentId, state: { in: ["queued", "running", "parked", "paused"] } },
    select: {
      ...{ kind: true, strategy: true, state: true, startedAt: true },
      steps: { where: { state: "running" }, take: 1, select: { name: true } },
    },
    orderBy: { createdAt: "desc" },
    take: MOST_OPERATIONS,
  });
  return rows.flatMap(({ kind, strategy, state, startedAt, steps }): RunningOperation[] =>
    state === "queued" || state === "running" || state === "parked" || state === "paused"
      ? [{ kind, strategy, state, step: steps[0]?.name ?? null, startedAt }]
      : [],
  );
}
