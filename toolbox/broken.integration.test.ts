import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiKeyCheck } from "@/sandbox/erp/api-keys";
import { type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let taken: Ran;
const orders = () => bench.query(place.database, "SELECT count(*)::text AS orders FROM sale_order");

beforeAll(async () => {
  await bench.open();
  place = await bench.place("broken", 3);
  taken = await bench.run(place, "broken-1", ["backup"]);
});
afterAll(() => bench.close());

const backup = (operation: string) => bench.run(place, operation, ["backup"]);
const names = (operation: string) => ({
  copy: `${place.database}_copy_${operation}`,
  kept: `${place.database}_before_${operation}`,
});

/** Brings the backup back beside what lives, and exchanges both. */
async function restore(operation: string, ...more: string[]): Promise<Ran> {
  const { copy, kept } = names(operation);
  const directory = join(place.filestore, copy);
  const beside = await bench.run(place, operation, [
    ...["restore", `--into-database=${copy}`, `--into-filestore=${directory}`],
    `--database-snapshot=${String(taken.report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(taken.report["filestoreSnapshotId"])}`,
    ...more,
  ]);
  expect(beside.report).toMatchObject({ ok: true });
  return swap(operation, copy, kept);
}

const swap = (operation: string, coming: string, kept: string) => {
  const { login, key } = place.credentials.api;
  return bench.run(
    place,
    operation,
    [
      ...["swap", `--with=${coming}`, `--filestore-with=${join(place.filestore, coming)}`],
      ...[`--keep-as=${kept}`, `--made-by=${operation}`],
    ],
    { OPERATOR_LOGIN: login, OPERATOR_KEY: key },
  );
};

/**
 * Overwrites the first page of a table on the server's own disk, as a disk that fails does. The copy of its files that
 * takes the database's place was never read, so that the server holds no page of it in memory.
 */
async function damage(table: string): Promise<void> {
  const { database } = place;
  const [found] = await bench.query(database, `SELECT pg_relation_filepath('${table}') AS path`);
  const file = String(found?.["path"]).split("/").at(-1);
  await bench.query(
    "postgres",
    `CREATE DATABASE "${database}_d" TEMPLATE "${database}" STRATEGY file_copy OWNER "${database}"`,
  );
  await bench.query("postgres", `DROP DATABASE "${database}"`);
  await bench.query("postgres", `ALTER DATABASE "${database}_d" RENAME TO "${database}"`);
  const [row] = await bench.query("postgres", `SELECT oid FROM pg_database WHERE datname = '${database}'`);
  const program = `dd of=base/${String(row?.["oid"])}/${file} conv=notrunc`;
  await bench.query("postgres", `COPY (SELECT repeat('x', 8191)) TO PROGRAM '${program}'`);
}

it("a damaged page is damage of the database, whoever finds it, and a restore goes past it", async () => {
  const before = await orders();
  // One table is read by the dump only; of the other the rows are counted first.
  for (const [table, finder] of [
    ["ir_sequence", "pg_dump"],
    ["sale_order", "database"],
  ] as const) {
    await damage(table);
    const refused = await backup(`broken-${finder.replace("_", "-")}`);
    expect(refused.report).toMatchObject({ ok: false, error: { name: "database_damaged" } });
    expect(JSON.stringify(refused.report)).toContain(`cannot read what it has stored. (${finder}`);
  }
  const { kept } = names("broken-2");
  const { report } = await restore("broken-2");
  expect(report).toMatchObject({ ok: true, swapped: true, keptDatabase: kept, after: before[0] });
  expect(report["before"]).toMatchObject({ partners: expect.any(String) });
  expect(report["before"]).not.toHaveProperty("orders");
  expect(report["beforeUnknown"]).toMatch(/^The database is damaged/);
  expect(await orders()).toEqual(before);
  // What lived is kept as it was, and removed like any other.
  const dropped = await bench.run(place, "broken-3", ["drop", "--made-by=broken-2"]);
  expect(dropped.report).toMatchObject({ ok: true, databases: [kept], directories: [kept] });
});

it("a database that is gone has the copy take its name, once, with nothing kept of it but its files", async () => {
  const before = await orders();
  await bench.query("postgres", `DROP DATABASE "${place.database}"`);
  const refused = await backup("broken-4");
  expect(refused.report).toMatchObject({ ok: false, error: { name: "database_missing" } });
  const unknown = { before: {}, modules: [], beforeUnknown: "There was no database before." };
  // Holdfast can sign in to the copy, which knew no key of this environment.
  const exchanged = { ok: true, swapped: true, keptDatabase: null, ...unknown };
  const done = await restore("broken-5", "--neutralize", "--base-url=https://staging.test");
  expect(done.report).toMatchObject({ ...exchanged, repeated: false });
  expect(done.output).not.toContain(place.credentials.api.key);
  const user = await bench.connected(place.database, (client) =>
    new ApiKeyCheck().userOf(
      async (text, values = []) => (await client.query(text, [...values])).rows,
      place.credentials.api.key,
    ),
  );
  expect(user).toBeGreaterThan(0);
  expect(await orders()).toEqual(before);
  const { copy, kept } = names("broken-5");
  expect((await swap("broken-5", copy, kept)).report).toMatchObject({ ...exchanged, repeated: true });
  // Nothing can be put back; a failed restore must not take that for nothing having been exchanged.
  const back = await bench.run(place, "broken-5", [
    ...["swap", `--with=${kept}`, `--filestore-with=${join(place.filestore, kept)}`, "--if-there"],
    ...[`--keep-as=${place.database}_refused`, "--made-by=broken-5"],
  ]);
  expect(back.report).toMatchObject({ ok: false, error: { name: "database_missing" } });
  expect(readdirSync(place.filestore).sort()).toEqual([place.database, kept].sort());
  expect(existsSync(join(place.filestore, place.database, ".holdfast-operation"))).toBe(false);
  const dropped = await bench.run(place, "broken-6", ["drop", "--made-by=broken-5"]);
  expect(dropped.report).toMatchObject({ ok: true, databases: [], directories: [kept] });
});

it("backs up a filestore that lost thousands of files while it was read, and tells how many", async () => {
  // The real restic, which then says of 2,000 files what it says of each that vanished: 400 kB.
  const directory = join(bench.directory, "vanishing");
  mkdirSync(directory);
  const real = execFileSync("which", ["restic"], { encoding: "utf8" }).trim();
  const line = `{"message_type":"error","error":{"Op":"open","Path":"files/b","Err":2},"during":"archival","item":"${"/files".repeat(20)}"}`;
  const says = `for n in $(seq 2000); do echo '${line}' >&2; done; exit 3`;
  const script = `#!/bin/sh\n${real} "$@"; code=$?\ncase "$*" in *part=filestore*) ${says};; esac\nexit $code\n`;
  writeFileSync(join(directory, "restic"), script, { mode: 0o755 });
  const path = { PATH: `${directory}:${process.env["PATH"]}` };
  const { report, output } = await bench.run(place, "broken-vanishing", ["backup"], path);
  expect(report).toMatchObject({ ok: true, notes: ["2000 files vanished while they were read."] });
  expect(report["attachments"]).toMatchObject({ percent: 100 });
  expect(output).toContain("2000 files vanished");
});
