import { type Sql, withConnection } from "@/sandbox/erp/connection";
import type { Log } from "@/sandbox/erp/log";
import { neutralizeOf } from "@/sandbox/erp/modules";

/**
 * What the standard modules' `data/neutralize.sql` do together: mail out and in, scheduled actions but the vacuum, payment.
 * Not covered, as in Odoo: users, API keys, queued mail and jobs, the base address.
 */
const STANDARD_SQL = `-- deactivate mail servers but activate default "localhost" mail server
UPDATE ir_mail_server SET active = false;
INSERT INTO ir_mail_server (name, smtp_host, smtp_port) VALUES ('neutralization - disable emails', 'invalid', 1025);
-- deactivate fetchmail servers
UPDATE fetchmail_server SET active = false;
-- deactivate crons, except the one that vacuums internal data
UPDATE ir_cron SET active = false WHERE code <> 'autovacuum';
-- disable payment providers
UPDATE payment_provider SET state = 'disabled' WHERE state NOT IN ('test', 'disabled');
-- mark the database
INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', 'true')
  ON CONFLICT (key) DO UPDATE SET value = 'true';
`;

/** What runs in this database: the standard modules' statements and those of every other module installed in it. */
async function neutralizeSql(sql: Sql): Promise<string> {
  const rows = await sql<{ name: string }>(
    "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade', 'to remove') ORDER BY name LIMIT 1000",
  );
  const own = rows.flatMap(({ name }) => neutralizeOf(name) ?? []);
  return ["BEGIN;", STANDARD_SQL.trimEnd(), ...own, "COMMIT;", ""].join("\n");
}

/** Applies or prints the neutralisation; returns the exit code. */
export async function runNeutralize(
  database: string,
  log: Log,
  options: { stdout: boolean },
): Promise<number> {
  if (options.stdout) {
    process.stdout.write(await withConnection(database, neutralizeSql));
    return 0;
  }
  log.info("odoo.cli.neutralize", `Starting ${database} database neutralization`);
  try {
    await withConnection(database, async (sql) => sql(await neutralizeSql(sql)));
  } catch (error) {
    log.critical(
      "odoo.cli.neutralize",
      `An error occurred during the neutralization. ${error instanceof Error ? error.message : ""}`,
    );
    return 1;
  }
  log.info("odoo.cli.neutralize", "Neutralization finished");
  return 0;
}
