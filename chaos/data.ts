import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { z } from "zod";
import { databaseName } from "@/sandbox/database/tenant";
import { type Chaos, placeOf } from "./world";

/** What people enter after the backup: a restore puts it aside, an undo brings it back. */
const WRITTEN_LATER = "LATER";
/** Copies made to be compared share only this much of the database's name. */
const SHARED_NAME = 24;

const namespaceOf = (chaos: Chaos, name: string): string => placeOf(chaos, name).namespace;

/** Name of the environment's living database. */
async function livingDatabase(chaos: Chaos, name: string): Promise<string> {
  const own = await ownServer(chaos, name);
  if (own !== null) return own.database;
  const owner = readFileSync(path.join(chaos.sandboxDirectory, "instance-id"), "utf8").trim();
  return databaseName(namespaceOf(chaos, name), owner);
}

const OwnSecret = z.object({
  metadata: z.object({ name: z.literal("erp-database") }),
  data: z.record(z.string(), z.string()),
});

/** How a server of the environment's own is reached; null where it shares one. */
async function ownServer(chaos: Chaos, name: string) {
  if (chaos.planned.find((place) => place.name === name)?.dedicated !== true) return null;
  const items = await chaos.cluster.list(`/api/v1/namespaces/${namespaceOf(chaos, name)}/secrets`);
  const secret = items.map((item) => OwnSecret.safeParse(item)).find(({ success }) => success)?.data;
  if (secret === undefined) throw new Error(`${name} has no secret erp-database.`);
  const of = (key: string) => Buffer.from(secret.data[key] ?? "", "base64").toString("utf8");
  return {
    ...{ host: of("host"), port: Number(of("port")), user: of("user") },
    ...{ password: of("password"), database: of("dbname") },
  };
}

type Query = readonly [text: string, values?: unknown[]];

/** Asks a database of the environment's server, past everything. */
async function asked<Row extends pg.QueryResultRow>(
  chaos: Chaos,
  { name, database }: { name: string; database: string },
  ...[text, values]: Query
): Promise<Row[]> {
  const url = new URL(chaos.sandboxDatabaseUrl);
  url.pathname = `/${database}`;
  const own = await ownServer(chaos, name);
  const client = new pg.Client(own === null ? { connectionString: url.href } : { ...own, database });
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
  const database = await livingDatabase(chaos, name);
  const living = { name, database };
  await asked(
    chaos,
    living,
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
    living,
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
  const living = await livingDatabase(chaos, name);
  const plain = (text: string) => text.replace(living, "HERE").replace(/[0-9a-f]{6,}/g, "N");
  const found = await asked<{ datname: string }>(
    chaos,
    { name, database: "postgres" },
    "SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname",
    [living.slice(0, SHARED_NAME)],
  );
  const databases = found.map(async ({ datname }) =>
    [plain(datname), ...(visited ? [] : [await ordersIn(chaos, { name, database: datname })])].join(": "),
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

async function ordersIn(chaos: Chaos, where: { name: string; database: string }): Promise<string> {
  const [row] = await asked<{ orders: number; later: number }>(
    chaos,
    where,
    "SELECT count(*)::int AS orders, (count(*) FILTER (WHERE name = $1))::int AS later FROM sale_order",
    [WRITTEN_LATER],
  );
  return `${row?.orders} orders, ${row?.later} later`;
}

const later = (directory: string, name: string): string => {
  const digest = createHash("sha1").update(name).digest("hex");
  return existsSync(path.join(directory, digest.slice(0, 2), digest)) ? "with the later file" : "without it";
};
