import path from "node:path";
import { reportFailure } from "./failure.mjs";
import { takeLock } from "./lock.mjs";
import { abortRuns } from "./process.mjs";
import { hush, say } from "./progress.mjs";
import { endLeftovers, Supervisor } from "./supervisor.mjs";

/** Somebody pressed Ctrl-C or sent a signal: an ending, not an error. */
class Interruption extends Error {}

/**
 * Runs `action` as the only one of its kind in `directory` and leaves nothing running behind, however it ends:
 * result, failure, death of a child, Ctrl-C, SIGTERM or SIGHUP. Ends the process with the exit code that
 * `action` returns, 1 after a failure, 130 after an interruption (0 when `isRunning()` says all was well).
 * @param {{ directory: string, busy: (holder: { pid: number }) => string, isRunning?: () => boolean }} options
 * @param {(supervisor: Supervisor) => Promise<number>} action
 */
export async function runSession({ directory, busy, isRunning = () => false }, action) {
  const interruption = nextSignal();
  let release = () => {};
  let supervisor;
  let code = 1;
  try {
    release = await takeLock(path.join(directory, "lock"), { busy });
    const ended = await endLeftovers(directory);
    if (ended.length > 0) say(`  Ended what an earlier run left behind: ${ended.join(", ")}.`);
    supervisor = new Supervisor(directory);
    const work = action(supervisor);
    work.catch(() => {});
    code = await Promise.race([work, supervisor.death, interruption]);
  } catch (error) {
    code = explain(error, isRunning());
  } finally {
    hush();
    await supervisor?.stopAll();
    abortRuns();
    release();
  }
  process.exit(code);
}

function explain(error, wasRunning) {
  if (error instanceof Interruption) {
    say("\nStopping …");
    return wasRunning ? 0 : 130;
  }
  reportFailure(error);
  return 1;
}

/**
 * Rejects at the first signal that asks the process to end; later ones change nothing. npm does not pass on a
 * SIGTERM of its own through the shell between us, so losing that parent counts as one.
 */
function nextSignal() {
  const parent = process.ppid;
  const promise = new Promise((_, reject) => {
    const orphaned = () => process.ppid !== parent && reject(new Interruption("parent ended"));
    if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.on(name, () => reject(new Interruption(name)));
  });
  promise.catch(() => {});
  return promise;
}
