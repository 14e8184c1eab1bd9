import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Place, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let drilled: Place;
/** The address of a drill: everything of the place but its database and directory of files. */
const drillOf = (database: string): Place => ({
  ...place,
  database,
  filestore: join(bench.directory, "drill", "filestore"),
  credentials: { ...place.credentials, database: { ...place.credentials.database, dbname: database } },
});
const MODULES = '--modules={"base":"19.0.1.3.0"}';

beforeAll(async () => {
  await bench.open();
  place = await bench.place("measure", 6);
  await bench.query(
    place.database,
    "INSERT INTO ir_config_parameter (key, value) VALUES ('holdfast.heartbeat', '2126-11-21 09:00:05.250')",
  );
  const { report } = await bench.run(place, "measure-1", ["backup"]);
  drilled = drillOf(`${place.database}_drill`);
  await bench.run(drilled, "measure-2", [
    "restore",
    `--database-snapshot=${String(report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
    `--into-database=${drilled.database}`,
    `--into-filestore=${join(drilled.filestore, drilled.database)}`,
  ]);
});
afterAll(() => bench.close());

it("measures what was brought back: newest heartbeat, rows, files and modules", async () => {
  const { report } = await bench.run(drilled, "measure-2", ["measure", MODULES]);
  expect(report).toMatchObject({
    ok: true,
    ...{ heartbeatAt: "2126-11-21T09:00:05.250Z", heartbeatFrom: "heartbeat" },
    rowCounts: { sale_order: 42 },
    attachments: { total: 6, present: 6 },
    ...{ filesHashed: 6, filesWrong: 0, modulesRight: 1, modulesWrong: [], modulesUnfinished: [] },
  });
});

it("says what is missing, wrong and unfinished", async () => {
  const [row] = await bench.query(drilled.database, "SELECT store_fname AS name FROM ir_attachment LIMIT 1");
  rmSync(join(drilled.filestore, drilled.database, String(row?.["name"])));
  await bench.query(
    drilled.database,
    `DELETE FROM ir_config_parameter WHERE key = 'holdfast.heartbeat';
     UPDATE ir_cron SET lastcall = '2026-11-21 08:59:00' WHERE id = 1;
     INSERT INTO ir_module_module (name, state) VALUES ('stock_plus', 'to upgrade')`,
  );
  const wanted = '--modules={"base":"19.0.1.4.0","gone":"19.0.1.0.0"}';
  const { report } = await bench.run(drilled, "measure-2", ["measure", wanted]);
  expect(report).toMatchObject({
    ...{ heartbeatAt: "2026-11-21T08:59:00.000Z", heartbeatFrom: "scheduled_action" },
    attachments: { total: 6, present: 5, missing: [row?.["name"]] },
    newer: { rows: 0, oldest: null },
    modulesRight: 0,
    modulesWrong: ["base is 19.0.1.3.0 instead of 19.0.1.4.0", "gone is missing instead of 19.0.1.0.0"],
    modulesUnfinished: ["stock_plus"],
  });
});

it("tells a file that is younger than its backup from one that is lost", async () => {
  const { report: before } = await bench.run(drilled, "measure-2", [
    "measure",
    MODULES,
    "--files-of=2126-01-01T00:00:00Z",
  ]);
  expect(before).toMatchObject({ attachments: { total: 6, present: 5 }, newer: { rows: 0, oldest: null } });
  await bench.query(
    drilled.database,
    `UPDATE ir_attachment SET write_date = '2126-01-01 09:00:00' WHERE id IN (SELECT max(id) FROM ir_attachment);
     UPDATE ir_attachment SET store_fname = 'aa/' || repeat('a', 40) WHERE id IN (SELECT max(id) FROM ir_attachment)`,
  );
  const { report } = await bench.run(drilled, "measure-2", [
    "measure",
    MODULES,
    "--files-of=2126-01-01T00:00:00Z",
  ]);
  expect(report).toMatchObject({
    attachments: { total: 6, present: 4 },
    newer: { rows: 1, oldest: "2126-01-01T09:00:00.000Z" },
    // What is missing is no file with another content.
    ...{ filesHashed: 4, filesWrong: 0 },
  });
});

it("is dropped whole, and the living database never", async () => {
  const living = await bench.run(place, "measure-3", ["drop", "--made-by=measure-1", "--own-too"]);
  expect(living.report).toMatchObject({ ok: true, databases: [], directories: [] });
  const kept = await bench.run(drilled, "measure-4", ["drop", "--made-by=measure-2"]);
  expect(kept.report).toMatchObject({ databases: [], directories: [] });
  const gone = await bench.run(drilled, "measure-5", ["drop", "--made-by=measure-2", "--own-too"]);
  expect(gone.report).toMatchObject({ databases: [drilled.database], directories: [drilled.database] });
  expect(existsSync(join(drilled.filestore, drilled.database))).toBe(false);
  expect(await bench.query(place.database, "SELECT count(*)::int AS orders FROM sale_order")).toEqual([
    { orders: 42 },
  ]);
});

it("is not dropped while its operation still brings it back", async () => {
  await bench.connected("postgres", async (client) => {
    await client.query("SELECT pg_advisory_lock(7105517, hashtext('restore measure-6'))");
    const refused = await bench.run(place, "measure-7", ["drop", "--made-by=measure-6"]);
    expect(refused.report).toMatchObject({ error: { name: "already_running" } });
  });
});
