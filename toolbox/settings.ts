import { ToolboxFailure } from "@/toolbox/failure";

export type Connection = {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
};

/** Everything the program knows from outside; nothing else reads the environment. */
export type Settings = {
  connection: Connection;
  /** Creates and drops databases on the same server: the same role, which then needs CREATEDB, unless PGMAINTENANCE_*. */
  maintenance: Connection;
  /** A server that was recovered to a second; null unless PGSOURCE_HOST names one. */
  source: Connection | null;
  /** Whose key Holdfast signs in with, for a copy that cannot be given the one of what lives; null when not told. */
  operator: { login: string; key: string } | null;
  repository: string;
  filestore: string;
  scratch: string;
  /** How many bytes that directory may hold in all; null where only the disk limits it. */
  readonly scratchBytes: number | null;
  terminationLog: string;
  operation: string;
  labels: Readonly<Record<string, string>>;
  /** What the data belong to and run as, packed; null when the job was not told. */
  configuration: string | null;
  jobs: number;
  /** The whole run ends after this time. */
  limitMs: number;
  /** How long the repository may take to answer the first question, or stay locked by another process. */
  repositoryLimitMs: number;
  /** Values that must never be printed. */
  secrets: readonly string[];
  /** Environment for restic alone: key, storage credentials. */
  resticEnvironment: Readonly<Record<string, string>>;
  path: string;
};

type Variables = Readonly<Record<string, string | undefined>>;

const OPERATION = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const LABEL_NAME = /^[a-z][A-Za-z0-9_.-]{0,40}$/;
const LABEL_VALUE = /^[A-Za-z0-9][A-Za-z0-9 ._:@/+-]{0,199}$/;
const SECRET_NAMES = [
  "PGPASSWORD",
  "PGMAINTENANCE_PASSWORD",
  "PGSOURCE_PASSWORD",
  "OPERATOR_KEY",
  "RESTIC_PASSWORD",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
];

function needed(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === "") throw new ToolboxFailure("bad_settings", `${name} is not set.`);
  return value;
}

function numberOf(variables: Variables, name: string, otherwise: number, bounds: [number, number]): number {
  const text = variables[name];
  if (text === undefined || text === "") return otherwise;
  const [low, high] = bounds;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new ToolboxFailure("bad_settings", `${name} must be a whole number from ${low} to ${high}.`);
  return value;
}

function labelsOf(text: string | undefined): Record<string, string> {
  if (text === undefined || text === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ToolboxFailure("bad_settings", "LABELS is not valid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ToolboxFailure("bad_settings", "LABELS must be a JSON object of texts.");
  const entries = Object.entries(value);
  if (entries.length > 20) throw new ToolboxFailure("bad_settings", "LABELS may hold at most 20 labels.");
  for (const [name, label] of entries) {
    if (!LABEL_NAME.test(name) || ["operation", "part"].includes(name))
      throw new ToolboxFailure(
        "bad_settings",
        `LABELS holds a name that cannot be used: ${name.slice(0, 60)}.`,
      );
    if (typeof label !== "string" || !LABEL_VALUE.test(label))
      throw new ToolboxFailure(
        "bad_settings",
        `The label ${name} must be 1 to 200 plain characters, without commas.`,
      );
  }
  return Object.fromEntries(entries.map(([name, label]) => [name, String(label)]));
}

function sourceOf(variables: Variables): Connection | null {
  if (!variables["PGSOURCE_HOST"]) return null;
  return {
    host: variables["PGSOURCE_HOST"],
    port: numberOf(variables, "PGSOURCE_PORT", 5432, [1, 65_535]),
    user: needed(variables, "PGSOURCE_USER"),
    password: needed(variables, "PGSOURCE_PASSWORD"),
    database: needed(variables, "PGSOURCE_DATABASE"),
  };
}

function operatorOf({ OPERATOR_LOGIN: login, OPERATOR_KEY: key }: Variables): Settings["operator"] {
  return login === undefined || login === "" || key === undefined || key === "" ? null : { login, key };
}

function connections(variables: Variables): { connection: Connection; maintenance: Connection } {
  const connection = {
    host: needed(variables, "PGHOST"),
    port: numberOf(variables, "PGPORT", 5432, [1, 65_535]),
    user: needed(variables, "PGUSER"),
    password: variables["PGPASSWORD"] ?? "",
    database: needed(variables, "PGDATABASE"),
  };
  const maintenance = {
    ...connection,
    user: variables["PGMAINTENANCE_USER"] || connection.user,
    password: variables["PGMAINTENANCE_PASSWORD"] || connection.password,
    database: variables["PGMAINTENANCE_DATABASE"] || "postgres",
  };
  return { connection, maintenance };
}

/**
 * Reads the settings from a pod's environment.
 * @throws ToolboxFailure `bad_settings` naming the variable
 */
export function readSettings(variables: Variables): Settings {
  const operation = needed(variables, "OPERATION");
  if (!OPERATION.test(operation))
    throw new ToolboxFailure("bad_settings", "OPERATION must be 1 to 64 letters, digits and hyphens.");
  needed(variables, "RESTIC_PASSWORD");
  const passed = Object.entries(variables).filter(([name]) => /^(RESTIC_|AWS_)/.test(name));
  return {
    ...connections(variables),
    source: sourceOf(variables),
    operator: operatorOf(variables),
    repository: needed(variables, "RESTIC_REPOSITORY"),
    filestore: needed(variables, "FILESTORE").replace(/(.)\/+$/, "$1"),
    scratch: needed(variables, "SCRATCH"),
    scratchBytes: scratchBytesOf(variables),
    terminationLog: terminationLogOf(variables),
    operation,
    labels: labelsOf(variables["LABELS"]),
    configuration: variables["CONFIGURATION"] || null,
    jobs: numberOf(variables, "JOBS", 2, [1, 32]),
    limitMs: numberOf(variables, "LIMIT_SECONDS", 4 * 3600, [1, 7 * 86_400]) * 1000,
    repositoryLimitMs: numberOf(variables, "REPOSITORY_LIMIT_SECONDS", 60, [1, 3600]) * 1000,
    secrets: SECRET_NAMES.map((name) => variables[name] ?? "").filter((value) => value !== ""),
    resticEnvironment: Object.fromEntries(passed.map(([name, value]) => [name, value ?? ""])),
    path: variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
  };
}

/** What the volume may hold: a pod that goes past it is ended, however much the disk under it has. */
function scratchBytesOf(variables: Variables): number | null {
  if (!variables["SCRATCH_GIBIBYTES"]) return null;
  return numberOf(variables, "SCRATCH_GIBIBYTES", 1, [1, 100_000]) * 1024 ** 3;
}

/** Where the report goes; known even when nothing else is. */
export function terminationLogOf(variables: Variables): string {
  return variables["TERMINATION_LOG"] || "/dev/termination-log";
}

/** Takes secrets, and user names with passwords in addresses, out of a text. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text.replaceAll(/:\/\/[^/@\s:]+:[^/@\s]+@/g, "://…@");
  for (const secret of secrets) clean = clean.replaceAll(secret, "…");
  return clean;
}
