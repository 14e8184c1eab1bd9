import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let copy: { database: string; filestore: string };
let kept: string;
let taken: Ran;
const COUNT = "SELECT count(*)::int AS orders FROM sale_order";
/** Two bills between which two numbers are missing, a draft not balanced yet, a module another release has brought. */
const WRITTEN_SINCE = `INSERT INTO account_move (name, state, move_type, journal_id, company_id)
  SELECT number, 'posted', 'in_invoice', (SELECT min(id) FROM account_journal), (SELECT min(id) FROM res_company)
    FROM unnest(ARRAY['GAP/2026/0001', 'GAP/2026/0004']) AS number;
  WITH draft AS (INSERT INTO account_move (state, move_type, journal_id, company_id)
    SELECT 'draft', 'out_invoice', (SELECT min(id) FROM account_journal), (SELECT min(id) FROM res_company) RETURNING id)
    INSERT INTO account_move_line (move_id, account_id, credit) SELECT id, (SELECT min(id) FROM account_account), 77 FROM draft;
  UPDATE ir_module_module SET latest_version = '99.0' WHERE name = 'base' AND state = 'installed'`;
const KEYS = "SELECT name, key FROM res_users_apikeys WHERE name = 'holdfast'";

beforeAll(async () => {
  await bench.open();
  place = await bench.place("swap", 3);
  taken = await bench.run(place, "swap-1", ["backup"]);
  copy = {
    database: `${place.database}_copy`,
    filestore: join(place.filestore, `${place.database}_copy`),
  };
  kept = `${place.database}_before`;
});
afterAll(() => bench.close());

const restore = (operation: string, ...more: string[]) =>
  bench.run(place, operation, [
    "restore",
    `--database-snapshot=${String(taken.report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(taken.report["filestoreSnapshotId"])}`,
    `--into-database=${copy.database}`,
    `--into-filestore=${copy.filestore}`,
    ...more,
  ]);
const swap = (operation: string, ...more: string[]) => bench.run(place, operation, ["swap", ...more]);
const forward = () => [
  ...[`--with=${copy.database}`, `--filestore-with=${copy.filestore}`],
  ...[`--keep-as=${kept}`, "--made-by=swap-2"],
];
const back = (undone: string, ...more: string[]) => [
  ...[`--with=${kept}`, `--filestore-with=${join(place.filestore, kept)}`],
  ...[`--keep-as=${undone}`, "--made-by=swap-2", ...more],
];
const orders = async () => (await bench.query(place.database, COUNT))[0];
const living = () => join(place.filestore, place.database);

/** Another customer on the same server, who counts on in one session until told to stop. */
async function counting(neighbour: Place) {
  await bench.query(neighbour.database, "CREATE TABLE written (n integer PRIMARY KEY, at timestamptz)");
  let stopped = false;
  const ended = bench.connected(neighbour.database, async (client) => {
    let count = 0;
    while (!stopped) {
      await client.query("INSERT INTO written VALUES ($1, clock_timestamp())", [count + 1]);
      count += 1;
      await pause(5);
    }
    return count;
  });
  // Told where it is awaited, not before.
  ended.catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      return ended;
    },
  };
}

it("exchanges what lives with a copy, once, carries the operator's key, and takes it back, while others write", async () => {
  const neighbour = await bench.place("neighbour", 0);
  const writer = await counting(neighbour);
  const [key] = await bench.query(place.database, KEYS);
  const before = await orders();
  await bench.query(place.database, "DELETE FROM sale_order_line; DELETE FROM sale_order WHERE id > 5");
  await bench.attach(place, "written after the backup");
  await bench.query(place.database, WRITTEN_SINCE);
  await restore("swap-2", "--neutralize");
  const first = await swap("swap-2", ...forward());
  expect(first.report).toMatchObject({
    ok: true,
    ...{ swapped: true, repeated: false, keptDatabase: kept },
    before: { orders: "5", attachments: "4", number_gaps: "2", last_bill: "GAP/2026/0004" },
    after: { orders: String(before?.["orders"]), attachments: "3", number_gaps: "0" },
    modules: [{ name: "base", before: "99.0", after: "19.0.1.3.0" }],
  });
  const books = (when: "before" | "after") => first.report[when] as Record<string, string>;
  expect(Number(books("before")["debit"])).toBeGreaterThan(0);
  expect(books("before")["credit"]).toBe(books("before")["debit"]);
  expect(await orders()).toEqual(before);
  expect(await bench.query(place.database, KEYS)).toEqual([key]);
  expect(existsSync(copy.filestore)).toBe(false);
  expect(existsSync(join(living(), ".holdfast-operation"))).toBe(false);
  expect((await swap("swap-2", ...forward())).report).toMatchObject({ swapped: true, repeated: true });
  expect(await orders()).toEqual(before);
  const undone = await swap("swap-3", ...back(`${place.database}_undone`));
  expect(undone.report).toMatchObject({ ok: true, swapped: true, after: { orders: "5", attachments: "4" } });
  expect(await orders()).toEqual({ orders: 5 });
  // One session of another customer, through restore, exchange and undo: never cut off, and not a number lost.
  const count = await writer.stop();
  const written = "SELECT count(*)::int AS rows, max(n) AS last FROM written";
  expect(await bench.query(neighbour.database, written)).toEqual([{ rows: count, last: count }]);
  expect(count).toBeGreaterThan(20);
  const dropped = await bench.run(place, "swap-4", ["drop", "--made-by=swap-3"]);
  expect(dropped.report).toMatchObject({ ok: true, databases: [`${place.database}_undone`] });
  expect(dropped.report["directories"]).toEqual([`${place.database}_undone`]);
  expect(readdirSync(place.filestore)).toEqual([place.database]);
  expect(readFileSync(join(living(), String(await attached())), "utf8")).toBe("written after the backup");
});

const attached = async () =>
  (await bench.query(place.database, "SELECT store_fname FROM ir_attachment ORDER BY id DESC LIMIT 1"))[0]?.[
    "store_fname"
  ];

it("completes what a run left half exchanged", async () => {
  await restore("swap-2");
  await swap("swap-2", ...forward());
  // As if killed between the two renames of the directories.
  renameSync(living(), copy.filestore);
  expect((await swap("swap-2", ...forward())).report).toMatchObject({ ok: true, repeated: true });
  expect(existsSync(living())).toBe(true);
  await swap("swap-5", ...back(`${place.database}_undone`));
  await bench.run(place, "swap-6", ["drop", "--made-by=swap-5"]);
  expect(readdirSync(place.filestore)).toEqual([place.database]);
});

it("spares what lived before an exchange when it drops what the same operation brought back", async () => {
  await restore("swap-2");
  await swap("swap-2", ...forward());
  await restore("swap-2");
  const dropped = await bench.run(place, "swap-2", ["drop", "--made-by=swap-2", `--spare=${kept}`]);
  expect(dropped.report).toMatchObject({
    ...{ ok: true, spared: true },
    ...{ databases: [copy.database], directories: [`${place.database}_copy`] },
  });
  expect((await bench.query(kept, COUNT))[0]).toEqual({ orders: 5 });
  expect(existsSync(join(place.filestore, kept))).toBe(true);
  await swap("swap-5", ...back(`${place.database}_undone`));
  const after = await bench.run(place, "swap-5", ["drop", "--made-by=swap-5", `--spare=${kept}`]);
  expect(after.report).toMatchObject({
    ...{ ok: true, spared: false },
    databases: [`${place.database}_undone`],
  });
  expect(await orders()).toEqual({ orders: 5 });
});

it("refuses while anybody else is connected, and then nothing was touched", async () => {
  await restore("swap-2");
  const refused = await bench.connected(place.database, () => swap("swap-2", ...forward()));
  expect(refused.report).toMatchObject({ ok: false, error: { name: "database_in_use" } });
  expect(existsSync(copy.filestore)).toBe(true);
  const done = await swap("swap-2", ...forward());
  expect(done.report).toMatchObject({ ok: true, repeated: false });
  await swap("swap-7", ...back(`${place.database}_undone`));
  await bench.run(place, "swap-8", ["drop", "--made-by=swap-7"]);
});

it("takes only copies of the operation named, and has nothing to take back where nothing is", async () => {
  const foreign = await swap(
    "swap-9",
    "--with=postgres",
    "--filestore-with=/tmp/x",
    "--keep-as=p",
    "--made-by=swap-9",
  );
  expect(foreign.report).toMatchObject({ ok: false, error: { name: "bad_settings" } });
  const nothing = await swap("swap-9", ...back(`${place.database}_undone`, "--if-there"));
  expect(nothing.report).toMatchObject({ ok: true, swapped: false, keptDatabase: null });
  const dropped = await bench.run(place, "swap-9", ["drop", "--made-by=swap-2"]);
  expect(dropped.report).toMatchObject({ ok: true, databases: [], directories: [] });
  expect(await orders()).toEqual({ orders: 5 });
});
