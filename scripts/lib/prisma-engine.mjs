import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "./failure.mjs";
import { inRoot } from "./paths.mjs";

const nothingExternal = { externalTables: [], externalEnums: [] };

/** The schema files: every *.prisma below a folder, in a stable order. */
export function schemaFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  const files = names.filter((name) => name.endsWith(".prisma")).sort();
  if (files.length === 0) throw new Failure(`${folder} holds no *.prisma file.`);
  return files.map((name) => path.join(folder, name));
}

/** The names of the migrations in a folder, oldest first. */
export function migrationNames(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Prisma's schema engine as WebAssembly, talking through the same driver the product uses: the native engine
 * that `prisma migrate` would download is not needed.
 * @param {string} url the database that is migrated or compared
 * @param {{ schema: string, migrations: string }} folders
 */
export async function openEngine(url, folders) {
  const files = schemaFiles(folders.schema).map((file) => ({
    path: file,
    content: readFileSync(file, "utf8"),
  }));
  const datamodels = files.map(({ path: file, content }) => [file, content]);
  const [SchemaEngine, factory] = await Promise.all([loadEngine(), driverFor(url)]);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, factory);
  return {
    /** Applies what is pending; returns the names. */
    async apply() {
      const input = { migrationsList: migrationsIn(folders.migrations), filters: nothingExternal };
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    },
    /** The SQL that would turn the database into what the schema files say; empty when they agree. */
    async difference() {
      const schemas = { files, configDir: inRoot() };
      const { stdout } = await engine.diff({
        from: { tag: "schemaDatasource", ...schemas },
        to: { tag: "schemaDatamodel", ...schemas },
        script: true,
        shadowDatabaseUrl: null,
        exitCode: null,
        filters: nothingExternal,
      });
      return stdout ?? "";
    },
  };
}

let loading;

/** Loaded once: the package's glue code serves a single WebAssembly instance. */
function loadEngine() {
  loading ??= loadOnce();
  return loading;
}

async function loadOnce() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => console.error(`Prisma's schema engine gave up: ${message.slice(0, 2000)}`),
  };
  // The package exports no subpaths, so its files are addressed directly.
  const folder = inRoot("node_modules", "@prisma", "schema-engine-wasm");
  if (!existsSync(folder)) throw new Failure("The npm packages are not installed. Run: npm ci");
  const glue = await import(pathToFileURL(path.join(folder, "schema_engine_bg.js")).href);
  const program = await WebAssembly.compile(readFileSync(path.join(folder, "schema_engine_bg.wasm")));
  const instance = await WebAssembly.instantiate(program, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

async function driverFor(connectionString) {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = await import(
    "@prisma/driver-adapter-utils"
  );
  const factory = new PrismaPg({ connectionString, connectionTimeoutMillis: 10_000 });
  const connect = factory.connect.bind(factory);
  factory.connect = async () =>
    readingCatalog(sendingScriptsWhole(await connect()), ColumnTypeEnum.Character);
  return bindMigrationAwareSqlAdapterFactory(factory);
}

/**
 * The adapter cuts scripts at every semicolon, also inside function bodies and comments. Sent whole, PostgreSQL
 * reads the script itself and runs it in one transaction: a migration that fails leaves nothing behind.
 */
function sendingScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

const internalChar = 18;
const text = 25;

/**
 * The adapter does not know PostgreSQL's one-byte "char", which fills the catalog. Here it is read as text and
 * then announced as the single character the engine expects.
 */
function readingCatalog(adapter, characterType) {
  const charColumns = new WeakMap();
  const performIO = adapter.performIO.bind(adapter);
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    const isChar = result.fields.map((field) => field.dataTypeID === internalChar);
    for (const [index, field] of result.fields.entries()) if (isChar[index]) field.dataTypeID = text;
    charColumns.set(result.rows, isChar);
    return result;
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const isChar = charColumns.get(result.rows) ?? [];
    const columnTypes = result.columnTypes.map((type, index) => (isChar[index] ? characterType : type));
    return { ...result, columnTypes };
  };
  return adapter;
}

function migrationsIn(folder) {
  const lock = path.join(folder, "migration_lock.toml");
  const migrationDirectories = migrationNames(folder).map((name) => {
    const file = path.join(folder, name, "migration.sql");
    if (!existsSync(file)) throw new Failure(`The migration ${name} has no migration.sql.`);
    const content = { tag: "ok", value: readFileSync(file, "utf8") };
    return { path: name, migrationFile: { path: "migration.sql", content } };
  });
  const content = existsSync(lock) ? readFileSync(lock, "utf8") : null;
  const lockfile = { path: "migration_lock.toml", content };
  return { baseDir: folder, shadowDbInitScript: "", migrationDirectories, lockfile };
}
