import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/**
 * What tells one process from a later one with the same number: the moment it was started (and on Linux the
 * boot it was started in). Undefined when there is no such process or it is already dead and unreaped.
 */
export function identityOf(pid) {
  return hasProc ? identityFromProc(pid) : identityFromPs(pid);
}

function identityFromProc(pid) {
  const fields = statOf(pid);
  if (!fields || fields.state === "Z") return undefined;
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${boot}:${fields.startedTicks}`;
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in parentheses and may itself contain spaces and parentheses.
    const rest = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: rest[0], parent: Number(rest[1]), startedTicks: rest[19] };
  } catch {
    return undefined;
  }
}

function identityFromPs(pid) {
  try {
    const options = { encoding: "utf8", timeout: 5000, stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("ps", ["-p", String(pid), "-o", "lstart="], options).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a process, its words separated by spaces; empty when there is no such process. */
export function commandLineOf(pid) {
  try {
    if (hasProc) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    const options = { encoding: "utf8", timeout: 5000, stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], options).trim();
  } catch {
    return "";
  }
}

/** The processes that descend from `pid`, with their identities (Linux only; empty elsewhere). */
export function descendantsOf(pid) {
  if (!hasProc) return [];
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : undefined;
    if (stat) parents.set(Number(entry), stat.parent);
  }
  const found = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [child, parent] of parents) {
      if (found.has(child) || !found.has(parent)) continue;
      found.add(child);
      grew = true;
    }
  }
  found.delete(pid);
  return [...found].map((child) => ({ pid: child, identity: identityOf(child) }));
}

/** Sends a signal to a process, or to its group when `group` is true. False when there is none to receive it. */
export function signal(pid, name, { group = false } = {}) {
  try {
    process.kill(group ? -pid : pid, name);
    return true;
  } catch {
    return false;
  }
}

/** The processes, other than this one, with an environment entry that begins with `prefix` (Linux only). */
export function processesWith(prefix) {
  if (!hasProc) return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map(Number).filter((pid) => {
    try {
      const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      return entries.some((entry) => entry.startsWith(prefix));
    } catch {
      return false;
    }
  });
}
