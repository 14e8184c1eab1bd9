export type Level = "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** Writes lines as Odoo does: time, pid, level, database, logger, message; to standard error. */
export class Log {
  readonly #database: string;

  constructor(database: string | undefined) {
    this.#database = database ?? "?";
  }

  info(logger: string, message: string): void {
    this.#write("INFO", logger, message);
  }

  warning(logger: string, message: string): void {
    this.#write("WARNING", logger, message);
  }

  error(logger: string, message: string): void {
    this.#write("ERROR", logger, message);
  }

  critical(logger: string, message: string): void {
    this.#write("CRITICAL", logger, message);
  }

  #write(level: Level, logger: string, message: string): void {
    const time = new Date().toISOString().replace("T", " ").replace(".", ",").slice(0, 23);
    process.stderr.write(`${time} ${process.pid} ${level} ${this.#database} ${logger}: ${message}\n`);
  }
}

/** A traceback in Python's shape for an error raised while doing `doing`; log scanners look for it. */
export function traceback(doing: string, name: string, message: string): string {
  return [
    "Traceback (most recent call last):",
    `  File "/usr/lib/python3/dist-packages/odoo/${doing}", line 1, in run`,
    `${name}: ${message}`,
  ].join("\n");
}
