import { describe, expect, it } from "vitest";
import { generateApiKey, hashApiKey, verifyHash } from "@/sandbox/erp/api-keys";
import { domainToSql } from "@/sandbox/erp/domain";
import { dataDirectory } from "@/sandbox/erp/filestore";
import { loadingOrder, migrationsBetween, withDependents } from "@/sandbox/erp/modules";
import { parseOptions, servedDatabase } from "@/sandbox/erp/options";
import type { Model } from "@/sandbox/erp/registry";
import { compareVersions, parseRelease } from "@/sandbox/erp/release";
import { nextCall } from "@/sandbox/erp/schedule";
import { pauseAfter } from "@/sandbox/traffic/traffic";

describe("scheduled actions", () => {
  const at = (time: string) => new Date(`2026-11-21T${time}Z`);

  it("are next due one interval after their time, not after their run", () => {
    expect(nextCall(at("10:00:00"), at("10:00:07"), { number: 1, type: "minutes" })).toEqual(at("10:01:00"));
  });

  it("skip what was missed while nobody ran them", () => {
    expect(nextCall(at("10:00:00"), at("12:30:30"), { number: 1, type: "hours" })).toEqual(at("13:00:00"));
    expect(nextCall(at("10:00:00"), at("10:01:00"), { number: 1, type: "minutes" })).toEqual(at("10:02:00"));
  });
});

describe("modules", () => {
  it("load by depth and name, and updates reach dependents", () => {
    const modules = ["mrp_workorder_ext", "base", "stock", "mrp", "mail"].map((name) => ({
      name,
      version: "19.0.1.0.0",
    }));
    expect(loadingOrder(modules).map(({ name }) => name)).toEqual([
      "base",
      "mail",
      "stock",
      "mrp",
      "mrp_workorder_ext",
    ]);
    const all = ["base", "mail", "stock", "mrp", "mrp_workorder_ext", "label_zebra"];
    expect([...withDependents(new Set(["mrp"]), all)]).toEqual(["mrp", "mrp_workorder_ext"]);
    expect([...withDependents(new Set(["base"]), all)]).toEqual(all);
  });

  it("run exactly the migrations between two versions", () => {
    const versions = (from: string | undefined, to: string) =>
      migrationsBetween("mrp_workorder_ext", from, to).map(({ version }) => version);
    expect(versions("19.0.3.4.1", "19.0.4.0.0")).toEqual(["19.0.4.0.0"]);
    expect(versions("19.0.4.0.0", "19.0.4.0.0")).toEqual([]);
    expect(versions("19.0.3.4.1", "19.0.5.0.0")).toEqual(["19.0.4.0.0", "19.0.5.0.0"]);
    expect(versions(undefined, "19.0.3.4.1")).toEqual([]);
  });

  it("compare versions by number", () => {
    expect(compareVersions("19.0.10.0.0", "19.0.9.9.9")).toBeGreaterThan(0);
    expect(compareVersions(undefined, "19.0.1.0.0")).toBeLessThan(0);
    expect(compareVersions("19.0.1.0", "19.0.1.0.0")).toBe(0);
  });
});

describe("command line", () => {
  it("reads Odoo's flags in both spellings", () => {
    const options = parseOptions([
      "-d",
      "shop",
      "-i",
      "a, b",
      "--update=c",
      "--stop-after-init",
      "--no-http",
    ]);
    expect(options).toMatchObject({
      database: "shop",
      install: ["a", "b"],
      update: ["c"],
      stopAfterInit: true,
      http: false,
    });
    expect(servedDatabase(parseOptions(["--workers=2", "--db-filter=^shop_1$"]))).toBe("shop_1");
    expect(parseOptions(["neutralize", "-d", "x", "--stdout"])).toMatchObject({
      command: "neutralize",
      stdout: true,
    });
  });

  it("refuses what it does not know", () => {
    expect(() => parseOptions(["--colour"])).toThrow("no such option: --colour");
    expect(() => parseOptions(["--workers=two"])).toThrow("invalid integer value: 'two'");
    expect(() => parseRelease("")).toThrow("SANDBOX_IMAGE is not set");
  });

  it("maps the data directory through the mounts, the longest first", () => {
    const mounts = { "/var/lib/odoo": "/v/1", "/var/lib": "/v/0" };
    const environment = (path: string) => ({
      NODE_ENV: "test" as const,
      ODOO_DATA_DIR: path,
      SANDBOX_MOUNTS: JSON.stringify(mounts),
    });
    expect(dataDirectory(environment("/var/lib/odoo"))).toBe("/v/1");
    expect(dataDirectory(environment("/var/lib/odoo/x"))).toBe("/v/1/x");
    expect(dataDirectory(environment("/srv"))).toBe("/srv");
  });
});

describe("domains", () => {
  const field = (name: string) => [name, { name, expression: `t."${name}"`, stored: true }] as const;
  const model: Model = {
    name: "m",
    table: "m",
    displayName: "t.name",
    fields: new Map([field("name"), field("state")]),
  };

  it("become parameterised SQL", () => {
    const { text, values } = domainToSql(model, [
      "|",
      ["state", "=", "x"],
      ["name", "ilike", "a'b"],
      ["state", "in", ["p", "q"]],
    ]);
    expect(text).toBe(
      `((t."state" = $1) OR (coalesce(t."name"::text, '') ILIKE $2)) AND (t."state"::text = ANY($3))`,
    );
    expect(values).toEqual(["x", "%a'b%", ["p", "q"]]);
  });

  it("name an unknown field, and never pass it into SQL", () => {
    expect(() => domainToSql(model, [['name" OR 1=1 --', "=", 1]])).toThrow("Invalid field");
    expect(() => domainToSql(model, [["name", "; DROP", 1]])).toThrow("Invalid operator");
    expect(() => domainToSql(model, ["|", ["name", "=", 1]])).toThrow("lacks a term");
  });
});

describe("API keys", () => {
  it("are stored as passlib hashes that only the key matches", async () => {
    const key = generateApiKey();
    expect(key).toMatch(/^[0-9a-f]{40}$/);
    const stored = await hashApiKey(key);
    expect(stored).toMatch(/^\$pbkdf2-sha512\$6000\$[A-Za-z0-9./]+\$[A-Za-z0-9./]+$/);
    expect(await verifyHash(key, stored)).toBe(true);
    expect(await verifyHash(generateApiKey(), stored)).toBe(false);
  });
});

describe("traffic", () => {
  it("slows down with every failure, up to a minute", () => {
    expect([0, 1, 2, 5, 50].map(pauseAfter)).toEqual([2_000, 4_000, 8_000, 60_000, 60_000]);
  });
});
