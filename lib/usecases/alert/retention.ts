import "server-only";
import type { Database } from "@/lib/data/client";
import { ALERTS_KEPT } from "@/lib/domain/alert/kept";
import type { ScheduleHandler } from "../schedule/handlers";
import { REMOVED_AT_ONCE as BATCH, daysBefore, removeAll } from "../schedule/remove-all";

/**
 * Removes messages, alerts, silences and incidents that are older than they are kept, in batches. An alert stays as
 * long as the incident it belongs to, and a route as long as its messages.
 */
export const removeOldAlerts: ScheduleHandler = async (db, { now, signal }) => {
  const { messageDays, alertDays, incidentDays } = ALERTS_KEPT;
  const messagesBefore = daysBefore(now, messageDays);
  const alertsBefore = daysBefore(now, alertDays);
  const incidentsBefore = daysBefore(now, incidentDays);
  const run = (remove: () => Promise<number>) => removeAll(signal, remove);
  const incidents = await run(() => closedIncidents(db, incidentsBefore));
  const messages = await run(
    () => db.prisma.$executeRaw`
      DELETE FROM alert_delivery WHERE id IN (
        SELECT id FROM alert_delivery
         WHERE state <> 'queued' AND created_at < ${messagesBefore}::timestamptz LIMIT ${BATCH})`,
  );
  const alerts = await run(
    () => db.prisma.$executeRaw`
      DELETE FROM alert WHERE id IN (
        SELECT id FROM alert WHERE state = 'resolved' AND end_told AND incident_id IS NULL
           AND resolved_at < ${alertsBefore}::timestamptz LIMIT ${BATCH})`,
  );
  const silences = await run(
    () => db.prisma.$executeRaw`
      DELETE FROM alert_silence WHERE id IN (
        SELECT id FROM alert_silence
         WHERE least("until", coalesce(ended_at, "until")) < ${alertsBefore}::timestamptz LIMIT ${BATCH})`,
  );
  await db.prisma.alertRoute.deleteMany({
    where: { removedAt: { lt: messagesBefore }, deliveries: { none: {} } },
  });
  await db.prisma.onCallRota.deleteMany({ where: { removedAt: { not: null }, routes: { none: {} } } });
  return {
    sentence: `${alerts} alerts, ${messages} messages, ${silences} silences and ${incidents} incidents removed that were kept long enough.`,
  };
};

/** Closed long ago; what belonged to them is on its own then. */
async function closedIncidents(db: Database, before: Date): Promise<number> {
  const rows = await db.prisma.incident.findMany({
    where: { state: "closed", closedAt: { lt: before } },
    select: { id: true },
    take: BATCH,
  });
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  return db.transaction(async (tx) => {
    await tx.alert.updateMany({ where: { incidentId: { in: ids } }, data: { incidentId: null } });
    return (await tx.incident.deleteMany({ where: { id: { in: ids } } })).count;
  });
}
