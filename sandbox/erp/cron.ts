import type { Sql } from "@/sandbox/erp/connection";
import { CRON_JOBS } from "@/sandbox/erp/cron-jobs";
import { asErpError } from "@/sandbox/erp/errors";
import { type Log, traceback } from "@/sandbox/erp/log";
import { nextCall } from "@/sandbox/erp/schedule";
import type { ErpService } from "@/sandbox/erp/service";

const MAXIMUM_PER_ROUND = 20;
const SYSTEM_USER = 1;

type DueRow = {
  id: number;
  cron_name: string;
  code: string;
  nextcall: string;
  interval_number: number;
  interval_type: string;
};

/**
 * Runs every due scheduled action once and returns how many ran. Each row is locked while it runs, so several
 * cron processes share the work. While a module waits to be installed or updated nothing runs at all.
 */
export async function runDueCrons(service: ErpService, log: Log, dataDirectory: string): Promise<number> {
  const pending = await service.database.transaction((sql) =>
    sql<{ name: string }>(`SELECT name FROM ir_module_module WHERE state LIKE 'to %' LIMIT 1`),
  );
  if (pending.length > 0) {
    log.warning(
      "odoo.addons.base.models.ir_cron",
      `Skipping database ${service.database.name} because of modules to install/upgrade/remove.`,
    );
    return 0;
  }
  let ran = 0;
  while (ran < MAXIMUM_PER_ROUND && (await runNext(service, log, dataDirectory))) ran += 1;
  return ran;
}

async function runNext(service: ErpService, log: Log, dataDirectory: string): Promise<boolean> {
  return service.database.transaction(async (sql) => {
    const rows = await sql<DueRow>(
      `SELECT id, cron_name, code, nextcall, interval_number, interval_type FROM ir_cron
        WHERE active AND (nextcall <= now() AT TIME ZONE 'utc'
          OR EXISTS (SELECT FROM ir_cron_trigger t WHERE t.cron_id = ir_cron.id AND t.call_at <= now() AT TIME ZONE 'utc'))
        ORDER BY failure_count, priority, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
    );
    const row = rows[0];
    if (row === undefined) return false;
    const failure = await runOne(service, sql, log, row, dataDirectory);
    const next = nextCall(new Date(`${row.nextcall.replace(" ", "T")}Z`), new Date(), {
      number: row.interval_number,
      type: row.interval_type,
    });
    await sql(
      `UPDATE ir_cron SET nextcall = $2::timestamp, lastcall = now() AT TIME ZONE 'utc',
         failure_count = CASE WHEN $3 THEN failure_count + 1 ELSE 0 END,
         first_failure_date = CASE WHEN $3 THEN coalesce(first_failure_date, now() AT TIME ZONE 'utc') END WHERE id = $1`,
      [row.id, next.toISOString().slice(0, 19), failure],
    );
    await sql(`DELETE FROM ir_cron_trigger WHERE cron_id = $1 AND call_at <= now() AT TIME ZONE 'utc'`, [
      row.id,
    ]);
    return true;
  });
}

/** True when the action failed: its own changes are undone, the failure is counted and logged. */
async function runOne(
  service: ErpService,
  sql: Sql,
  log: Log,
  row: DueRow,
  dataDirectory: string,
): Promise<boolean> {
  const logger = "odoo.addons.base.models.ir_cron";
  const started = performance.now();
  await sql("SAVEPOINT cron");
  try {
    const job = CRON_JOBS[row.code];
    if (job === undefined) throw new Error(`the code '${row.code}' belongs to no installed module`);
    const outcome = await job({
      cronId: row.id,
      env: await service.environment(sql, SYSTEM_USER),
      dataDirectory,
    });
    await sql("RELEASE SAVEPOINT cron");
    const seconds = ((performance.now() - started) / 1000).toFixed(3);
    log.info(logger, `Job '${row.cron_name}' (${row.id}) fully done (${outcome}; ${seconds}s)`);
    return false;
  } catch (error) {
    await sql("ROLLBACK TO SAVEPOINT cron");
    const { odooName, message } = asErpError(error);
    log.error(
      logger,
      `Job '${row.cron_name}' (${row.id}) server action failed\n${traceback("addons/base/models/ir_cron.py", odooName, message)}`,
    );
    return true;
  }
}
