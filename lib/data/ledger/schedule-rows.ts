import "server-only";
import { dueAfter, nextOccurrence } from "@/lib/domain/schedule/cron";
import { plainText } from "@/lib/domain/shared/plain-text";
import type { Database } from "../client";

export type ScheduleDefinition = { name: string; kind: string; cron: string; timeZone: string };

/** A schedule that this worker runs now. `startedAt` says which run it is. */
export type ClaimedSchedule = ScheduleDefinition & { id: string; payload: unknown; startedAt: Date };

/** Writes a schedule that Holdfast brings along. Whether it is switched off is left as a person put it. */
export async function ensureSchedule(
  db: Database,
  wanted: ScheduleDefinition,
  now: Date,
  payload: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { name, ...data } = wanted;
  const nextAt = nextOccurrence(wanted.cron, wanted.timeZone, now);
  await db.prisma.schedule.createMany({ data: { ...wanted, payload, nextAt }, skipDuplicates: true });
  await db.prisma.schedule.updateMany({
    where: { name, NOT: data },
    data: { ...data, nextAt, version: { increment: 1 } },
  });
}

/** Takes the schedule that is due the longest, of the kinds named, and that nobody runs; null when there is none. */
export async function claimDueSchedule(
  db: Database,
  claim: { workerId: string; leaseMs: number; kinds: readonly string[] },
): Promise<ClaimedSchedule | null> {
  const rows = await db.prisma.$queryRaw<ClaimedSchedule[]>`
    UPDATE schedule
       SET worker_id = ${claim.workerId}, last_start_at = now(),
           lease_until = now() + ${claim.leaseMs}::double precision * interval '1 millisecond'
     WHERE id = (
       SELECT id FROM schedule
        WHERE enabled AND next_at <= now() AND kind = ANY(${[...claim.kinds]}::text[])
          AND (lease_until IS NULL OR lease_until < now())
        ORDER BY next_at LIMIT 1
        FOR UPDATE SKIP LOCKED
     )
    RETURNING id, name, kind, cron, time_zone AS "timeZone", payload, last_start_at AS "startedAt"`;
  return rows[0] ?? null;
}

/**
 * Writes down how the run ended and when it is due again. False, with nothing written, when its lease lapsed meanwhile
 * and somebody else has begun a run.
 */
export async function endSchedule(
  db: Database,
  run: ClaimedSchedule & { workerId: string },
  end: { sentence: string; failed: boolean },
): Promise<boolean> {
  const { count } = await db.prisma.schedule.updateMany({
    where: { id: run.id, workerId: run.workerId, lastStartAt: run.startedAt },
    data: {
      nextAt: dueAfter(run, { startedAt: run.startedAt, failed: end.failed }),
      lastEndAt: new Date(),
      lastSentence: plainText(end.sentence),
      workerId: null,
      leaseUntil: null,
      version: { increment: 1 },
    },
  });
  return count === 1;
}
