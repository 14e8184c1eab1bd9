import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareTemplate, withAdmin } from "@/sandbox/database/template";
import { type Credentials, databaseName, dropTenant, provisionDatabase } from "@/sandbox/database/tenant";
import type { Release } from "@/sandbox/erp/release";
import { bundleProgram, eventually, startErp, testPostgresUrl, waitForEnd } from "@/sandbox/erp/testing";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";

const images = new ImageTable(buildImages());
const release = (tag: string): Release => {
  const image = images.find("erp", tag);
  if (image === undefined) throw new Error(`no image ${tag}`);
  return { version: image.version, modules: image.modules, fault: image.fault };
};

const url = testPostgresUrl();
const directory = mkdtempSync(join(tmpdir(), "sandbox-erp-"));
const children = new Set<ChildProcess>();
const names = new Set<string>();
let program = "";
let port = 18_000 + (process.pid % 20_000);

async function tenant(label: string): Promise<Credentials> {
  const name = databaseName(label, `test-${process.pid}`);
  names.add(name);
  const { modules } = release("2026.11.1");
  return provisionDatabase(url, name, { modules, companyName: "Northwind Furniture", currency: "EUR" });
}

const environment = (credentials: Credentials): Record<string, string> => ({
  PGHOST: credentials.database.host,
  PGPORT: credentials.database.port,
  PGUSER: credentials.database.user,
  PGPASSWORD: credentials.database.password,
  ODOO_DATA_DIR: "/var/lib/odoo",
  SANDBOX_MOUNTS: JSON.stringify({ "/var/lib/odoo": directory }),
});

async function startWeb(credentials: Credentials, tag: string, extra: Record<string, string> = {}) {
  port += 1;
  const args = ["--workers=2", "--max-cron-threads=0", `--db-filter=^${credentials.database.dbname}$`];
  const child = startErp(program, release(tag), [...args, `--http-port=${port}`], {
    ...environment(credentials),
    ...extra,
  });
  children.add(child);
  const base = `http://127.0.0.1:${port}`;
  await eventually(async () => ((await fetch(`${base}/web/health`)).ok ? true : undefined));
  const call = (path: string, body: unknown, key: string = credentials.api.key) =>
    fetch(`${base}/json/2/${path}`, {
      method: "POST",
      headers: { Authorization: `bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  return { base, child, call };
}

async function runToEnd(credentials: Credentials, tag: string, args: readonly string[]) {
  const child = startErp(program, release(tag), args, environment(credentials));
  children.add(child);
  return waitForEnd(child);
}

async function query(credentials: Credentials, text: string): Promise<Record<string, unknown>[]> {
  return withAdmin(url, credentials.database.dbname, async (client) => (await client.query(text)).rows);
}

beforeAll(async () => {
  program = await bundleProgram("sandbox/erp/main.ts", "erp");
  await prepareTemplate(url);
}, 60_000);

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const name of names) await dropTenant(url, name);
  rmSync(directory, { recursive: true, force: true });
  rmSync(program, { force: true });
});

describe("external API", () => {
  it("answers as measured: codes for keys, models, arguments and fields", async () => {
    const { base, call } = await startWeb(await tenant("api"), "2026.11.1");
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

  it("does business: order to delivery, invoice with its file in the filestore", async () => {
    const credentials = await tenant("business");
    const { call } = await startWeb(credentials, "2026.11.1");
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
    const files = await query(
      credentials,
      "SELECT store_fname, file_size FROM ir_attachment WHERE res_model = 'account.move'",
    );
    const path = join(directory, "filestore", credentials.database.dbname, String(files[0]?.["store_fname"]));
    expect(statSync(path).size).toBe(files[0]?.["file_size"]);
  });

  it("speaks JSON-RPC with errors as HTTP 200", async () => {
    const credentials = await tenant("rpc");
    const { base } = await startWeb(credentials, "2026.11.1");
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
  const counts = `SELECT (SELECT count(*) FROM sale_order) || '/' || (SELECT count(*) FROM stock_move) || '/' || (SELECT count(*) FROM mrp_production)
    || '/' || (SELECT count(*) FROM account_move) || '/' || (SELECT coalesce(sum(quantity), 0) FROM stock_quant) || '/' || (SELECT count(*) FROM res_users_log) AS all`;

  it("pass on a healthy release and leave nothing behind", async () => {
    const credentials = await tenant("smoke");
    const { call } = await startWeb(credentials, "2026.11.1");
    const before = await query(credentials, counts);
    const report = await (await call("ops.smoke/run", {})).json();
    expect(report.checks.map((check: { name: string; ok: boolean }) => [check.name, check.ok])).toEqual(
      ["sign_in", "sale_order", "stock_move", "work_order", "purchase", "invoice"].map((name) => [
        name,
        true,
      ]),
    );
    expect(report.rolled_back).toBe(true);
    expect(await query(credentials, counts)).toEqual(before);
  });

  it.each([
    ["2026.11.6", "sale_order", /TypeError/],
    ["2026.11.3", "work_order", /AttributeError/],
  ])("tell the real error of %s in %s only", async (tag, failing, reason) => {
    const credentials = await tenant(`fault-${tag}`);
    await runToEnd(credentials, tag, [
      "-d",
      credentials.database.dbname,
      "-u",
      "base",
      "--stop-after-init",
      "--no-http",
    ]);
    const { call } = await startWeb(credentials, tag);
    const report = await (await call("ops.smoke/run", {})).json();
    const failed = report.checks.filter((check: { ok: boolean }) => !check.ok);
    expect(failed).toMatchObject([{ name: failing, detail: expect.stringMatching(reason) }]);
  });
});

describe("module update", () => {
  it("migrates the schema, installs what is new, and ends 0", async () => {
    const credentials = await tenant("update");
    const { dbname } = credentials.database;
    const names = "mrp_workorder_ext,stock_barcode_nw,label_zebra";
    const ended = await runToEnd(credentials, "2026.11.2", [
      "-d",
      dbname,
      "-i",
      "queue_job_watch",
      "-u",
      names,
      "--stop-after-init",
      "--no-http",
    ]);
    expect(ended.code).toBe(0);
    expect(ended.output).not.toMatch(/ ERROR | CRITICAL |invalid module names/);
    const versions = await query(
      credentials,
      "SELECT name, latest_version FROM ir_module_module WHERE state = 'installed'",
    );
    const expected = release("2026.11.2").modules.map((module) => ({
      name: module.name,
      latest_version: module.version,
    }));
    expect(versions.toSorted(byName)).toEqual(expected.toSorted(byName));
    const columns = await query(
      credentials,
      "SELECT 1 FROM information_schema.columns WHERE column_name = 'confirmed_badge'",
    );
    expect(columns).toHaveLength(1);
  });

  it("ends 255 when a migration fails, with the earlier modules already updated", async () => {
    const credentials = await tenant("broken");
    const { dbname } = credentials.database;
    const ended = await runToEnd(credentials, "2026.11.5", [
      "-d",
      dbname,
      "-u",
      "mrp_workorder_ext,stock_barcode_nw",
      "--stop-after-init",
      "--no-http",
    ]);
    expect(ended.code).toBe(255);
    expect(ended.output).toMatch(/ CRITICAL .*Failed to initialize database/);
    expect(ended.output).toContain("mrp_workorder_badge_log");
    const rows = await query(
      credentials,
      "SELECT name, state, latest_version FROM ir_module_module WHERE name IN ('mrp_workorder_ext', 'stock_barcode_nw') ORDER BY 1",
    );
    expect(rows).toEqual([
      { name: "mrp_workorder_ext", state: "installed", latest_version: "19.0.3.4.1" },
      { name: "stock_barcode_nw", state: "installed", latest_version: "19.0.2.9.3" },
    ]);
  });

  it("lies as Odoo does: an unknown module and a misspelt database end 0", async () => {
    const credentials = await tenant("lies");
    const { dbname } = credentials.database;
    const unknown = await runToEnd(credentials, "2026.11.1", [
      "-d",
      dbname,
      "-u",
      "no_such_module",
      "--stop-after-init",
    ]);
    expect([unknown.code, unknown.output]).toEqual([
      0,
      expect.stringContaining("invalid module names, ignored: no_such_module"),
    ]);
    const misspelt = await runToEnd(credentials, "2026.11.1", [
      "-d",
      `${dbname}x`,
      "-u",
      "base",
      "--stop-after-init",
    ]);
    expect(misspelt.code).toBe(0);
    const databases = await query(credentials, `SELECT 1 FROM pg_database WHERE datname = '${dbname}x'`);
    expect(databases).toHaveLength(1);
  });

  it("neutralises: crons off but the vacuum, mail servers off, marked", async () => {
    const credentials = await tenant("neutral");
    const ended = await runToEnd(credentials, "2026.11.1", ["neutralize", "-d", credentials.database.dbname]);
    expect(ended.code).toBe(0);
    expect(await query(credentials, "SELECT code FROM ir_cron WHERE active")).toEqual([
      { code: "autovacuum" },
    ]);
    expect(
      await query(credentials, "SELECT value FROM ir_config_parameter WHERE key = 'database.is_neutralized'"),
    ).toEqual([{ value: "true" }]);
  });
});

describe("processes", () => {
  it("cron writes the heartbeat and ends in order on SIGTERM", async () => {
    const credentials = await tenant("cron");
    const child = startErp(
      program,
      release("2026.11.1"),
      ["--no-http", "--max-cron-threads=1", "-d", credentials.database.dbname],
      environment(credentials),
    );
    children.add(child);
    const ended = waitForEnd(child);
    await eventually(
      async () =>
        (await query(credentials, "SELECT 1 FROM ir_config_parameter WHERE key = 'ops.heartbeat'"))[0],
    );
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    const overdue = await query(
      credentials,
      "SELECT 1 FROM ir_cron WHERE nextcall <= now() AT TIME ZONE 'utc' OR failure_count > 0",
    );
    expect(overdue).toEqual([]);
  });

  it("web finishes the request in flight on SIGTERM", async () => {
    const credentials = await tenant("drain");
    const { base, child, call } = await startWeb(credentials, "2026.11.7");
    const ended = waitForEnd(child);
    const slow = call("sale.order/search_count", { domain: [] });
    await new Promise((next) => setTimeout(next, 300));
    child.kill("SIGTERM");
    await new Promise((next) => setTimeout(next, 200));
    await expect(fetch(`${base}/web/health`)).rejects.toThrow();
    expect([(await slow).status, await (await slow).json()]).toEqual([200, 42]);
    expect((await ended).code).toBe(0);
  });

  it("a crash-looping release ends 1 with a traceback", async () => {
    const ended = await runToEnd(await tenant("crash"), "2026.11.4", ["--workers=2", "--db-filter=^x$"]);
    expect([ended.code, ended.output]).toEqual([
      1,
      expect.stringContaining("Traceback (most recent call last):"),
    ]);
  });

  it("keeps its files under the mapped mount", () => {
    expect(readdirSync(directory)).toContain("filestore");
  });
});

function byName(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return String(left["name"]).localeCompare(String(right["name"]));
}
