import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { signal } from "./identity.mjs";

/** The last lines of a log file; empty when there is none. Reads at most the last 64 KB. */
export function lastLines(file, count = 20) {
  if (!existsSync(file)) return "";
  const text = readFileSync(file).subarray(-65_536).toString("utf8").trimEnd();
  const isNoise = (line) => /^\s+at <unknown>/.test(line);
  const lines = text.split("\n").filter((line) => !isNoise(line));
  return lines.slice(-count).join("\n");
}

/** Opens a log file for a new run; the log of the run before is kept as NAME.log.1. */
export function openLog(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

/**
 * Starts a process in a process group of its own with its output in a log file.
 * `uid` and `gid` start it as another user (only root may).
 */
export function launch(command, args, { logFile, env, cwd, uid, gid }) {
  const log = openLog(logFile);
  const line = [path.basename(command), ...args].join(" ").replaceAll(/(:\/\/[^:@/ ]*):[^@/ ]*@/g, "$1@");
  writeSync(log, `$ ${line.slice(0, 500)}\n`);
  try {
    return spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log],
      detached: true,
      ...(uid === undefined ? {} : { uid, gid }),
    });
  } finally {
    closeSync(log);
  }
}

const underWay = new Set();

/**
 * Runs a program to its end with its output in a log file.
 * @throws {Failure} with its last log lines when it fails, cannot be started or takes longer than the limit
 */
export async function runLogged(what, command, args, { limitSeconds, ...options }) {
  const code = await runToEnd(command, args, { limitSeconds, ...options });
  if (code === 0) return;
  const why = typeof code === "string" ? code : `ended with exit code ${code}`;
  throw new Failure(`${what} failed: it ${why}. The whole log is ${options.logFile}.`, {
    details: lastLines(options.logFile),
  });
}

/**
 * Runs a program to its end.
 * @returns {Promise<number | string>} its exit code, or words for an end without one
 */
export function runToEnd(command, args, { limitSeconds, ...options }) {
  const child = launch(command, args, options);
  underWay.add(child);
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      signal(child.pid, "SIGKILL", { group: true });
    }, limitSeconds * 1000);
    const settle = (outcome) => {
      clearTimeout(timer);
      underWay.delete(child);
      resolve(outcome);
    };
    child.once("error", (error) => settle(`could not be started (${error.message})`));
    child.once("exit", (code, name) => {
      if (timedOut) settle(`was not done after ${limitSeconds} s`);
      else settle(code ?? `was ended by ${name}`);
    });
  });
}

/** Ends the programs that `runToEnd` is waiting for. Called when the whole command is stopping. */
export function abortRuns() {
  for (const child of underWay) if (child.pid) signal(child.pid, "SIGKILL", { group: true });
}
