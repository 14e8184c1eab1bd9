/** Odoo's command line, as far as the stand-in follows it. */
export type Options = {
  readonly command: "server" | "neutralize" | "version";
  readonly database: string | undefined;
  readonly databaseFilter: string | undefined;
  readonly workers: number;
  readonly cronThreads: number;
  readonly http: boolean;
  readonly httpPort: number;
  /** Port of the event process, which answers /websocket; only started with workers. */
  readonly eventPort: number;
  readonly install: readonly string[];
  readonly update: readonly string[];
  readonly stopAfterInit: boolean;
  readonly stdout: boolean;
};

const ALIASES: Readonly<Record<string, string>> = {
  "-d": "--database",
  "-i": "--init",
  "-u": "--update",
  "-p": "--http-port",
};
const VALUED = new Set([
  "--database",
  "--db-filter",
  "--workers",
  "--max-cron-threads",
  "--http-port",
  "--init",
  "--update",
  "--log-level",
  "--limit-memory-soft",
  "--limit-memory-hard",
  "--limit-time-cpu",
  "--limit-time-real",
  "--gevent-port",
  "--http-interface",
  "--config",
  "-c",
  "--data-dir",
]);
const SWITCHES = new Set([
  "--no-http",
  "--stop-after-init",
  "--stdout",
  "--version",
  "--proxy-mode",
  "--no-database-list",
  "--without-demo",
]);

/**
 * Reads the arguments after the program name; `--name=value` and `--name value` alike.
 * @throws Error with Odoo's wording for an option it does not know.
 */
export function parseOptions(argv: readonly string[]): Options {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? "";
    const [flag = "", inline] = splitOnce(argument);
    const name = ALIASES[flag] ?? flag;
    if (!name.startsWith("-")) {
      rest.push(name);
    } else if (SWITCHES.has(name)) {
      values.set(name, "true");
    } else if (VALUED.has(name)) {
      const value = inline ?? argv[index + 1];
      if (value === undefined) throw new Error(`odoo: error: ${flag} option requires 1 argument`);
      if (inline === undefined) index += 1;
      values.set(name, value);
    } else {
      throw new Error(`odoo: error: no such option: ${flag}`);
    }
  }
  const [command = "server", ...extra] = rest;
  if ((command !== "server" && command !== "neutralize") || extra.length > 0) {
    throw new Error(`odoo: error: unrecognized parameters: '${rest.join(" ")}'`);
  }
  return {
    command: values.has("--version") ? "version" : command,
    database: values.get("--database") ?? process.env["PGDATABASE"],
    databaseFilter: values.get("--db-filter"),
    workers: wholeNumber(values, "--workers", 0),
    cronThreads: wholeNumber(values, "--max-cron-threads", 2),
    http: !values.has("--no-http"),
    httpPort: wholeNumber(values, "--http-port", 8069),
    eventPort: wholeNumber(values, "--gevent-port", 8072),
    install: names(values.get("--init")),
    update: names(values.get("--update")),
    stopAfterInit: values.has("--stop-after-init"),
    stdout: values.has("--stdout"),
  };
}

/** The database a web process serves: `-d`, or the one a filter like `^name$` can only mean, or PGDATABASE. */
export function servedDatabase(options: Options): string | undefined {
  const fromFilter = /^\^([A-Za-z0-9_.-]+)\$$/.exec(options.databaseFilter ?? "")?.[1];
  return fromFilter ?? options.database;
}

function splitOnce(argument: string): [string, string | undefined] {
  const at = argument.startsWith("--") ? argument.indexOf("=") : -1;
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function names(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function wholeNumber(values: ReadonlyMap<string, string>, name: string, fallback: number): number {
  const text = values.get(name);
  if (text === undefined) return fallback;
  if (!/^\d{1,6}$/.test(text))
    throw new Error(`odoo: error: option ${name}: invalid integer value: '${text}'`);
  return Number(text);
}
