import { type ClaimedSchedule, claimDueSchedule, endSchedule } from "@/lib/data/ledger/schedule-rows";
import { ensureBuiltInSchedules, SCHEDULE_HANDLERS } from "@/lib/usecases/schedule/built-in";
import type { ScheduleHandler } from "@/lib/usecases/schedule/handlers";
import type { WorkerDeps } from "../deps";

const LEASE_MS = 5 * 60_000;
/** Leaves time to write down that it took too long. */
const RUN_LIMIT_MS = LEASE_MS - 20_000;
const AT_ONCE = 20;

type Deps = Pick<WorkerDeps, "db" | "logger" | "workerId">;

/**
 * Runs the schedules that are due, one after the other, each by one worker at a time. One whose worker died is run
 * again when its lease has lapsed.
 */
export function scheduleSweep(
  deps: Deps,
  stopping: AbortSignal,
  handlers: Readonly<Record<string, ScheduleHandler>> = SCHEDULE_HANDLERS,
): () => Promise<void> {
  const { db, workerId } = deps;
  const kinds = Object.keys(handlers);
  let ensured = false;
  return async () => {
    if (!ensured) await ensureBuiltInSchedules(db, new Date());
    ensured = true;
    for (let run = 0; run < AT_ONCE && !stopping.aborted; run += 1) {
      const schedule = await claimDueSchedule(db, { workerId, leaseMs: LEASE_MS, kinds });
      const handler = schedule === null ? undefined : handlers[schedule.kind];
      if (schedule === null || handler === undefined) return;
      await runSchedule(deps, schedule, { handler, stopping });
    }
  };
}

async function runSchedule(
  { db, logger, workerId }: Deps,
  schedule: ClaimedSchedule,
  { handler, stopping }: { handler: ScheduleHandler; stopping: AbortSignal },
): Promise<void> {
  const { name, payload, startedAt } = schedule;
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(RUN_LIMIT_MS)]);
  let end: { sentence: string; failed: boolean };
  try {
    const { sentence, alarm = false } = await handler(db, { payload, now: startedAt, signal });
    end = { sentence, failed: false };
    if (alarm) logger.error({ schedule: name, sentence }, "a schedule found what a person has to look at");
    else logger.info({ schedule: name, sentence }, "schedule ran");
  } catch (error) {
    logger.error({ schedule: name, error }, "a schedule failed; it is tried again");
    end = { sentence: "It failed and is tried again; the worker's log has the details.", failed: true };
  }
  if (!(await endSchedule(db, { ...schedule, workerId }, end)))
    logger.warn({ schedule: name }, "it took longer than its lease: another worker has begun it again");
}
