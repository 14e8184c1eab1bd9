import { accessError } from "@/sandbox/erp/errors";
import type { Env } from "@/sandbox/erp/records";

/** Transactions open longer than this count as work that has not ended, in seconds. */
const A_MOMENT = 1;

export type Activity = {
  readonly jobs: number;
  readonly crons: number;
  readonly transactions: number;
  readonly longest_seconds: number;
};

/**
 * What runs in this database beside the question itself. On a real Odoo an addon answers the same: jobs from queue_job,
 * scheduled actions by their row locks, transactions from pg_stat_activity (one role sees its own sessions).
 * Administrators only. @throws ErpError 403 for other users
 */
export async function readActivity(env: Env): Promise<Activity> {
  const admin = await env.sql(`SELECT 1 FROM res_users WHERE id = $1 AND login = 'admin'`, [env.uid]);
  if (admin.length === 0) throw accessError("Only an administrator may ask what runs.");
  const [jobs] = await env.sql<{ count: number; seconds: number }>(
    `SELECT count(*)::int AS count,
            coalesce(max(extract(epoch FROM (now() AT TIME ZONE 'utc') - date_started)), 0)::float8 AS seconds
       FROM queue_job WHERE state = 'started'`,
  );
  const [sessions] = await env.sql<{ crons: number; others: number; seconds: number }>(
    `WITH open AS (
       SELECT pid, extract(epoch FROM clock_timestamp() - xact_start) AS seconds FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
          AND xact_start < clock_timestamp() - make_interval(secs => ${A_MOMENT})),
     working AS (
       SELECT DISTINCT pid FROM pg_locks
        WHERE relation = 'ir_cron'::regclass AND mode = 'RowShareLock' AND granted)
     SELECT count(*) FILTER (WHERE pid IN (SELECT pid FROM working))::int AS crons,
            count(*) FILTER (WHERE pid NOT IN (SELECT pid FROM working))::int AS others,
            coalesce(max(seconds), 0)::float8 AS seconds
       FROM open`,
  );
  return {
    jobs: jobs?.count ?? 0,
    crons: sessions?.crons ?? 0,
    transactions: sessions?.others ?? 0,
    longest_seconds: Math.max(jobs?.seconds ?? 0, sessions?.seconds ?? 0),
  };
}
