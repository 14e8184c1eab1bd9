import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { flipByte, type Place, packsOf, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let filestoreSnapshot: string;

beforeAll(async () => {
  await bench.open();
  place = await bench.place("source", 6);
  const { report } = await bench.run(place, "src-1", ["backup"]);
  filestoreSnapshot = `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`;
});
afterAll(() => bench.close());

/** The server that a second was brought up on: here the same one, under the living database's own name. */
const recovered = () => {
  const { host, port, user, password, dbname } = place.credentials.database;
  return {
    PGSOURCE_HOST: host,
    PGSOURCE_PORT: port,
    PGSOURCE_USER: user,
    PGSOURCE_PASSWORD: password,
    PGSOURCE_DATABASE: dbname,
  };
};
const into = (name: string) => ({
  database: `${place.database}_${name}`,
  filestore: join(place.filestore, `${place.database}_${name}`),
});
const argsFor = ({ database, filestore }: ReturnType<typeof into>, ...more: string[]) => [
  ...["restore", "--from-server", filestoreSnapshot, ...more],
  ...[`--into-database=${database}`, `--into-filestore=${filestore}`],
];

it("loads a recovered server's database, and takes the files the snapshot lacks from the living ones", async () => {
  const newer = await bench.attach(place, "written after the backup");
  const lost = await bench.attach(place, "written after the backup and lost");
  const living = join(place.filestore, place.database);
  rmSync(join(living, lost));
  const copy = into("second");
  const args = argsFor(copy, `--living-filestore=${living}`);
  const first = await bench.run(place, "src-2", args, recovered());
  expect(first.report).toMatchObject({
    ok: true,
    repeated: false,
    database: copy.database,
    rowCounts: { sale_order: 42 },
    attachments: { total: 8, present: 7, missing: [lost] },
  });
  expect(existsSync(join(copy.filestore, newer))).toBe(true);
  expect(first.output).not.toContain(place.credentials.database.password);
  const again = await bench.run(place, "src-2", args, recovered());
  expect(again.report).toMatchObject({ ok: true, repeated: true, attachments: { total: 8, present: 7 } });
});

it("takes files that the ERP removed between two backups from the earlier one, whole ones only, and says which it refused", async () => {
  const removed = await bench.attach(place, "in the first backup, referred to at the second, then removed");
  const [between, damaged, flipped] = [
    await bench.attach(place, "never in any backup"),
    await bench.attach(place, "stored with another content"),
    await bench.attach(place, randomBytes(1_000_000).toString("base64")),
  ];
  const living = join(place.filestore, place.database);
  writeFileSync(join(living, damaged), "not what its name says");
  rmSync(join(living, between));
  expect((await bench.run(place, "src-8", ["backup"])).report).toMatchObject({ ok: true });
  for (const name of [removed, damaged, flipped]) rmSync(join(living, name));
  // What is random and incompressible fills the largest pack: no other holds as much.
  const [largest = ""] = packsOf(place.repository);
  const { report: later } = await bench.run(place, "src-9", ["backup"]);
  flipByte(largest);
  const copy = into("between");
  const args = [
    ...["restore", "--from-server", `--filestore-snapshot=${String(later["filestoreSnapshotId"])}`],
    ...[`--into-database=${copy.database}`, `--into-filestore=${copy.filestore}`],
  ];
  const { report, output } = await bench.run(place, "src-10", args, recovered());
  expect(report).toMatchObject({ ok: true, fromEarlier: 1, damagedEarlier: 2 });
  const lost = [between, damaged, flipped];
  expect(report["attachments"]).toMatchObject({ missing: expect.arrayContaining(lost) });
  expect(report["attachments"]).not.toMatchObject({ missing: expect.arrayContaining([removed]) });
  expect(output).toMatch(/One missing file came from the earlier snapshot of \d{4}-/);
  expect(output).toMatch(/The earlier snapshot of .* is damaged/);
  expect(output).toMatch(
    /Two missing files of the earlier snapshot of .* could not be taken: what is stored/,
  );
  const there = (name: string) => existsSync(join(copy.filestore, name));
  expect([removed, ...lost].filter(there)).toEqual([removed]);
  const again = await bench.run(place, "src-10", args, recovered());
  expect(again.report["attachments"]).toEqual(report["attachments"]);
  const these = [removed, ...lost].map((name) => `'${name}'`).join(", ");
  await bench.query(place.database, `DELETE FROM ir_attachment WHERE store_fname IN (${these})`);
});

it("without the living files says how many are missing, and leaves nothing when the server cannot be reached", async () => {
  const copy = into("elsewhere");
  const bare = await bench.run(place, "src-3", argsFor(copy), recovered());
  expect(bare.report).toMatchObject({ ok: true, attachments: { total: 8, present: 6 } });
  const gone = into("gone");
  const nowhere = { ...recovered(), PGSOURCE_PORT: "1" };
  const failed = await bench.run(place, "src-4", argsFor(gone), nowhere);
  expect(failed.report).toMatchObject({ ok: false, error: { name: "database_unreachable" } });
  const left = readdirSync(place.filestore).filter((name) => name.includes("gone"));
  const rows = await bench.query(
    "postgres",
    `SELECT 1 FROM pg_database WHERE datname LIKE '${gone.database}%'`,
  );
  expect([left, rows]).toEqual([[], []]);
});

it("needs to know the server, and one source only", async () => {
  const copy = into("never");
  expect((await bench.run(place, "src-5", argsFor(copy))).report).toMatchObject({
    error: { name: "bad_settings", message: expect.stringContaining("PGSOURCE_HOST is not set") },
  });
  const both = argsFor(copy, "--database-snapshot=0123456789");
  expect((await bench.run(place, "src-6", both, recovered())).report).toMatchObject({
    error: { name: "bad_settings" },
  });
});

it("says at once that a server archives nothing", async () => {
  const [row] = await bench.query(place.database, "SELECT current_setting('archive_mode') AS mode");
  expect(row).toEqual({ mode: "off" });
  const { report } = await bench.run(place, "src-7", ["archive"]);
  expect(report).toMatchObject({ ok: false, error: { name: "not_archived" } });
});
