import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { Book } from "@/lib/domain/alert/course";
import { type AlertRecord, type Cause, isStanding, leadingCause } from "@/lib/domain/alert/record";
import type { AlertDomain, AlertSource } from "@/lib/domain/alert/source";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { plainJson } from "@/lib/domain/shared/plain-text";

/** Alerts of one place that are looked at together: the six domains, and what came one after the other in them. */
const MOST_ALERTS = 500;

export const bookInclude = { causes: true, rest: true } satisfies Prisma.AlertInclude;
export type BookRow = Prisma.AlertGetPayload<{ include: typeof bookInclude }>;

/** Where alerts are raised; both null for what concerns no environment. */
export type Place = { environmentId: string | null; tenantId: string | null };

/** Facts about one place come one after the other, until the transaction ends. */
export async function lockPlace(tx: Pick<Tx, "$executeRaw">, { environmentId }: Place): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`alerts of ${environmentId ?? "fleet"}`}, 0))`;
}

const asCause = (row: BookRow["causes"][number]): Cause => {
  const { id, key, severity, title, sentence, since, lastAt, endedAt } = row;
  return { id, key, source: row.source as AlertSource, severity, title, sentence, since, lastAt, endedAt };
};

const asRest = (row: BookRow["rest"]): ReadonlyMap<string, Date> =>
  new Map(row?.keys.map((key, index) => [key, row.since[index] ?? new Date(0)]));

/** An alert as the rules see it. */
export function asRecord(row: BookRow): AlertRecord {
  const { id, tier, severity, state, raisedAt, lastAt, resolvedAt, resolvedNote, flaps } = row;
  const { pending, recheckAt, silenceReason, announced, announcedAt, endTold } = row;
  return {
    ...{ id, domain: row.domain as AlertDomain, tier, severity, state, raisedAt, lastAt, resolvedAt },
    ...{
      resolvedNote,
      flaps,
      pending,
      recheckAt,
      silenceReason,
      announced,
      announcedAt,
      endTold,
    },
    takenOn: row.acknowledgedAt !== null,
    causes: row.causes.map(asCause),
    rest: asRest(row.rest),
  };
}

/** The place's alerts that are not over, and those so recently over that a cause may come back to them. */
export async function loadBook(tx: Tx, { environmentId }: Place, now: Date): Promise<Book> {
  const recently = new Date(now.getTime() - REOPEN_MS);
  const rows = await tx.alert.findMany({
    where: {
      environmentId,
      OR: [{ state: { not: "resolved" } }, { resolvedAt: { gte: recently } }],
    },
    include: bookInclude,
    orderBy: { raisedAt: "desc" },
    take: MOST_ALERTS,
  });
  return rows.map(asRecord);
}

function alertData(alert: AlertRecord) {
  const leading = leadingCause(alert.causes);
  const { tier, severity, state, lastAt, resolvedAt, resolvedNote, flaps } = alert;
  const { pending, recheckAt, silenceReason, announced, announcedAt, endTold } = alert;
  return {
    ...{ tier, severity, state, lastAt, resolvedAt, resolvedNote, flaps, pending, recheckAt },
    moreCauses: alert.rest.size,
    ...{ silenceReason, announced, announcedAt, endTold },
    ...plainJson({ title: leading?.title ?? "", sentence: leading?.sentence ?? "" }),
    ...(alert.takenOn ? {} : { acknowledgedAt: null, acknowledgedById: null }),
  };
}

const causeData = (cause: Cause) => {
  const { key, source, severity, since, lastAt, endedAt } = cause;
  return {
    ...{ key, source, severity, since, lastAt, endedAt, standing: isStanding(cause) },
    ...plainJson({ title: cause.title, sentence: cause.sentence }),
  };
};

/** Writes what has become different; answers the ids of alerts that did. */
export async function saveBook(tx: Tx, place: Place, before: Book, after: Book): Promise<readonly string[]> {
  const old = new Map(before.map((alert) => [alert.id, alert]));
  const changed = after.filter((alert) => old.get(alert.id) !== alert);
  for (const alert of changed) await saveAlert(tx, place, old.get(alert.id) ?? null, alert);
  return changed.map(({ id }) => id);
}

async function saveAlert(tx: Tx, place: Place, old: AlertRecord | null, alert: AlertRecord): Promise<void> {
  const data = alertData(alert);
  if (old === null) {
    const { id, domain, raisedAt } = alert;
    await tx.alert.create({ data: { id, domain, raisedAt, ...place, ...data } });
  } else {
    const moved = old.state !== alert.state || old.tier !== alert.tier;
    const version = moved ? { version: { increment: 1 } } : {};
    await tx.alert.update({ where: { id: alert.id }, data: { ...data, ...version } });
  }
  await saveCauses(tx, place, old?.causes ?? [], alert);
  if (old === null ? alert.rest.size > 0 : old.rest !== alert.rest) await saveRest(tx, alert);
}

/** What was only counted, in one row however much it is: told in one statement, that hands nothing back. */
async function saveRest(tx: Tx, { id, rest }: Pick<AlertRecord, "id" | "rest">): Promise<void> {
  if (rest.size === 0) {
    await tx.alertRest.deleteMany({ where: { alertId: id } });
    return;
  }
  const since = [...rest.values()].map((at) => at.toISOString());
  await tx.$executeRaw`
    INSERT INTO alert_rest (alert_id, keys, since)
    VALUES (${id}::uuid, ${[...rest.keys()]}::text[], ${since}::timestamptz[])
    ON CONFLICT (alert_id) DO UPDATE SET keys = EXCLUDED.keys, since = EXCLUDED.since`;
}

async function saveCauses(tx: Tx, place: Place, before: readonly Cause[], alert: AlertRecord): Promise<void> {
  const known = new Map(before.map((cause) => [cause.id, cause]));
  const gone = before.filter(({ id }) => !alert.causes.some((cause) => cause.id === id));
  if (gone.length > 0) await tx.alertCause.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } });
  for (const cause of alert.causes) {
    const old = known.get(cause.id);
    if (old !== undefined && old !== cause)
      await tx.alertCause.update({ where: { id: cause.id }, data: causeData(cause) });
  }
  const fresh = alert.causes.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  const { environmentId } = place;
  await tx.alertCause.createMany({
    data: fresh.map((cause) => ({ id: cause.id, alertId: alert.id, environmentId, ...causeData(cause) })),
  });
}

export const newAlertId = (): string => randomUUID();
