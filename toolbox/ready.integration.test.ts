import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Place, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
const KEYS = "SELECT login, k.name FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id";
let place: Place;
let copy: Place;

beforeAll(async () => {
  await bench.open();
  place = await bench.place("ready", 3);
  const { report } = await bench.run(place, "ready-1", ["backup"]);
  const database = `${place.database}_scratch`;
  copy = {
    ...place,
    database,
    filestore: join(bench.directory, "scratch-room", "filestore"),
    credentials: { ...place.credentials, database: { ...place.credentials.database, dbname: database } },
  };
  await bench.run(copy, "ready-2", [
    "restore",
    `--database-snapshot=${String(report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
    `--into-database=${database}`,
    `--into-filestore=${join(copy.filestore, database)}`,
    "--neutralize",
  ]);
});
afterAll(() => bench.close());

it("puts one key into a copy that was made harmless, however often, and reads what it holds", async () => {
  expect(await bench.query(copy.database, KEYS)).toEqual([]);
  const [user] = await bench.query(copy.database, "SELECT login FROM res_users ORDER BY id LIMIT 1");
  const told = { OPERATOR_LOGIN: String(user?.["login"]), OPERATOR_KEY: "a".repeat(40) };
  for (const repeated of [false, true]) {
    const { report } = await bench.run(copy, "ready-2", ["ready"], told);
    expect(report, `repeated: ${repeated}`).toMatchObject({ ok: true, keys: 1, figures: { orders: "42" } });
    expect(JSON.stringify(report)).not.toContain("a".repeat(40));
  }
  expect(await bench.query(copy.database, KEYS)).toEqual([{ login: user?.["login"], name: "holdfast" }]);
});

it("says when nobody of that name is in the data", async () => {
  const told = { OPERATOR_LOGIN: "nobody@nowhere.test", OPERATOR_KEY: "b".repeat(40) };
  const { report } = await bench.run(copy, "ready-2", ["ready"], told);
  expect(report).toMatchObject({ ok: true, keys: 0 });
});
