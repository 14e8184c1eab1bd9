import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { confirmPickings } from "@/sandbox/erp/business/stock";
import type { Env } from "@/sandbox/erp/records";

export type CronContext = { readonly cronId: number; readonly env: Env; readonly dataDirectory: string };

const BATCH = 50;
const SPOOL_LIMIT = 200;
/** Between two heartbeats, in seconds: how far a recovered database can be told to be behind at most. */
const HEARTBEAT_SECONDS = 5;

/** What each scheduled action does, by `ir_cron.code`. Each runs in one transaction. */
export const CRON_JOBS: Readonly<Record<string, (context: CronContext) => Promise<string>>> = {
  heartbeat,
  autovacuum,
  mail_queue: sendMails,
  procurement: reserveWaiting,
  queue_jobs: runQueueJobs,
  queue_job_watch: requeueStuckJobs,
};

/**
 * Proves the whole chain: scheduler, transaction, database; what a restore brings back says by it when it last lived.
 * Asks for its next run by a trigger, as Odoo's actions do that run more often than once a minute.
 */
async function heartbeat({ env, cronId }: CronContext): Promise<string> {
  await env.sql(
    `INSERT INTO ir_config_parameter (key, value)
     VALUES ('holdfast.heartbeat', to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD HH24:MI:SS.MS'))
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, write_date = now() AT TIME ZONE 'utc'`,
  );
  await env.sql(
    `INSERT INTO ir_cron_trigger (cron_id, call_at)
     SELECT $1, (clock_timestamp() AT TIME ZONE 'utc') + make_interval(secs => $2)
      WHERE NOT EXISTS (SELECT FROM ir_cron_trigger WHERE cron_id = $1 AND call_at > now() AT TIME ZONE 'utc')`,
    [cronId, HEARTBEAT_SECONDS],
  );
  return "heartbeat written";
}

async function autovacuum({ env }: CronContext): Promise<string> {
  const statements = [
    `DELETE FROM res_users_apikeys WHERE expiration_date < now() AT TIME ZONE 'utc'`,
    `DELETE FROM mail_mail WHERE state = 'sent' AND write_date < (now() AT TIME ZONE 'utc') - interval '7 days'`,
    `DELETE FROM queue_job WHERE state = 'done' AND date_done < (now() AT TIME ZONE 'utc') - interval '7 days'`,
    `DELETE FROM ir_cron_progress WHERE create_date < (now() AT TIME ZONE 'utc') - interval '7 days'`,
    `DELETE FROM bus_bus WHERE create_date < (now() AT TIME ZONE 'utc') - interval '1 day'`,
    `DELETE FROM res_users_log WHERE create_date < (now() AT TIME ZONE 'utc') - interval '90 days'`,
  ];
  let removed = 0;
  for (const statement of statements) removed += (await env.sql(`${statement} RETURNING 1`)).length;
  return `${removed} old rows removed`;
}

/** Delivers outgoing mail into the local spool; without an active mail server it fails, as after neutralising. */
async function sendMails({ env, dataDirectory }: CronContext): Promise<string> {
  const servers = await env.sql<{ smtp_host: string }>(
    `SELECT smtp_host FROM ir_mail_server WHERE active ORDER BY id LIMIT 1`,
  );
  const mails = await env.sql<{
    id: number;
    subject: string | null;
    email_to: string | null;
    body_html: string | null;
  }>(
    `SELECT id, subject, email_to, body_html FROM mail_mail WHERE state = 'outgoing' ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
  );
  if (mails.length === 0) return "no mail waiting";
  if (servers[0]?.smtp_host !== "spool") {
    const reason =
      servers[0] === undefined ? "no outgoing mail server" : `cannot reach ${servers[0].smtp_host}`;
    await env.sql(`UPDATE mail_mail SET state = 'exception', failure_reason = $2 WHERE id = ANY($1)`, [
      mails.map((mail) => mail.id),
      reason,
    ]);
    return `${mails.length} mails failed: ${reason}`;
  }
  const spool = join(dataDirectory, "mail-spool");
  await mkdir(spool, { recursive: true });
  for (const mail of mails) {
    const head = `To: ${mail.email_to ?? ""}\r\nSubject: ${mail.subject ?? ""}\r\nContent-Type: text/html; charset=utf-8\r\n`;
    await writeFile(
      join(spool, `${String(mail.id).padStart(9, "0")}.eml`),
      `${head}\r\n${mail.body_html ?? ""}\r\n`,
    );
  }
  const stored = (await readdir(spool)).sort();
  for (const name of stored.slice(0, Math.max(0, stored.length - SPOOL_LIMIT))) await rm(join(spool, name));
  await env.sql(
    `UPDATE mail_mail SET state = 'sent', write_date = now() AT TIME ZONE 'utc' WHERE id = ANY($1)`,
    [mails.map((mail) => mail.id)],
  );
  return `${mails.length} mails sent`;
}

/** Tries again to reserve what transfers are waiting for. */
async function reserveWaiting({ env }: CronContext): Promise<string> {
  const waiting = await env.sql<{ id: number }>(
    `SELECT id FROM stock_picking WHERE state = 'confirmed' ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
  );
  if (waiting.length > 0)
    await confirmPickings(
      env,
      waiting.map((picking) => picking.id),
    );
  return `${waiting.length} waiting transfers looked at`;
}

/** Runs pending jobs: labels are written as files, one per document. */
async function runQueueJobs({ env, dataDirectory }: CronContext): Promise<string> {
  const jobs = await env.sql<{ id: number; uuid: string; name: string | null }>(
    `UPDATE queue_job SET state = 'started', date_started = now() AT TIME ZONE 'utc', retry = retry + 1
      WHERE id IN (SELECT id FROM queue_job WHERE state IN ('pending', 'enqueued') ORDER BY priority, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
     RETURNING id, uuid, name`,
  );
  if (jobs.length === 0) return "no job pending";
  const labels = join(dataDirectory, "labels");
  await mkdir(labels, { recursive: true });
  for (const job of jobs)
    await writeFile(join(labels, `${job.id % SPOOL_LIMIT}.zpl`), `^XA^FO20,20^FD${job.name ?? ""}^FS^XZ\n`);
  await env.sql(
    `UPDATE queue_job SET state = 'done', date_done = now() AT TIME ZONE 'utc' WHERE id = ANY($1)`,
    [jobs.map((job) => job.id)],
  );
  return `${jobs.length} jobs done`;
}

/** Jobs a dead process left as started go back to the queue. */
async function requeueStuckJobs({ env }: CronContext): Promise<string> {
  const stuck = await env.sql(
    `UPDATE queue_job q SET state = 'pending', date_started = NULL FROM queue_job_watch_limit l
      WHERE q.state = 'started' AND l.channel = q.channel
        AND q.date_started < (now() AT TIME ZONE 'utc') - make_interval(mins => l.max_minutes) RETURNING q.id`,
  );
  return `${stuck.length} stuck jobs requeued`;
}
