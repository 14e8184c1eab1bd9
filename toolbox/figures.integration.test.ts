import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainPostgres } from "@/toolbox/failure";
import { readFigures, savepointed } from "@/toolbox/figures";
import type { Sql } from "@/toolbox/postgres";
import { Run } from "@/toolbox/run";
import { readSettings } from "@/toolbox/settings";
import { type Place, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;

beforeAll(async () => {
  await bench.open();
  place = await bench.place("figures", 3);
});
afterAll(() => bench.close());

const settings = readSettings({
  ...{ PGHOST: "127.0.0.1", PGPORT: "1", PGUSER: "u", PGPASSWORD: "p", PGDATABASE: "d", OPERATION: "fig-0" },
  ...{ RESTIC_REPOSITORY: "/nowhere", RESTIC_PASSWORD: "x", FILESTORE: "/nowhere", SCRATCH: "/nowhere" },
});
const run = new Run(settings, new AbortController().signal, () => undefined);

const asked = (client: pg.Client): Sql =>
  savepointed(async <Row extends object>(text: string) => {
    try {
      return (await client.query<Row>(text)).rows;
    } catch (error) {
      throw explainPostgres(String(error), "database");
    }
  });

/** Figures of the database as it would be after these statements; they are taken back. */
const figuresAfter = (...statements: readonly string[]) =>
  bench.connected(place.database, async (client) => {
    await client.query("BEGIN");
    try {
      for (const statement of statements) await client.query(statement);
      return await readFigures(run, asked(client));
    } finally {
      await client.query("ROLLBACK");
    }
  });

/** On hand in internal locations of company 1: pieces by product. */
const ON_HAND = `SELECT q.product_id AS id, sum(q.quantity) AS pieces FROM stock_quant q
  JOIN stock_location l ON l.id = q.location_id WHERE l.usage = 'internal' GROUP BY 1`;
const WITHOUT_PLAIN_COST = "ALTER TABLE product_template DROP COLUMN standard_price";

describe("the figures of a database", () => {
  it("value the stock by the cost where each version of the ERP keeps it", async () => {
    const [row] = await bench.query(
      place.database,
      `SELECT round(sum(h.pieces * 7), 2)::text AS at_seven, round(sum(h.pieces * t.standard_price), 2)::text AS plain
       FROM (${ON_HAND}) h JOIN product_product p ON p.id = h.id JOIN product_template t ON t.id = p.product_tmpl_id`,
    );
    const valued = async (...statements: string[]) =>
      (await figuresAfter(...statements)).figures["stock_value"];
    expect(await valued()).toBe(row?.["plain"]);
    const byCompany = `ALTER TABLE product_product ADD COLUMN standard_price jsonb DEFAULT '{"1": 7, "2": 9000}'`;
    expect(await valued(WITHOUT_PLAIN_COST, byCompany)).toBe(row?.["at_seven"]);
    // An old database may still have the column that nothing writes any more.
    const properties = [
      "CREATE TABLE ir_property (id serial, name varchar, res_id varchar, company_id integer, value_float double precision)",
      `INSERT INTO ir_property (name, res_id, company_id, value_float)
         SELECT 'standard_price', 'product.product,' || p.id, c, CASE c WHEN 1 THEN 7 ELSE 9000 END
         FROM product_product p CROSS JOIN generate_series(1, 2) c`,
    ];
    expect(await valued(...properties)).toBe(row?.["at_seven"]);
  });

  it("count as open what is not delivered and invoiced, by the columns there are", async () => {
    const { figures } = await figuresAfter();
    expect(figures).toMatchObject({ orders: "42", open_orders: "22", purchases: "8", open_purchases: "8" });
    const received = await figuresAfter("UPDATE purchase_order_line SET qty_received = product_qty");
    expect(received.figures["open_purchases"]).toBe("2");
    // 36 are confirmed: 30 delivered and invoiced, 2 partly delivered, 2 delivered and not invoiced, 2 services not begun.
    const delivered = await figuresAfter(
      "ALTER TABLE sale_order ADD COLUMN delivery_status varchar",
      `UPDATE sale_order SET delivery_status = CASE WHEN id <= 30 THEN 'full' WHEN id <= 32 THEN 'partial' WHEN id <= 34 THEN 'full' END,
         invoice_status = CASE WHEN id <= 32 THEN 'invoiced' WHEN id <= 34 THEN 'to invoice' ELSE 'no' END WHERE state = 'sale'`,
    );
    expect(delivered.figures["open_orders"]).toBe("12");
  });

  it("that cannot be read are named with the reason, and hide no other", async () => {
    const { figures, unread } = await figuresAfter(
      "DROP TABLE mrp_workorder CASCADE",
      WITHOUT_PLAIN_COST,
      "ALTER TABLE product_product ADD COLUMN standard_price varchar DEFAULT 'much'",
    );
    expect(unread).toMatchObject({
      work_orders: "mrp_workorder",
      open_work_orders: "mrp_workorder",
      stock_value: expect.stringMatching(/^! .*invalid input syntax/),
    });
    expect(Object.keys(figures)).not.toContain("stock_value");
    expect(figures).toMatchObject({
      users: expect.stringMatching(/^\d+$/),
      newest_document: expect.any(String),
    });
  });
});

it("are recorded with a backup; a record that what comes back does not meet is told with both values", async () => {
  const taken = await bench.run(place, "fig-1", ["backup"]);
  const { figures: now } = await figuresAfter();
  const ids = { database: String(taken.report["databaseSnapshotId"]) };
  const directory = join(bench.directory, "doctored");
  const environment = {
    ...process.env,
    RESTIC_REPOSITORY: place.repository,
    RESTIC_PASSWORD: "correct horse",
  };
  const restic = (args: readonly string[], cwd = bench.directory) =>
    execFileSync("restic", ["--no-cache", ...args], { cwd, env: environment, encoding: "utf8" });
  restic(["restore", ids.database, "--target", directory]);
  const file = join(directory, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { figures: { figures: Record<string, string> } };
  expect(manifest.figures.figures).toEqual(now);

  Object.assign(manifest.figures.figures, { debit: "123456.78", last_invoice: "INV/2031/00001" });
  writeFileSync(file, JSON.stringify(manifest));
  const tags = "tenant=northwind,environment=production,operation=fig-1,part=database";
  const stored = restic(["backup", "--json", "--host", "production", "--tag", tags, "."], directory);
  const doctored = /"snapshot_id":"([0-9a-f]{8,64})"/.exec(stored)?.[1] ?? "";
  const into = (operation: string, snapshot: string, ...more: string[]) =>
    bench.run(place, operation, [
      ...["restore", `--database-snapshot=${snapshot}`],
      `--filestore-snapshot=${String(taken.report["filestoreSnapshotId"])}`,
      `--into-database=${place.database}_${operation.replace("-", "")}`,
      `--into-filestore=${join(place.filestore, `${place.database}_${operation}`)}`,
      ...more,
    ]);
  const [wrong, right] = await Promise.all([
    into("fig-2", doctored),
    into("fig-3", ids.database, "--neutralize"),
  ]);
  expect(wrong.report).toMatchObject({
    ok: true,
    figures: {
      recorded: { debit: "123456.78", orders: "42" },
      differing: { debit: now["debit"], last_invoice: now["last_invoice"] },
    },
  });
  expect(wrong.output).toContain("2 of 27 recorded figures did not come back: last_invoice, debit.");
  expect(right.report["figures"]).toEqual({ recorded: now, differing: {} });
});
