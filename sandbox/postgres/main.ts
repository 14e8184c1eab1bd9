import { rmSync } from "node:fs";
import { join } from "node:path";
import { initialise, recover } from "@/sandbox/postgres/bootstrap";
import { serveStatus } from "@/sandbox/postgres/serve";
import { Instance } from "@/sandbox/postgres/server";
import { readSettings } from "@/sandbox/postgres/settings";

/** Runs the server until it is asked to stop or ends by itself; answers its exit code. */
async function run(instance: Instance): Promise<number> {
  // A server that was killed leaves it behind, and its number may belong to another program by now.
  rmSync(join(instance.data, "postmaster.pid"), { force: true });
  const server = instance.start({});
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => void server.stop());
  await serveStatus(instance);
  return server.exited;
}

async function main(): Promise<number> {
  const [command] = process.argv.slice(2);
  const instance = new Instance(readSettings(process.env));
  switch (command) {
    case "initdb":
      await initialise(instance);
      return 0;
    case "restore":
      await recover(instance);
      return 0;
    case "run":
      return run(instance);
    default:
      throw new Error("Usage: postgres initdb | restore | run");
  }
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
