import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ErpBench, release } from "@/sandbox/erp/test-bench";
import { eventually, waitForEnd } from "@/sandbox/erp/testing";

const bench = new ErpBench();

beforeAll(() => bench.open(), 60_000);
afterAll(() => bench.close(), 60_000);

describe("module update", () => {
  it("migrates the schema, installs what is new, and ends 0", async () => {
    const credentials = await bench.tenant("update");
    const { dbname } = credentials.database;
    const names = "mrp_workorder_ext,stock_barcode_nw,label_zebra";
    const ended = await bench.runToEnd(credentials, "2026.11.2", [
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
    const versions = await bench.query(
      credentials,
      "SELECT name, latest_version FROM ir_module_module WHERE state = 'installed'",
    );
    const expected = release("2026.11.2").modules.map((module) => ({
      name: module.name,
      latest_version: module.version,
    }));
    expect(versions.toSorted(byName)).toEqual(expected.toSorted(byName));
    const columns = await bench.query(
      credentials,
      "SELECT 1 FROM information_schema.columns WHERE column_name = 'confirmed_badge'",
    );
    expect(columns).toHaveLength(1);
  });

  it("ends 255 when a migration fails, with the earlier modules already updated", async () => {
    const credentials = await bench.tenant("broken");
    const { dbname } = credentials.database;
    const ended = await bench.runToEnd(credentials, "2026.11.5", [
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
    const rows = await bench.query(
      credentials,
      "SELECT name, state, latest_version FROM ir_module_module WHERE name IN ('mrp_workorder_ext', 'stock_barcode_nw') ORDER BY 1",
    );
    expect(rows).toEqual([
      { name: "mrp_workorder_ext", state: "installed", latest_version: "19.0.3.4.1" },
      { name: "stock_barcode_nw", state: "installed", latest_version: "19.0.2.9.3" },
    ]);
  });

  it("lies as Odoo does: an unknown module and a misspelt database end 0", async () => {
    const credentials = await bench.tenant("lies");
    const { dbname } = credentials.database;
    const unknown = await bench.runToEnd(credentials, "2026.11.1", [
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
    const misspelt = await bench.runToEnd(credentials, "2026.11.1", [
      "-d",
      `${dbname}x`,
      "-u",
      "base",
      "--stop-after-init",
    ]);
    expect(misspelt.code).toBe(0);
    const databases = await bench.query(
      credentials,
      `SELECT 1 FROM pg_database WHERE datname = '${dbname}x'`,
    );
    expect(databases).toHaveLength(1);
  });

  it("neutralises: crons off but the vacuum, mail servers off, what a module of its own knows, marked", async () => {
    const credentials = await bench.tenant("neutral");
    await bench.query(
      credentials,
      "INSERT INTO ir_config_parameter (key, value) VALUES ('label_zebra.printer_host', 'zebra.plant.example')",
    );
    const ended = await bench.runToEnd(credentials, "2026.11.1", [
      "neutralize",
      "-d",
      credentials.database.dbname,
    ]);
    expect(ended.code).toBe(0);
    expect(await bench.query(credentials, "SELECT code FROM ir_cron WHERE active")).toEqual([
      { code: "autovacuum" },
    ]);
    expect(
      await bench.query(
        credentials,
        "SELECT value FROM ir_config_parameter WHERE key IN ('database.is_neutralized', 'label_zebra.printer_host') ORDER BY key",
      ),
    ).toEqual([{ value: "true" }, { value: "neutralized.invalid" }]);
  });
});

describe("processes", () => {
  it("cron writes the heartbeat and ends in order on SIGTERM", async () => {
    const credentials = await bench.tenant("cron");
    const args = ["--no-http", "--max-cron-threads=1", "-d", credentials.database.dbname];
    const child = bench.start(credentials, "2026.11.1", args);
    const ended = waitForEnd(child);
    await eventually(
      async () =>
        (
          await bench.query(credentials, "SELECT 1 FROM ir_config_parameter WHERE key = 'holdfast.heartbeat'")
        )[0],
    );
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    const overdue = await bench.query(
      credentials,
      "SELECT 1 FROM ir_cron WHERE nextcall <= now() AT TIME ZONE 'utc' OR failure_count > 0",
    );
    expect(overdue).toEqual([]);
  });

  it("web finishes the request in flight on SIGTERM", async () => {
    const credentials = await bench.tenant("drain");
    const { base, child, call } = await bench.startWeb(credentials, "2026.11.7");
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
    const ended = await bench.runToEnd(await bench.tenant("crash"), "2026.11.4", [
      "--workers=2",
      "--db-filter=^x$",
    ]);
    expect([ended.code, ended.output]).toEqual([
      1,
      expect.stringContaining("Traceback (most recent call last):"),
    ]);
  });

  it("keeps its files under the mapped mount", () => {
    expect(readdirSync(bench.directory)).toContain("filestore");
  });
});

function byName(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return String(left["name"]).localeCompare(String(right["name"]));
}
