import { cutText } from "../shared/plain-text";

export type MigrationFacts = {
  succeeded: boolean;
  exitCode: number | null;
  /** The cluster's word: BackoffLimitExceeded, DeadlineExceeded, OOMKilled … */
  reason: string;
  /** The pod's termination message. */
  message: string;
  lines: readonly string[];
};

export type MigrationVerdict = { ok: true } | { ok: false; reason: string };

/** Odoo's log line: time, process id, level, database, logger, text. */
const LOG_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ([A-Z]+) \S+ [^:]+: (.*)$/;
const LYING_SUCCESS = /invalid module names|not installable|failed to load/i;
const MAX_REASON = 300;

const clip = (text: string) => (text.length > MAX_REASON ? `${cutText(text, MAX_REASON - 1)}…` : text);

/** Whether this one line says that a module update failed, whatever the exit code says. */
export function isComplaint(line: string): boolean {
  const level = LOG_LINE.exec(line)?.[1];
  return level === "ERROR" || level === "CRITICAL" || LYING_SUCCESS.test(line);
}

function firstComplaint(lines: readonly string[]): string | null {
  const line = lines.find(isComplaint);
  return line === undefined ? null : (LOG_LINE.exec(line)?.[2] ?? line);
}

/** The exception a Python traceback ends with: what the ERP's own "Failed to …" lines leave out. */
function exceptionOf(lines: readonly string[]): string | null {
  const start = lines.findLastIndex((line) => line.startsWith("Traceback (most recent call last)"));
  if (start === -1) return null;
  return lines.slice(start + 1).find((line) => /^\S/.test(line) && !LOG_LINE.test(line)) ?? null;
}

/** The module the ERP was loading last. */
function lastModule(lines: readonly string[]): string | null {
  const loading = lines.map((line) => /: Loading module ([a-z][a-z0-9_]*)/.exec(line)?.[1]);
  return loading.findLast((name) => name !== undefined) ?? null;
}

/**
 * Whether a module update succeeded, or another run of the ERP's command line, as it is called in sentences. The exit code alone lies: an unknown module, a missing directory or a
 * failed load end 0, so the log is judged as well (measured on Odoo 19.0).
 */
export function judgeMigration(facts: MigrationFacts, run = "the module update"): MigrationVerdict {
  const complaint = firstComplaint(facts.lines);
  if (facts.succeeded && (facts.exitCode ?? 0) === 0) {
    if (complaint === null) return { ok: true };
    return { ok: false, reason: `${run} ended with 0 but its log says: ${clip(complaint)}` };
  }
  const how = facts.exitCode === null ? facts.reason || "no exit code" : `exit ${facts.exitCode}`;
  const why =
    exceptionOf(facts.lines) ??
    complaint ??
    (facts.message.trim().split("\n").at(-1) || facts.lines.at(-1) || facts.reason);
  const module = lastModule(facts.lines);
  const where = module === null ? "" : `, while loading ${module}`;
  return { ok: false, reason: `${run} failed (${how}${why ? `: ${clip(why)}` : ""}${where})` };
}
