import { createHash } from "node:crypto";
import { ToolboxFailure } from "@/toolbox/failure";
import { layout, type Manifest } from "@/toolbox/manifest";
import { quoted, runPostgres, type Sql, serverMajor } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";
import type { Connection } from "@/toolbox/settings";

const NAME_CHARACTERS = 63;
const LEFT_BEHIND_HOURS = 24;

/** A database's name with a purpose and the operation in it, within PostgreSQL's length. */
export function derivedName(database: string, purpose: string, operation: string): string {
  const suffix = `_${purpose}_${createHash("sha256").update(operation).digest("hex").slice(0, 10)}`;
  return `${database.slice(0, NAME_CHARACTERS - suffix.length)}${suffix}`;
}

/** What a database of ours says about itself. */
export type Mark = { purpose: Purpose; operation: string; time: string };
/** Read back to be verified, brought back beside, kept from before an exchange, or brought into life by one. */
const PURPOSES = ["verify", "restore", "kept", "living"] as const;
type Purpose = (typeof PURPOSES)[number];
const MARK = /^holdfast (verify|restore|kept|living) (\S+) (\S+)$/;

/** The mark of a database; null when it exists without one, undefined when it does not exist. */
export async function markOf(sql: Sql, database: string): Promise<Mark | null | undefined> {
  const [row] = await sql<{ comment: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
    [database],
  );
  return row === undefined ? undefined : parseMark(row.comment);
}

function parseMark(comment: string | null): Mark | null {
  const [, named, operation = "", time = ""] = MARK.exec(comment ?? "") ?? [];
  const purpose = PURPOSES.find((one) => one === named);
  return purpose === undefined ? null : { purpose, operation, time };
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes into a database whose it is and what for. */
export async function setMark(sql: Sql, name: string, mark: Omit<Mark, "time">): Promise<void> {
  const text = `holdfast ${mark.purpose} ${mark.operation} ${new Date().toISOString()}`;
  await sql(`COMMENT ON DATABASE ${quoted(name)} IS ${literal(text)}`);
}

/** Databases that an operation read back, brought back or kept, as far as this role may drop them. */
export async function markedBy(sql: Sql, operation: string): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE pg_has_role(datdba, 'USAGE')
     AND shobj_description(oid, 'pg_database') ~ ('^holdfast (verify|restore|kept) ' || $1 || ' ') ORDER BY 1 LIMIT 20`,
    [operation],
  );
  return rows.map(({ name }) => name);
}

/** Creates an empty database like the original's, owned by the environment's role and closed to all others. */
export async function createDatabase(
  run: Run,
  sql: Sql,
  name: string,
  source: { mark: Omit<Mark, "time">; manifest: Pick<Manifest, "collation" | "characterType"> },
): Promise<void> {
  const { user } = run.settings.connection;
  const { collation, characterType } = source.manifest;
  await sql(
    `CREATE DATABASE ${quoted(name)} TEMPLATE template0 ENCODING 'UTF8' OWNER ${quoted(user)}
     LC_COLLATE ${literal(collation)} LC_CTYPE ${literal(characterType)}`,
  );
  await setMark(sql, name, source.mark);
  await sql(`REVOKE CONNECT ON DATABASE ${quoted(name)} FROM PUBLIC`);
}

/** Drops a database of ours, ending whoever of our roles is still connected; a missing one is no error. */
export async function dropDatabase(sql: Sql, name: string): Promise<void> {
  // Not WITH (FORCE): that asks for the right to end the server's own autovacuum too, which it ends by itself.
  await sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = $1 AND pid <> pg_backend_pid() AND pg_has_role(usesysid, 'USAGE')`,
    [name],
  );
  await sql(`DROP DATABASE IF EXISTS ${quoted(name)}`);
}

/** Drops verification databases that broken-off runs left behind more than a day ago. Answers whose they were. */
export async function dropLeftBehind(run: Run, sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; comment: string | null }>(
    `SELECT d.datname AS name, shobj_description(d.oid, 'pg_database') AS comment FROM pg_database d
     WHERE pg_has_role(d.datdba, 'USAGE') AND shobj_description(d.oid, 'pg_database') LIKE 'holdfast verify %' LIMIT 100`,
  );
  const before = Date.now() - LEFT_BEHIND_HOURS * 3_600_000;
  const whose: string[] = [];
  for (const { name, comment } of rows) {
    const mark = parseMark(comment);
    if (mark === null || !(Date.parse(mark.time) < before)) continue;
    run.say(`Dropping ${name}, which a verification left behind.`);
    await dropDatabase(sql, name);
    whose.push(mark.operation);
  }
  return whose;
}

/**
 * Reads the dump into an empty database; the first error ends it. Everything belongs to the environment's role, because
 * the original's roles may not exist here.
 */
export async function loadDump(
  run: Run,
  target: { database: string; major: number },
  directory: string,
): Promise<void> {
  const { jobs } = run.settings;
  const { database, major } = target;
  const connection: Connection = { ...run.settings.connection, database };
  await runPostgres(run, "pg_restore", { connection, major }, [
    ...["--exit-on-error", `--jobs=${jobs}`, "--no-owner", "--no-privileges", "--no-password"],
    ...[`--dbname=${database}`, layout(directory).dump],
  ]);
}

/** The target server's major version. @throws ToolboxFailure `version_mismatch` when it is older than the dump's */
export async function fittingMajor(
  run: Run,
  sql: Sql,
  manifest: Pick<Manifest, "postgresMajor">,
): Promise<number> {
  const major = await serverMajor(sql);
  if (major < manifest.postgresMajor)
    throw new ToolboxFailure(
      "version_mismatch",
      `The backup is of PostgreSQL ${manifest.postgresMajor}, the target server is ${major}: a newer dump does not fit an older server.`,
    );
  if (major > manifest.postgresMajor)
    run.note(`The backup is of PostgreSQL ${manifest.postgresMajor}, the target server is ${major}.`);
  return major;
}
