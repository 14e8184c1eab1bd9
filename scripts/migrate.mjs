// Applies the migrations, checks that they say what the schema files say, and writes new ones.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { handmadeIndexes, withConnection, withoutPassword, withScratchDatabase } from "./lib/database.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { inRoot } from "./lib/paths.mjs";
import { migrationNames, openEngine } from "./lib/prisma-engine.mjs";
import { withThrowawayServer } from "./lib/throwaway.mjs";

const usage = `Usage: npm run migrate -- [--check | --new NAME]

  (no flag)    applies the pending migrations to DATABASE_URL
  --check      fails when the migrations and the schema files do not say the same
  --new NAME   writes a migration that brings the database to what the schema files say
  --schema DIR, --migrations DIR   other folders than prisma/schema and prisma/migrations

--check and --new need a PostgreSQL server for a scratch database: that of DATABASE_URL,
or without it one that is started for the moment.`;

const flags = {
  check: { type: "boolean" },
  new: { type: "string" },
  schema: { type: "string" },
  migrations: { type: "string" },
};

async function main() {
  const { values } = readArguments(usage, flags);
  const folders = {
    schema: path.resolve(values.schema ?? inRoot("prisma", "schema")),
    migrations: path.resolve(values.migrations ?? inRoot("prisma", "migrations")),
  };
  if (values.check && values.new) throw new Failure("--check and --new do not go together.");
  if (values.check) await check(folders);
  else if (values.new !== undefined) await writeMigration(values.new, folders);
  else await apply(requiredUrl(), folders);
}

function requiredUrl() {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Failure(
      "DATABASE_URL is not set: say which database to migrate (postgresql://user:password@host:5432/name).",
    );
  return url;
}

async function apply(url, folders) {
  await withConnection(url, (client) => client.query("SELECT 1"));
  const applied = await applyMigrations(url, folders);
  if (applied.length === 0) console.log(`Nothing to apply to ${withoutPassword(url)}.`);
  for (const name of applied) console.log(`Applied ${name}.`);
}

/** @throws {Failure} that names the migration which failed */
async function applyMigrations(url, folders) {
  const engine = await openEngine(url, folders);
  try {
    return await engine.apply();
  } catch (error) {
    throw new Failure(...migrationSentence(error));
  }
}

function migrationSentence(error) {
  const text = String(error?.message ?? error);
  const name = /migration_name="([^"]+)"/.exec(text)?.[1] ?? /The `([^`]+)` migration/.exec(text)?.[1];
  const which = name ? `The migration ${name}` : "A migration";
  const details = text.split(/\n\s+0: /)[0];
  if (!/failed migrations in the target database/i.test(text))
    return [`${which} failed; nothing of it and nothing after it was applied.`, { details }];
  return [
    `${which} failed here earlier, so nothing more is applied. Mend it, then delete its row in the table _prisma_migrations and try again.`,
    { details },
  ];
}

async function difference(folders) {
  return await withServer((serverUrl) =>
    withScratchDatabase(serverUrl, async (url) => {
      if (migrationNames(folders.migrations).length > 0) await applyMigrations(url, folders);
      const engine = await openEngine(url, folders);
      return withoutHandmade(await engine.difference(), await handmadeIndexes(url));
    }),
  );
}

function withServer(action) {
  return process.env.DATABASE_URL ? action(process.env.DATABASE_URL) : withThrowawayServer(action);
}

/** Leaves out statements that drop an index made by hand, and a script that is comments only. */
function withoutHandmade(script, names) {
  let kept = script;
  for (const name of names) kept = kept.replace(`-- DropIndex\nDROP INDEX "${name}";\n`, "");
  const statements = kept.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("--"));
  return statements.length === 0 ? "" : `${kept.trim()}\n`;
}

async function check(folders) {
  const script = await difference(folders);
  if (script !== "")
    throw new Failure(
      "The migrations do not lead to what the schema files say. Write the missing one with: npm run migrate -- --new NAME",
      {
        details: script,
      },
    );
  console.log("The migrations lead to exactly what the schema files say.");
}

async function writeMigration(name, folders) {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name))
    throw new Failure(
      `A migration's name is lower-case letters, digits and underscores, such as "backup_policy", not "${name}".`,
    );
  const script = await difference(folders);
  if (script === "")
    throw new Failure("There is nothing to write: the migrations already say what the schema files say.");
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const last = migrationNames(folders.migrations).at(-1);
  if (last && last.slice(0, 14) >= stamp)
    throw new Failure(
      `The newest migration, ${last}, is dated later than now (${stamp}), so a new one would run before it. Set the clock right, or rename it.`,
    );
  const file = path.join(folders.migrations, `${stamp}_${name}`, "migration.sql");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, script);
  console.log(`Wrote ${path.relative(process.cwd(), file)}. Read it before you commit it.`);
}

main().then(
  () => process.exit(0),
  (error) => {
    reportFailure(error);
    process.exit(1);
  },
);
