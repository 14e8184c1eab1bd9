import { startCrash, startLeak } from "@/sandbox/erp/faults";
import { runFileServer } from "@/sandbox/erp/file-server";
import { Log } from "@/sandbox/erp/log";
import { runNeutralize } from "@/sandbox/erp/neutralize";
import { type Options, parseOptions, servedDatabase } from "@/sandbox/erp/options";
import { runCronProcess, runWebProcess } from "@/sandbox/erp/processes";
import { parseRelease } from "@/sandbox/erp/release";
import { runUpdate } from "@/sandbox/erp/update";

/** Exit code of a run that SIGTERM interrupts before it is done, as Python's KeyboardInterrupt gives. */
const EXIT_INTERRUPTED = 130;

async function main(): Promise<void> {
  if (process.argv[2] === "http.server") {
    await runFileServer(process.argv.slice(3));
    return;
  }
  const options = parseOptions(process.argv.slice(2));
  if (options.command === "version") {
    process.stdout.write("Odoo Server 19.0\n");
    return;
  }
  const release = parseRelease(process.env["SANDBOX_IMAGE"]);
  const database = servedDatabase(options);
  const log = new Log(database);
  log.info("odoo", `Odoo version 19.0 (stand-in ERP ${release.version})`);
  log.info(
    "odoo",
    `database: ${process.env["PGUSER"] ?? "odoo"}@${process.env["PGHOST"] ?? "127.0.0.1"}:${process.env["PGPORT"] ?? "5432"}`,
  );
  if (release.fault === "crash-loop") {
    startCrash(log);
    return;
  }
  if (release.fault === "memory-leak" && !options.stopAfterInit) startLeak(log);
  if (options.command === "neutralize") {
    process.exitCode = await runNeutralize(demanded(database), log, { stdout: options.stdout });
  } else if (options.stopAfterInit) {
    process.on("SIGTERM", () => {
      process.stderr.write("KeyboardInterrupt\n");
      process.exit(EXIT_INTERRUPTED);
    });
    process.exitCode = await runUpdate(release, { ...changes(options), database: demanded(database) }, log);
  } else if (options.http) {
    await runWebProcess(options, release, log);
  } else {
    await runCronProcess(options, release, log);
  }
}

function changes(options: Options): { install: readonly string[]; update: readonly string[] } {
  return { install: options.install, update: options.update };
}

function demanded(database: string | undefined): string {
  if (database === undefined) throw new Error("odoo: error: no database: give -d NAME or PGDATABASE.");
  return database;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
