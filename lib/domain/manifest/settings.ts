import { Problem } from "@/lib/domain/shared/problem";

export const DATA_DIRECTORY = "/var/lib/odoo";

/** Address space of one worker process in bytes: beyond it the ERP ends the worker (2560 MiB, Odoo's default). */
const DEFAULT_MEMORY_HARD = 2_684_354_560;

/** Settings that belong to the platform: a release that changed them could leave its database or its walls. */
const PLATFORM_SETTINGS: Readonly<Record<string, string>> = {
  data_dir: DATA_DIRECTORY,
  proxy_mode: "True",
  list_db: "False",
  // Empty means that nobody can use the database manager, whatever password is tried.
  admin_passwd: "",
};
const PLATFORM_ONLY = new Set([
  ...Object.keys(PLATFORM_SETTINGS),
  ...["db_host", "db_port", "db_user", "db_password", "db_name", "dbfilter", "db_template"],
  ...["http_port", "http_interface", "gevent_port", "http_enable", "workers", "max_cron_threads"],
]);

const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  limit_memory_soft: "2147483648",
  limit_memory_hard: String(DEFAULT_MEMORY_HARD),
  limit_time_cpu: "60",
  limit_time_real: "120",
  limit_request: "65536",
  db_maxconn: "64",
  log_level: "info",
};

/**
 * The ERP's configuration file, without any secret: the database's address and password come from the environment.
 * @throws Problem `invalid_input` when a release sets what belongs to the platform, or a value with line breaks.
 */
export function renderSettings(configuration: Readonly<Record<string, string>>): string {
  for (const [name, value] of Object.entries(configuration)) refuseBadSetting(name, value);
  const settings = { ...DEFAULT_SETTINGS, ...configuration, ...PLATFORM_SETTINGS };
  const lines = Object.entries(settings)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name} = ${value}`.trimEnd());
  return `[options]\n${lines.join("\n")}\n`;
}

/** Mebibytes one worker process may take at most, from the release's setting or Odoo's default. */
export function workerMemoryMebibytes(configuration: Readonly<Record<string, string>>): number {
  const bytes = Number(configuration["limit_memory_hard"] ?? DEFAULT_MEMORY_HARD);
  const usable = Number.isSafeInteger(bytes) && bytes >= 134_217_728 ? bytes : DEFAULT_MEMORY_HARD;
  return Math.ceil(usable / 1_048_576);
}

function refuseBadSetting(name: string, value: string): void {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new Problem(
      "invalid_input",
      `ERP setting “${name}” is not a setting's name: use small letters, digits and _.`,
    );
  }
  if (PLATFORM_ONLY.has(name)) {
    throw new Problem(
      "invalid_input",
      `ERP setting “${name}” is set by the platform. Remove it from the release.`,
    );
  }
  if (/\p{Cc}/u.test(value)) {
    throw new Problem(
      "invalid_input",
      `ERP setting “${name}” holds a line break or another control character.`,
    );
  }
}
