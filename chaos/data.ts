import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { databaseName } from "@/sandbox/database/tenant";
import { type Chaos, placeOf } from "./world";

/** What people enter after the backup: a restore puts it aside, an undo brings it back. */
const WRITTEN_LATER = "LATER";
/** Copies made to be compared share only this much of the database's name. */
const SHARED_NAME = 24;

const namespaceOf = (chaos: Chaos, name: string): string => placeOf(chaos, name).namespace;

/** Name of the environment's living database. */
function livingDatabase(chaos: Chaos, name: string): string {
  const owner = readFileSync(path.join(chaos.sandboxDirectory, "instance-id"), "utf8").trim();
  return databaseName(namespaceOf(chaos, name), owner);
}

async function asked<Row extends pg.QueryResultRow>(
  { sandboxDatabaseUrl }: Chaos,
  database: string,
  ...[text, values]: [string, unknown[]?]
): Promise<Row[]> {
  const url = new URL(sandboxDatabaseUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

const filesOf = (chaos: Chaos, name: string): string =>
  path.join(chaos.sandboxDirectory, "volumes", namespaceOf(chaos, name), "filestore", "filestore");

/** Somebody works on after the backup: an order, and a file that belongs to it. */
export async function writeLater(chaos: Chaos, name: string): Promise<void> {
  const database = livingDatabase(chaos, name);
  await asked(
    chaos,
    database,
    "INSERT INTO sale_order (name, partner_id, company_id) SELECT $1, partner_id, company_id FROM sale_order LIMIT 1",
    [WRITTEN_LATER],
  );
  const digest = createHash("sha1").update(name).digest("hex");
  const file = `${digest.slice(0, 2)}/${digest}`;
  const target = path.join(filesOf(chaos, name), database, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, name);
  await asked(
    chaos,
    database,
    "INSERT INTO ir_attachment (name, store_fname, checksum, file_size) VALUES ($1, $2, $3, $4)",
    [WRITTEN_LATER, file, digest, name.length],
  );
}

/** Where the environment's backups lie. */
const repositoryOf = (chaos: Chaos, name: string): string =>
  path.join(chaos.storeOf(name), namespaceOf(chaos, name));

/** The storage behind the environment's backups is gone, as an object storage is that nobody reaches. */
export function breakStore(chaos: Chaos, name: string): void {
  const repository = repositoryOf(chaos, name);
  renameSync(repository, `${repository}.away`);
  writeFileSync(repository, "");
}

export function mendStore(chaos: Chaos, name: string): void {
  const repository = repositoryOf(chaos, name);
  if (!existsSync(`${repository}.away`)) return;
  rmSync(repository, { recursive: true });
  renameSync(`${repository}.away`, repository);
}

const entries = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory).sort() : []);

/** True while somebody reads or writes the environment's backups. */
export const storeIsInUse = (chaos: Chaos, name: string): boolean =>
  entries(path.join(repositoryOf(chaos, name), "locks")).length > 0;

/** The environment's databases and filestores with what is in them, and its repository, in words that are the same everywhere. */
export async function dataSnapshot(chaos: Chaos, name: string, { visited = false }) {
  const living = livingDatabase(chaos, name);
  const plain = (text: string) => text.replace(living, "HERE").replace(/[0-9a-f]{6,}/g, "N");
  const found = await asked<{ datname: string }>(
    chaos,
    "postgres",
    "SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname",
    [living.slice(0, SHARED_NAME)],
  );
  const databases = found.map(async ({ datname }) =>
    [plain(datname), ...(visited ? [] : [await ordersIn(chaos, datname)])].join(": "),
  );
  const files = filesOf(chaos, name);
  const repository = repositoryOf(chaos, name);
  return {
    databases: (await Promise.all(databases)).sort(),
    filestores: entries(files)
      .map((one) => `${plain(one)}: ${later(path.join(files, one), name)}`)
      .sort(),
    snapshots: entries(path.join(repository, "snapshots")).length,
    locks: entries(path.join(repository, "locks")).length,
  };
}

async function ordersIn(chaos: Chaos, database: string): Promise<string> {
  const [row] = await asked<{ orders: number; later: number }>(
    chaos,
    database,
    "SELECT count(*)::int AS orders, (count(*) FILTER (WHERE name = $1))::int AS later FROM sale_order",
    [WRITTEN_LATER],
  );
  return `${row?.orders} orders, ${row?.later} later`;
}

const later = (directory: string, name: string): string => {
  const digest = createHash("sha1").update(name).digest("hex");
  return existsSync(path.join(directory, digest.slice(0, 2), digest)) ? "with the later file" : "without it";
};
