/** How loud a line is; `debug` is the quietest. */
export const LOG_SEVERITIES = ["debug", "info", "warn", "error", "fatal"] as const;
export type LogSeverity = (typeof LOG_SEVERITIES)[number];

export const LOG_SEVERITY_NAMES: Readonly<Record<LogSeverity, string>> = {
  debug: "Debug",
  info: "Info",
  warn: "Warnings",
  error: "Errors",
  fatal: "Critical",
};

const WORDS: Readonly<Record<string, LogSeverity>> = {
  TRACE: "debug",
  DEBUG: "debug",
  NOTSET: "debug",
  INFO: "info",
  NOTICE: "info",
  LOG: "info",
  WARN: "warn",
  WARNING: "warn",
  ERROR: "error",
  ERR: "error",
  CRITICAL: "fatal",
  FATAL: "fatal",
  PANIC: "fatal",
  ALERT: "fatal",
  EMERG: "fatal",
};

/** Odoo: "2026-11-21 14:03:11,123 42 ERROR db odoo.sql_db: bad query". */
const ODOO = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ([A-Z]+) /;
/** PostgreSQL: "2026-11-21 14:03:11.123 UTC [42] FATAL:  …". */
const POSTGRES = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Z+:\d-]+ \[\d+\](?: \S+)* (LOG|[A-Z]+):\s/;
/** logfmt: level=warn. */
const LOGFMT = /(?:^|\s)(?:level|lvl|severity)="?([A-Za-z]+)"?(?:\s|$)/;
/** The beginning of a line in brackets or before a colon: "[warn] …", "ERROR: …". */
const LEADING = /^\[?([A-Za-z]{3,8})\]?:?\s/;

const MOST_JSON = 16_000;

/** How loud one line says it is; null when it does not say, as the lines of a traceback. */
export function severityOf(text: string): LogSeverity | null {
  const told = ODOO.exec(text)?.[1] ?? POSTGRES.exec(text)?.[1];
  if (told !== undefined) return WORDS[told] ?? "info";
  if (text.startsWith("{")) return jsonSeverity(text);
  const worded = LOGFMT.exec(text)?.[1] ?? LEADING.exec(text)?.[1];
  return worded === undefined ? null : (WORDS[worded.toUpperCase()] ?? null);
}

function jsonSeverity(text: string): LogSeverity | null {
  if (text.length > MOST_JSON) return null;
  const json = parsed(text);
  const level = json?.["level"] ?? json?.["severity"] ?? json?.["levelname"] ?? json?.["lvl"];
  if (typeof level === "number") return pinoSeverity(level);
  return typeof level === "string" ? (WORDS[level.toUpperCase()] ?? null) : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** Numbers as pino and bunyan write them. */
function pinoSeverity(level: number): LogSeverity {
  if (level >= 60) return "fatal";
  if (level >= 50) return "error";
  if (level >= 40) return "warn";
  return level >= 30 ? "info" : "debug";
}

export type SpokenLine = { pod: string; container: string; text: string };

/**
 * Lines with how loud they are, oldest first. A line that does not say belongs to the one before it of the same
 * container: a traceback is as loud as its error.
 */
export function withSeverity<Line extends SpokenLine>(
  lines: readonly Line[],
): readonly (Line & { severity: LogSeverity })[] {
  const last = new Map<string, LogSeverity>();
  return lines.map((line) => {
    const key = `${line.pod}/${line.container}`;
    const severity = severityOf(line.text) ?? last.get(key) ?? "info";
    last.set(key, severity);
    return { ...line, severity };
  });
}

export const isAtLeast = (severity: LogSeverity, least: LogSeverity): boolean =>
  LOG_SEVERITIES.indexOf(severity) >= LOG_SEVERITIES.indexOf(least);
