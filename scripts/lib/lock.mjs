import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.mjs";
import { identityOf } from "./identity.mjs";

/**
 * Takes the lock file `file` for this process.
 * @param {{ busy: (holder: { pid: number, command: string }) => string, waitSeconds?: number }} options
 *   `busy` makes the sentence for whoever comes second; `waitSeconds` lets it wait for its turn first
 * @returns {Promise<() => void>} gives the lock back
 * @throws {Failure} when a living process holds it
 */
export async function takeLock(file, { busy, waitSeconds = 0 }) {
  const deadline = Date.now() + waitSeconds * 1000;
  mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    const holder = tryLock(file);
    if (!holder) return () => release(file);
    if (Date.now() >= deadline) throw new Failure(busy(holder));
    await sleep(200);
  }
}

/** Returns undefined when the lock is ours now, otherwise the living process that holds it. */
function tryLock(file) {
  const draft = `${file}.${process.pid}`;
  const command = path.basename(process.argv[1] ?? "node");
  writeFileSync(draft, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid), command }));
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        linkSync(draft, file);
        return undefined;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = holderOf(file);
      if (holder?.pid && identityOf(holder.pid) === holder.identity) return holder;
      rmSync(file, { force: true });
    }
    throw new Failure(`The lock ${file} changes hands too fast. Try again.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function release(file) {
  if (holderOf(file)?.pid === process.pid) unlinkSync(file);
}
