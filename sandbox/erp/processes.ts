import { ensureAssets } from "@/sandbox/erp/assets";
import { runDueCrons } from "@/sandbox/erp/cron";
import { isConnectionError } from "@/sandbox/erp/errors";
import { dataDirectory, openFilestore } from "@/sandbox/erp/filestore";
import { type Log, traceback } from "@/sandbox/erp/log";
import { type Options, servedDatabase } from "@/sandbox/erp/options";
import type { Release } from "@/sandbox/erp/release";
import { ErpService } from "@/sandbox/erp/service";
import { versionDifferences } from "@/sandbox/erp/update";
import { startWeb, type WebProcess } from "@/sandbox/erp/web";

const WEB_CONNECTIONS = 3;
const CRON_CONNECTIONS = 2;
const CRON_PERIOD_MS = 2_000;

/** Starts the web process; it serves even when its database cannot be reached, as Odoo does. */
export async function runWebProcess(options: Options, release: Release, log: Log): Promise<void> {
  const service = openService(demandDatabase(options), release, WEB_CONNECTIONS);
  const host = process.env["SANDBOX_POD_IP"] ?? "127.0.0.1";
  const web = await startWeb(service, log, { host, port: options.httpPort });
  log.info("odoo.service.server", `HTTP service (werkzeug) running on ${host}:${web.port}`);
  const events =
    options.workers > 0 ? await startEvents(service, log, { host, port: options.eventPort }) : undefined;
  onTermination(log, async () => {
    await Promise.all([web.stop(), events?.stop()]);
    await service.database.close();
  });
  await warmUp(service, release, log);
}

/** The event process's port; where it is taken (several local servers without pod addresses) web goes on alone. */
async function startEvents(
  service: ErpService,
  log: Log,
  at: { host: string; port: number },
): Promise<WebProcess | undefined> {
  try {
    return await startWeb(service, log, at);
  } catch (error) {
    log.warning(
      "odoo.service.server",
      `Evented service not started: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

async function warmUp(service: ErpService, release: Release, log: Log): Promise<void> {
  try {
    const differences = await service.database.transaction((sql) => versionDifferences(sql, release));
    if (differences.length > 0) {
      log.warning(
        "odoo.modules.loading",
        `The database's modules differ from the release: ${differences.join(", ")}`,
      );
    }
    const built = await ensureAssets(service);
    if (built > 0) log.info("odoo.addons.base.models.assetsbundle", `${built} asset bundles built`);
  } catch (error) {
    log.error(
      "odoo.registry",
      `Failed to load registry: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Runs scheduled actions until terminated. With workers, losing the database ends the process (exit code 255, a
 * supervisor restarts it); without, the thread dies and the process lives on idle: both as measured on Odoo.
 */
export async function runCronProcess(options: Options, release: Release, log: Log): Promise<void> {
  const service = openService(demandDatabase(options), release, CRON_CONNECTIONS);
  const directory = dataDirectory(process.env);
  let stopping = false;
  let wake: () => void = () => undefined;
  let finished: Promise<void> = Promise.resolve();
  onTermination(log, async () => {
    stopping = true;
    wake();
    await finished;
    await service.database.close();
  });
  log.info("odoo.service.server", "Cron thread started");
  const loop = async () => {
    while (!stopping) {
      await runDueCrons(service, log, directory);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CRON_PERIOD_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  finished = loop().catch((error: unknown) => {
    if (stopping) return;
    const message = error instanceof Error ? error.message : String(error);
    log.error(
      "odoo.service.server",
      `Exception in thread odoo.service.cron.cron0:\n${traceback("service/server.py", "psycopg2.OperationalError", message)}`,
    );
    if (options.workers > 0 || !isConnectionError(error)) process.exit(255);
    setInterval(() => undefined, 3_600_000);
  });
}

function openService(database: string, release: Release, connections: number): ErpService {
  const filestore = openFilestore(dataDirectory(process.env), database);
  return new ErpService({ database, release, filestore, connections });
}

function demandDatabase(options: Options): string {
  const database = servedDatabase(options);
  if (database === undefined) {
    throw new Error("odoo: error: no database: give -d NAME, --db-filter=^NAME$ or PGDATABASE.");
  }
  return database;
}

/** The first SIGTERM or SIGINT stops in order, the second at once. */
function onTermination(log: Log, stop: () => Promise<void>): void {
  let asked = false;
  const handler = () => {
    if (asked) process.exit(0);
    asked = true;
    log.info("odoo.service.server", "Initiating shutdown");
    void stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", handler);
  process.on("SIGINT", handler);
}
