import "server-only";
import type { Tx } from "@/lib/data/client";
import { type RunningOperation, silencedByOperation, silencedByPerson } from "@/lib/domain/alert/silence";
import type { AlertDomain } from "@/lib/domain/alert/source";
import type { Silenced } from "@/lib/domain/alert/tell";
import type { Place } from "./book";

const MOST_SILENCES = 200;
const MOST_OPERATIONS = 10;

/** What keeps an alert of this place and domain from being told now: a person, or an operation that announced it. */
export async function silencedNow(
  tx: Tx,
  alert: Place & { domain: AlertDomain },
  now: Date,
): Promise<Silenced | null> {
  return (await byPerson(tx, alert, now)) ?? (await byOperation(tx, alert, now));
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
  const rows = await tx.operation.findMany({
    where: { environmentId, state: { in: ["queued", "running", "parked", "paused"] } },
    select: {
      ...{ kind: true, strategy: true, state: true, startedAt: true },
      steps: { where: { state: "running" }, take: 1, select: { name: true } },
    },
    orderBy: { createdAt: "desc" },
    take: MOST_OPERATIONS,
  });
  const running = rows.flatMap(({ kind, strategy, state, startedAt, steps }): RunningOperation[] =>
    state === "queued" || state === "running" || state === "parked" || state === "paused"
      ? [{ kind, strategy, state, step: steps[0]?.name ?? null, startedAt }]
      : [],
  );
  return silencedByOperation(running, domain, now);
}
