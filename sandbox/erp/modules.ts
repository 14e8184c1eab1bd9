import { compareVersions, type ModuleVersion } from "@/sandbox/erp/release";

/** A migration of one module: applied when the installed version is older than `version`. */
export type Migration = { readonly module: string; readonly version: string; readonly sql: string };

/** Which module needs which; the order of loading and the reach of an update follow from it. */
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  base: [],
  mail: ["base"],
  account: ["mail"],
  stock: ["mail"],
  sale_management: ["account", "stock"],
  purchase: ["account", "stock"],
  mrp: ["stock"],
  mrp_workorder_ext: ["mrp"],
  stock_barcode_nw: ["stock"],
  label_zebra: ["stock"],
  queue_job_watch: ["base"],
};

const MIGRATIONS: readonly Migration[] = [
  {
    module: "mrp_workorder_ext",
    version: "19.0.4.0.0",
    sql: `ALTER TABLE mrp_workorder ADD COLUMN IF NOT EXISTS confirmed_badge varchar;
      CREATE INDEX IF NOT EXISTS mrp_workorder_confirmed_badge_idx ON mrp_workorder (confirmed_badge);`,
  },
  {
    // A mistake as they happen: the table it reads was never part of a released version.
    module: "mrp_workorder_ext",
    version: "19.0.5.0.0",
    sql: `ALTER TABLE mrp_workorder ADD COLUMN IF NOT EXISTS badge_scanned_at timestamp;
      UPDATE mrp_workorder w SET badge_scanned_at = l.scanned_at FROM mrp_workorder_badge_log l WHERE l.workorder_id = w.id;`,
  },
  {
    module: "queue_job_watch",
    version: "19.0.1.0.0",
    sql: `CREATE TABLE IF NOT EXISTS queue_job_watch_limit (id serial PRIMARY KEY, channel varchar NOT NULL UNIQUE, max_minutes integer NOT NULL);
      INSERT INTO queue_job_watch_limit (channel, max_minutes) VALUES ('root', 60) ON CONFLICT (channel) DO NOTHING;
      INSERT INTO ir_cron (cron_name, interval_number, interval_type, code, user_id)
        VALUES ('Queue job watch: requeue stuck jobs', 5, 'minutes', 'queue_job_watch', 1) ON CONFLICT (cron_name) DO NOTHING;`,
  },
];

/** `data/neutralize.sql` of modules that are no part of Odoo's own: what only they know leads outside. */
const NEUTRALIZE: Readonly<Record<string, string>> = {
  label_zebra: `-- printers of the plant print nothing of a copy
UPDATE ir_config_parameter SET value = 'neutralized.invalid' WHERE key = 'label_zebra.printer_host';`,
};

/** What a module ships to make a copy of its data harmless; undefined where it ships nothing. */
export const neutralizeOf = (module: string): string | undefined =>
  Object.hasOwn(NEUTRALIZE, module) ? NEUTRALIZE[module] : undefined;

/** The migrations that lead a module from `installed` (undefined: not installed) to `target`, oldest first. */
export function migrationsBetween(
  module: string,
  installed: string | undefined,
  target: string,
): readonly Migration[] {
  return MIGRATIONS.filter(
    (migration) =>
      migration.module === module &&
      compareVersions(migration.version, installed) > 0 &&
      compareVersions(migration.version, target) <= 0,
  );
}

/** Sorts modules as Odoo loads them: by depth in the dependency tree, then by name. */
export function loadingOrder<T extends ModuleVersion>(modules: readonly T[]): readonly T[] {
  return [...modules].sort(
    (left, right) => depth(left.name) - depth(right.name) || left.name.localeCompare(right.name),
  );
}

/** The named modules and every module of `available` that needs one of them, directly or not. */
export function withDependents(
  names: ReadonlySet<string>,
  available: readonly string[],
): ReadonlySet<string> {
  return new Set(available.filter((name) => names.has(name) || needsOneOf(name, names)));
}

function needsOneOf(name: string, wanted: ReadonlySet<string>): boolean {
  return (DEPENDENCIES[name] ?? ["base"]).some((parent) => wanted.has(parent) || needsOneOf(parent, wanted));
}

function depth(name: string): number {
  if (name === "base") return 0;
  const parents = DEPENDENCIES[name] ?? ["base"];
  return 1 + Math.max(0, ...parents.map(depth));
}
