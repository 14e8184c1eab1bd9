import "server-only";
import type { Database } from "@/lib/data/client";
import { ensureSchedule, type ScheduleDefinition } from "@/lib/data/ledger/schedule-rows";
import { removeOldAlerts } from "../alert/retention";
import { watchProtection } from "../backup/findings";
import { backUpEnvironment, pruneEnvironment, verifyDueBackups } from "../backup/scheduled";
import { scheduleBackups } from "../backup/schedules";
import { tellLapses } from "../change/lapses";
import { tellReviewsDue } from "../change/reviews-due";
import { startDueDrills } from "../drill/scheduled";
import { thinSamples } from "../health/thin";
import { removeTries } from "../workflow/keep";
import type { ScheduleHandler } from "./handlers";
import { removeEvents, removeSessions } from "./retention";
import { verifyAuditChain } from "./verify-audit";

/** Schedules that every installation has, with the work of their kinds. */
const BUILT_IN: readonly (ScheduleDefinition & { work: ScheduleHandler })[] = [
  {
    name: "Ended sessions",
    kind: "retention.sessions",
    cron: "17 2 * * *",
    timeZone: "UTC",
    work: removeSessions,
  },
  { name: "Told events", kind: "retention.outbox", cron: "37 * * * *", timeZone: "UTC", work: removeEvents },
  {
    name: "Proof of the audit chain",
    kind: "audit.verify",
    cron: "47 3 * * *",
    timeZone: "UTC",
    work: verifyAuditChain,
  },
  {
    name: "Schedules of backups",
    kind: "backup.schedules",
    cron: "*/10 * * * *",
    timeZone: "UTC",
    work: scheduleBackups,
  },
  {
    name: "Findings about backups",
    kind: "backup.findings",
    cron: "*/5 * * * *",
    timeZone: "UTC",
    work: watchProtection,
  },
  {
    name: "Proof of backups",
    kind: "backup.verify",
    cron: "7 * * * *",
    timeZone: "UTC",
    work: verifyDueBackups,
  },
  {
    name: "Reviews that are due",
    kind: "change.reviews",
    cron: "*/10 * * * *",
    timeZone: "UTC",
    work: tellReviewsDue,
  },
  {
    name: "Approvals and waivers that lapse",
    kind: "change.lapses",
    cron: "*/10 * * * *",
    timeZone: "UTC",
    work: tellLapses,
  },
  {
    name: "Drills that are due",
    kind: "drill.due",
    cron: "27 * * * *",
    timeZone: "UTC",
    work: startDueDrills,
  },
  {
    name: "Older tries of workflows",
    kind: "workflow.tries",
    cron: "23 * * * *",
    timeZone: "UTC",
    work: removeTries,
  },
  {
    name: "Older readings of health",
    kind: "health.thin",
    cron: "*/5 * * * *",
    timeZone: "UTC",
    work: thinSamples,
  },
  {
    name: "Older alerts and incidents",
    kind: "retention.alerts",
    cron: "23 * * * *",
    timeZone: "UTC",
    work: removeOldAlerts,
  },
];

/** The work of each kind of schedule. */
export const SCHEDULE_HANDLERS: Readonly<Record<string, ScheduleHandler>> = {
  ...Object.fromEntries(BUILT_IN.map(({ kind, work }) => [kind, work])),
  "backup.environment": backUpEnvironment,
  "backup.prune": pruneEnvironment,
};

/** Writes the schedules every installation has; call it when a worker starts. */
export async function ensureBuiltInSchedules(db: Database, now: Date): Promise<void> {
  for (const { name, kind, cron, timeZone } of BUILT_IN)
    await ensureSchedule(db, { name, kind, cron, timeZone }, now);
}
