import { rmSync } from "node:fs";
import path from "node:path";
import { requirePrograms } from "./packages.mjs";
import { stateDirectory } from "./paths.mjs";
import { choosePorts } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { Supervisor } from "./supervisor.mjs";

/** Starts an empty PostgreSQL server for the time of one action and removes it, data and all. */
export async function withThrowawayServer(action) {
  const directory = path.join(stateDirectory, `scratch-${process.pid}`);
  const supervisor = new Supervisor(directory);
  const stop = async () => {
    await supervisor.stopAll();
    rmSync(directory, { recursive: true, force: true });
  };
  const interrupted = () => stop().finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await requirePrograms(["postgres"], { logFile: supervisor.logFile("packages") });
    const { postgres: port } = await choosePorts(path.join(directory, "state.json"), ["postgres"]);
    const dir = path.join(directory, "postgres");
    const { url } = await startPostgres(supervisor, {
      name: "postgres",
      dir,
      port,
      user: "scratch",
      fsync: false,
    });
    return await action(url);
  } finally {
    await stop();
  }
}
