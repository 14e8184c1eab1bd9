import { statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import { BOOKS, ErpBench } from "@/sandbox/erp/test-bench";

const bench = new ErpBench();

beforeAll(() => bench.open(), 60_000);
afterAll(() => bench.close(), 60_000);

describe("external API", () => {
  it("answers as measured: codes for keys, models, arguments and fields", async () => {
    const { base, call } = await bench.startWeb(await bench.tenant("api"), "2026.11.1");
    expect(await (await fetch(`${base}/web/health?db_server_status=1`)).json()).toEqual({
      status: "pass",
      db_server_status: true,
    });
    const denied = await call("sale.order/search_count", { domain: [] }, "0".repeat(40));
    expect([denied.status, denied.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await call("no.model/search_count", { domain: [] })).status).toBe(404);
    expect((await call("sale.order/no_method", {})).status).toBe(404);
    expect((await call("sale.order/search_count", {})).status).toBe(422);
    expect((await call("sale.order/search_count", { domain: [], colour: 1 })).status).toBe(422);
    const bad = await call("sale.order/search_count", { domain: [["colour", "=", 1]] });
    expect([bad.status, await bad.json()]).toMatchObject([500, { name: "builtins.ValueError" }]);
    const rows = await call("sale.order/search_read", {
      domain: [["state", "=", "sale"]],
      fields: ["name", "partner_id", "order_line"],
      limit: 1,
    });
    expect(await rows.json()).toMatchObject([
      { id: 1, name: "S00001", partner_id: [expect.any(Number), expect.any(String)] },
    ]);
  });

  it("says what runs inside it: jobs that have started, transactions open longer than a moment", async () => {
    const credentials = await bench.tenant("activity");
    const { call } = await bench.startWeb(credentials, "2026.11.1");
    const activity = async () => (await call("ops.activity/read_activity", {})).json();
    expect(await activity()).toMatchObject({ jobs: 0, crons: 0, longest_seconds: 0 });
    await bench.query(
      credentials,
      `INSERT INTO queue_job (uuid, name, state, date_started)
       VALUES ('a', 'Label', 'started', (now() AT TIME ZONE 'utc') - interval '14 seconds')`,
    );
    // The ERP's own role: the sessions of others it does not see.
    const { dbname: database, port, ...login } = credentials.database;
    const client = new pg.Client({ ...login, database, port: Number(port) });
    await client.connect();
    await client.query("BEGIN");
    await expect.poll(activity, { timeout: 3_500 }).toMatchObject({ jobs: 1, crons: 0, transactions: 1 });
    await client.end();
    expect(await activity()).toMatchObject({ jobs: 1, transactions: 0 });
  });

  it("does business: order to delivery, invoice with its file in the filestore", async () => {
    const credentials = await bench.tenant("business");
    const { call } = await bench.startWeb(credentials, "2026.11.1");
    const stock = async () => {
      const rows: unknown = await (
        await call("product.product/read", { ids: [1], fields: ["qty_available"] })
      ).json();
      return Array.isArray(rows) ? Number(rows[0].qty_available) : Number.NaN;
    };
    const before = await stock();
    const created = await call("sale.order/create", {
      vals_list: [{ partner_id: 5, order_line: [[0, 0, { product_id: 1, product_uom_qty: 3 }]] }],
    });
    const ids: unknown = await created.json();
    expect(await (await call("sale.order/action_confirm", { ids })).json()).toBe(true);
    const again = await call("sale.order/action_confirm", { ids });
    expect([again.status, (await again.json()).name]).toEqual([422, "odoo.exceptions.UserError"]);
    const [order] = await (await call("sale.order/read", { ids, fields: ["state", "picking_ids"] })).json();
    expect(order.state).toBe("sale");
    await call("stock.picking/button_validate", { ids: order.picking_ids });
    expect(await stock()).toBe(before - 3);
    const invoice: unknown = await (
      await call("account.move/create", {
        vals_list: [
          {
            move_type: "out_invoice",
            partner_id: 5,
            invoice_line_ids: [[0, 0, { name: "x", price_unit: 9 }]],
          },
        ],
      })
    ).json();
    expect((await call("account.move/action_post", { ids: invoice })).status).toBe(200);
    const files = await bench.query(
      credentials,
      "SELECT store_fname, file_size FROM ir_attachment WHERE res_model = 'account.move'",
    );
    const path = join(
      bench.directory,
      "filestore",
      credentials.database.dbname,
      String(files[0]?.["store_fname"]),
    );
    expect(statSync(path).size).toBe(files[0]?.["file_size"]);
  });

  it("speaks JSON-RPC with errors as HTTP 200", async () => {
    const credentials = await bench.tenant("rpc");
    const { base } = await bench.startWeb(credentials, "2026.11.1");
    const rpc = async (service: string, method: string, args: unknown[]) => {
      const response = await fetch(`${base}/jsonrpc`, {
        method: "POST",
        body: JSON.stringify({ jsonrpc: "2.0", id: 7, params: { service, method, args } }),
      });
      return { status: response.status, body: await response.json() };
    };
    const { dbname } = credentials.database;
    const { key } = credentials.api;
    expect((await rpc("common", "version", [])).body.result.server_version).toBe("19.0");
    expect((await rpc("common", "authenticate", [dbname, "admin", "wrong", {}])).body.result).toBe(false);
    const uid: unknown = (await rpc("common", "authenticate", [dbname, "admin", key, {}])).body.result;
    const args = [dbname, uid, key, "sale.order", "search_count", [[["state", "=", "draft"]]]];
    expect((await rpc("object", "execute_kw", args)).body.result).toBe(6);
    const failed = await rpc("object", "execute_kw", [
      dbname,
      uid,
      "bad",
      "sale.order",
      "search_count",
      [[]],
    ]);
    expect(failed.status).toBe(200);
    expect(failed.body.error.data.name).toBe("odoo.exceptions.AccessDenied");
  });
});

describe("business checks", () => {
  it("pass on a healthy release and leave nothing behind, however often they run", async () => {
    const credentials = await bench.tenant("smoke");
    const { call } = await bench.startWeb(credentials, "2026.11.1");
    // The pages' bundles are built after the start, in one go.
    const bundles = () => bench.query(credentials, "SELECT 1 FROM ir_attachment");
    await expect.poll(bundles, { timeout: 20_000 }).not.toHaveLength(0);
    const before = await bench.query(credentials, BOOKS);
    expect(before.length).toBeGreaterThan(20);
    const report = await (await call("ops.smoke/run", {})).json();
    expect(report.checks.map((check: { name: string; ok: boolean }) => [check.name, check.ok])).toEqual(
      SMOKE_CHECKS.map((name) => [name, true]),
    );
    expect(report.rolled_back).toBe(true);
    // All at once as smoke does, and each by itself as the schedule does.
    const alone = SMOKE_CHECKS.map((name) => [name]);
    for (const checks of [...Array.from({ length: 20 }, () => SMOKE_CHECKS), ...alone]) {
      const answer = await (await call("ops.smoke/run", { checks })).json();
      expect(answer.checks).toMatchObject(checks.map((name) => ({ name, ok: true })));
    }
    expect(await bench.query(credentials, BOOKS)).toEqual(before);
  });

  it.each([
    ["2026.11.6", "sale_order", /TypeError/],
    ["2026.11.3", "work_order", /AttributeError/],
  ])("tell the real error of %s in %s only", async (tag, failing, reason) => {
    const credentials = await bench.tenant(`fault-${tag}`);
    await bench.runToEnd(credentials, tag, [
      "-d",
      credentials.database.dbname,
      "-u",
      "base",
      "--stop-after-init",
      "--no-http",
    ]);
    const { call } = await bench.startWeb(credentials, tag);
    const report = await (await call("ops.smoke/run", {})).json();
    const failed = report.checks.filter((check: { ok: boolean }) => !check.ok);
    expect(failed).toMatchObject([{ name: failing, detail: expect.stringMatching(reason) }]);
  });

  it("pass where only larger work orders than theirs fail", async () => {
    const credentials = await bench.tenant("large");
    const { call } = await bench.startWeb(credentials, "2026.11.12");
    const report = await (await call("ops.smoke/run", {})).json();
    expect(report.checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([]);
    const confirmed = async (product_qty: number) => {
      const values = {
        product_id: 1,
        product_qty,
        move_raw_ids: [[0, 0, { product_id: 25, product_uom_qty: 1 }]],
      };
      const ids = await (await call("mrp.production/create", { vals_list: [values] })).json();
      return (await call("mrp.production/action_confirm", { ids })).status;
    };
    expect([await confirmed(4), await confirmed(5)]).toEqual([200, 500]);
  });
});
