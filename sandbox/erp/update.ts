import { type Sql, withConnection } from "@/sandbox/erp/connection";
import { asErpError } from "@/sandbox/erp/errors";
import { type Log, traceback } from "@/sandbox/erp/log";
import { loadingOrder, migrationsBetween, withDependents } from "@/sandbox/erp/modules";
import { compareVersions, type ModuleVersion, type Release } from "@/sandbox/erp/release";
import { SCHEMA_SQL } from "@/sandbox/erp/schema";
import { FOUNDATION_SQL } from "@/sandbox/erp/starting-data";

export type UpdateRequest = {
  readonly database: string;
  readonly install: readonly string[];
  readonly update: readonly string[];
};

type Installed = { name: string; state: string; latest_version: string | null };

const LOADING = "odoo.modules.loading";
const EXIT_FAILED = 255;

/**
 * `-i` and `-u` with `--stop-after-init`; returns the exit code. It lies as Odoo does: unknown modules and a
 * misspelt database end 0. Each module is committed by itself, so a failure leaves the earlier ones updated.
 */
export async function runUpdate(release: Release, request: UpdateRequest, log: Log): Promise<number> {
  if (!(await databaseExists(request.database))) await createDatabase(release, request.database, log);
  return withConnection(request.database, async (sql) => {
    const plan = await makePlan(sql, release, request, log);
    try {
      await loadModules(sql, plan, log);
    } catch (error) {
      await resetStates(sql, log);
      const { odooName, message } = asErpError(error);
      log.error("odoo.registry", "Failed to load registry");
      log.critical(
        "odoo.service.server",
        `Failed to initialize database \`${request.database}\`.\n${traceback("service/server.py", odooName, message)}`,
      );
      return EXIT_FAILED;
    }
    await warnAboutInconsistency(sql, log);
    log.info("odoo.registry", `Registry loaded in ${process.uptime().toFixed(3)}s`);
    log.info("odoo.service.server", "Stopping workers gracefully");
    return 0;
  });
}

type Step = ModuleVersion & { readonly installed: string | undefined };

async function makePlan(sql: Sql, release: Release, request: UpdateRequest, log: Log): Promise<Step[]> {
  const shipped = new Map(release.modules.map((module) => [module.name, module.version]));
  const rows = await sql<Installed>(`SELECT name, state, latest_version FROM ir_module_module`);
  const present = new Map(rows.filter((row) => row.state !== "uninstalled").map((row) => [row.name, row]));
  const unknown = [...request.install, ...request.update].filter(
    (name) => !shipped.has(name) && !present.has(name),
  );
  if (unknown.length > 0) log.warning(LOADING, `invalid module names, ignored: ${unknown.join(", ")}`);
  const wanted = new Set(request.update.filter((name) => present.has(name)));
  const cascade = withDependents(wanted, [...present.keys()]);
  const fresh = request.install.filter((name) => shipped.has(name) && !present.has(name));
  await sql(`UPDATE ir_module_module SET state = 'to upgrade' WHERE state = 'installed' AND name = ANY($1)`, [
    [...cascade],
  ]);
  for (const name of fresh) {
    await sql(
      `INSERT INTO ir_module_module (name, state) VALUES ($1, 'to install') ON CONFLICT (name) DO UPDATE SET state = 'to install'`,
      [name],
    );
  }
  const pending = await sql<Installed>(
    `SELECT name, state, latest_version FROM ir_module_module WHERE state LIKE 'to %'`,
  );
  const steps: Step[] = [];
  for (const row of pending) {
    const version = shipped.get(row.name);
    if (version === undefined) log.warning(LOADING, `module ${row.name}: not installable, skipped`);
    else steps.push({ name: row.name, version, installed: row.latest_version ?? undefined });
  }
  return [...loadingOrder(steps)];
}

async function loadModules(sql: Sql, steps: readonly Step[], log: Log): Promise<void> {
  log.info(LOADING, `loading ${steps.length} modules...`);
  for (const [index, step] of steps.entries()) {
    log.info(LOADING, `Loading module ${step.name} (${index + 1}/${steps.length})`);
    const started = performance.now();
    await sql("BEGIN");
    try {
      await applyModule(sql, step, (migration) =>
        log.info(
          "odoo.modules.migration",
          `module ${step.name}: Running migration [${migration}>] post-migration`,
        ),
      );
      await sql("COMMIT");
    } catch (error) {
      await sql("ROLLBACK");
      throw error;
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    log.info(LOADING, `Module ${step.name} loaded in ${seconds}s`);
  }
  log.info(LOADING, `${steps.length} modules loaded.`);
  log.info(LOADING, "Modules loaded.");
}

/** Runs a module's migrations and records its version; the caller owns the transaction. */
export async function applyModule(
  sql: Sql,
  step: Step,
  announce: (version: string) => void = () => undefined,
): Promise<void> {
  for (const migration of migrationsBetween(step.name, step.installed, step.version)) {
    announce(migration.version);
    await sql(migration.sql);
  }
  await sql(
    `INSERT INTO ir_module_module (name, state, latest_version) VALUES ($1, 'installed', $2)
     ON CONFLICT (name) DO UPDATE SET state = 'installed', latest_version = excluded.latest_version, write_date = now() AT TIME ZONE 'utc'`,
    [step.name, step.version],
  );
}

async function resetStates(sql: Sql, log: Log): Promise<void> {
  await sql(
    `UPDATE ir_module_module SET state = CASE state WHEN 'to install' THEN 'uninstalled' ELSE 'installed' END WHERE state LIKE 'to %'`,
  );
  log.warning(LOADING, "Transient module states were reset");
}

async function warnAboutInconsistency(sql: Sql, log: Log): Promise<void> {
  const left = await sql<{ name: string }>(
    `SELECT name FROM ir_module_module WHERE state LIKE 'to %' ORDER BY name LIMIT 100`,
  );
  if (left.length > 0) {
    log.error(
      LOADING,
      `Some modules have inconsistent states, some dependencies may be missing: [${left.map((row) => `'${row.name}'`).join(", ")}]`,
    );
  }
}

/** Installed modules whose version in the database differs from the release's, for a warning at start. */
export async function versionDifferences(sql: Sql, release: Release): Promise<string[]> {
  const rows = await sql<Installed>(
    `SELECT name, state, latest_version FROM ir_module_module WHERE state <> 'uninstalled'`,
  );
  const installed = new Map(rows.map((row) => [row.name, row.latest_version ?? undefined]));
  return release.modules
    .filter((module) => compareVersions(installed.get(module.name), module.version) !== 0)
    .map(
      (module) =>
        `${module.name} ${installed.get(module.name) ?? "not installed"} (release ${module.version})`,
    );
}

async function databaseExists(name: string): Promise<boolean> {
  return withConnection("postgres", async (sql) => {
    const rows = await sql("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    return rows.length > 0;
  });
}

/** Odoo makes a database it does not find, without a word of error: a misspelt name yields an empty ERP. */
async function createDatabase(release: Release, name: string, log: Log): Promise<void> {
  log.info("odoo.service.db", `Create database \`${name}\`.`);
  await withConnection("postgres", (sql) =>
    sql(`CREATE DATABASE "${name.replaceAll('"', '""')}" TEMPLATE template0`),
  );
  await withConnection(name, async (sql) => {
    await sql("BEGIN");
    await sql(SCHEMA_SQL);
    await sql(FOUNDATION_SQL);
    const base = release.modules.find((module) => module.name === "base");
    if (base !== undefined) await applyModule(sql, { ...base, installed: undefined });
    await sql("COMMIT");
  });
}
