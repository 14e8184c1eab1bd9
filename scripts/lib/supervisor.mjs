import { statSync, truncateSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.mjs";
import { descendantsOf, identityOf, processesWith, signal } from "./identity.mjs";
import { abortRuns, lastLines, launch } from "./process.mjs";
import { say } from "./progress.mjs";
import { readJson, writeJson } from "./state.mjs";

const logLimitBytes = 50_000_000;

/** What dies sooner than this has failed to start: that is told, not tried again. */
const youngestRevivedMs = 5_000;

/**
 * Keeps the long-running processes of one installation: starts them, notices their death, stops them in
 * tiers (0 first) and leaves none behind. What runs is written to processes.json, so that the next start
 * can clean up after a crash of this very program.
 */
export class Supervisor {
  #children = new Map();
  #stopping;
  #directory;
  #reportDeath;
  #logTimer;

  /** Rejects with a Failure as soon as a child dies that nobody asked to stop. */
  death;

  constructor(directory) {
    this.#directory = directory;
    this.death = new Promise((_, reject) => {
      this.#reportDeath = reject;
    });
    this.death.catch(() => {});
    this.#logTimer = setInterval(() => this.#boundLogs(), 60_000);
    this.#logTimer.unref();
  }

  logFile(name) {
    return path.join(this.#directory, "logs", `${name}.log`);
  }

  /**
   * Starts a process that is meant to run until `stopAll`.
   * @param {{ tier: 0 | 1 | 2, signal?: string, graceSeconds: number, group?: boolean, strays?: string }} options
   *   `signal` asks it to end; `group: false` asks the process alone and lets it end its own children;
   *   `strays` is how an environment entry of its children begins, should it die without ending them;
   *   `revivals` is how often it is started again when it dies after having run for five seconds
   */
  start(name, command, args, settings) {
    const { tier, graceSeconds, group = true, strays, revivals = 0, ...options } = settings;
    if (this.#stopping) throw new Failure(`${name} was not started because everything is being stopped.`);
    if (this.#children.has(name)) throw new Error(`Two processes were given the name ${name}.`);
    const logFile = this.logFile(name);
    const stopSignal = options.signal ?? "SIGTERM";
    const child = launch(command, args, { logFile, ...options });
    const entry = { name, child, tier, graceSeconds, group, strays, stopSignal, logFile, stopped: false };
    const began = performance.now();
    entry.revive = () => {
      if (revivals === 0 || this.#stopping || performance.now() - began < youngestRevivedMs) return false;
      this.start(name, command, args, { ...settings, revivals: revivals - 1 });
      return true;
    };
    entry.ended = new Promise((resolve) => {
      child.once("error", (error) => this.#died(entry, `could not be started (${error.message})`, resolve));
      child.once("exit", (code, by) =>
        this.#died(entry, code === null ? `was ended by ${by}` : `ended with exit code ${code}`, resolve),
      );
    });
    this.#children.set(name, entry);
    this.#remember();
    return { pid: child.pid, ended: entry.ended, stop: () => this.#stop(entry) };
  }

  #died(entry, how, resolve) {
    this.#children.delete(entry.name);
    endStrays(entry.strays);
    this.#remember();
    resolve();
    if (entry.stopped) return;
    if (entry.revive()) {
      say(`  ${entry.name} ${how}; it was started again.`);
      return;
    }
    const details = lastLines(entry.logFile);
    this.#reportDeath(new Failure(`${entry.name} ${how}. Its whole log is ${entry.logFile}.`, { details }));
  }

  #remember() {
    const processes = [...this.#children.values()].flatMap(({ name, child, group, strays, stopSignal }) =>
      child.pid
        ? [{ name, pid: child.pid, identity: identityOf(child.pid), group, strays, signal: stopSignal }]
        : [],
    );
    writeJson(path.join(this.#directory, "processes.json"), processes);
  }

  /** Stops everything, tier by tier; safe to call more than once. Ends within the sum of the tiers' graces. */
  stopAll() {
    this.#stopping ??= this.#stopTiers();
    return this.#stopping;
  }

  async #stopTiers() {
    clearInterval(this.#logTimer);
    abortRuns();
    for (const tier of [0, 1, 2]) {
      const entries = [...this.#children.values()].filter((entry) => entry.tier === tier);
      await Promise.all(entries.map((entry) => this.#stop(entry)));
    }
  }

  async #stop(entry) {
    entry.stopped = true;
    const { pid } = entry.child;
    if (!pid || !this.#children.has(entry.name)) return;
    const family = descendantsOf(pid);
    signal(pid, entry.stopSignal, { group: entry.group });
    const limit = new AbortController();
    const late = sleep(entry.graceSeconds * 1000, true, { signal: limit.signal }).catch(() => false);
    if (await Promise.race([entry.ended.then(() => false), late])) {
      signal(pid, "SIGKILL", { group: true });
      await entry.ended;
    }
    limit.abort();
    for (const child of family)
      if (child.identity && identityOf(child.pid) === child.identity) signal(child.pid, "SIGKILL");
    signal(pid, "SIGKILL", { group: true });
  }

  #boundLogs() {
    for (const { logFile } of this.#children.values()) {
      try {
        if (statSync(logFile).size > logLimitBytes) truncateSync(logFile);
      } catch {
        // A log that was removed by hand needs no bound.
      }
    }
  }
}

/** Ends children of a child that died before it could stop them. */
function endStrays(prefix) {
  if (prefix) for (const pid of processesWith(prefix)) signal(pid, "SIGKILL");
}

/**
 * Ends what an earlier run of this directory left behind when it was killed itself.
 * A process is touched only when it is the very one that was recorded, not a later one with its number.
 * @returns {Promise<string[]>} the names of the processes that were ended
 */
export async function endLeftovers(directory) {
  const file = path.join(directory, "processes.json");
  const recorded = readJson(file, []);
  const alive = recorded.filter((entry) => entry.identity && identityOf(entry.pid) === entry.identity);
  const families = alive.map((entry) => descendantsOf(entry.pid));
  for (const entry of alive) signal(entry.pid, entry.signal, { group: entry.group });
  const deadline = Date.now() + 10_000;
  const remaining = () => alive.filter((entry) => identityOf(entry.pid) === entry.identity);
  while (remaining().length > 0 && Date.now() < deadline) await sleep(50);
  for (const entry of remaining()) signal(entry.pid, "SIGKILL", { group: true });
  for (const child of families.flat())
    if (child.identity && identityOf(child.pid) === child.identity) signal(child.pid, "SIGKILL");
  for (const entry of recorded) endStrays(entry.strays);
  writeJson(file, []);
  return alive.map((entry) => entry.name);
}
