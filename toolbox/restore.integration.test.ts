import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let first: Ran;
let pair: string[];

const DIGEST = `SELECT md5(string_agg(o::text, '|' ORDER BY id)) AS digest FROM sale_order o`;

beforeAll(async () => {
  await bench.open();
  place = await bench.place("plant", 8);
  await bench.query(
    place.database,
    `INSERT INTO ir_mail_server (name, smtp_host) VALUES ('Post', 'smtp.example.com');
     INSERT INTO fetchmail_server (name, server) VALUES ('In', 'imap.example.com');
     INSERT INTO mail_mail (subject) VALUES ('to a customer'), ('to another');
     INSERT INTO queue_job (uuid, state) VALUES ('one', 'pending'), ('two', 'started');
     INSERT INTO payment_provider (name, state) VALUES ('Bank', 'enabled');
     INSERT INTO ir_config_parameter (key, value) VALUES ('carrier.api_key', 'outside'), ('sale.note', 'kept');
     ALTER TABLE res_users ADD COLUMN oauth_access_token varchar, ADD COLUMN totp_secret varchar;
     UPDATE res_users SET oauth_access_token = 'outside', totp_secret = 'own' WHERE login = 'admin'`,
  );
  first = await bench.run(place, "res-1", ["backup"]);
  pair = [
    `--database-snapshot=${String(first.report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(first.report["filestoreSnapshotId"])}`,
  ];
});
afterAll(() => bench.close());

const target = (name: string) => ({
  database: `${place.database}_${name}`,
  filestore: join(place.filestore, `${place.database}_${name}`),
});
const into = ({ database, filestore }: ReturnType<typeof target>) => [
  `--into-database=${database}`,
  `--into-filestore=${filestore}`,
];
const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\/[0-9a-f]{40}$/.test(name))
    .toSorted()
    .map((name) => [name, readFileSync(join(directory, name), "utf8")]);

describe("restore", () => {
  it("brings back beside the wreck what was there, and repeats nothing", async () => {
    const [before] = await bench.query(place.database, DIGEST);
    const files = filesOf(join(place.filestore, place.database));
    await bench.query(
      place.database,
      "DELETE FROM sale_order WHERE id > 3; DROP TABLE mrp_workorder CASCADE",
    );
    rmSync(join(place.filestore, place.database), { recursive: true });
    const copy = target("copy");
    const args = ["restore", ...pair, ...into(copy), "--keep-existing=refuse"];
    const restored = await bench.run(place, "res-2", args);
    expect(restored.output).toContain("8 of 8 attachments have their file.");
    expect(restored.report).toMatchObject({
      ok: true,
      repeated: false,
      neutralized: null,
      rowCounts: first.report["rowCounts"],
      attachments: { total: 8, present: 8, percent: 100 },
    });
    expect(await bench.query(copy.database, DIGEST)).toEqual([before]);
    expect(filesOf(copy.filestore)).toEqual(files);
    const [owner] = await bench.query(
      copy.database,
      `SELECT count(*) FILTER (WHERE tableowner <> '${place.credentials.database.user}')::int AS foreign FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(owner).toEqual({ foreign: 0 });
    expect((await bench.run(place, "res-2", args)).report).toMatchObject({ ok: true, repeated: true });
  });

  it("never touches a database or a directory that exists", async () => {
    const living = { database: place.database, filestore: join(place.filestore, "fresh") };
    const occupied = target("occupied");
    mkdirSync(occupied.filestore);
    const [database, directory] = await Promise.all([
      bench.run(place, "res-3", ["restore", ...pair, ...into(living)]),
      bench.run(place, "res-4", ["restore", ...pair, ...into(occupied)]),
    ]);
    for (const { report } of [database, directory])
      expect(report).toMatchObject({ ok: false, error: { name: "target_exists" } });
    expect(existsSync(living.filestore)).toBe(false);
    expect(readdirSync(occupied.filestore)).toEqual([]);
    expect(
      await bench.query(
        "postgres",
        `SELECT 1 FROM pg_database WHERE datname LIKE '${place.database.slice(0, 30)}%part%'`,
      ),
    ).toEqual([]);
  });

  it("neutralises a copy before anybody can see it", async () => {
    const copy = target("stage");
    const address = "https://stage.example.com";
    const { report } = await bench.run(place, "res-5", [
      "restore",
      ...pair,
      ...into(copy),
      "--neutralize",
      `--base-url=${address}`,
    ]);
    expect(report).toMatchObject({
      ok: true,
      neutralized: {
        outgoing_mail_servers: 2,
        incoming_mail_servers: 2,
        queued_mails: 2,
        queued_jobs: 2,
        payment_providers: 2,
        api_keys: 1,
        secret_parameters: 1,
        outside_keys: 1,
        base_url: 1,
      },
    });
    const [state] = await bench.query(
      copy.database,
      `SELECT (SELECT count(*)::int FROM ir_cron WHERE active) AS crons, (SELECT code FROM ir_cron WHERE active) AS cron,
        (SELECT string_agg(smtp_host, ',') FROM ir_mail_server WHERE active) AS mail,
        (SELECT value FROM ir_config_parameter WHERE key = 'web.base.url') AS address,
        (SELECT value FROM ir_config_parameter WHERE key = 'sale.note') AS note,
        (SELECT value FROM ir_config_parameter WHERE key = 'database.is_neutralized') AS neutral,
        (SELECT oauth_access_token || totp_secret FROM res_users WHERE login = 'admin') AS both,
        (SELECT totp_secret FROM res_users WHERE login = 'admin') AS factor`,
    );
    expect(state).toEqual({
      ...{ crons: 1, cron: "autovacuum", mail: "neutralized.invalid", address, note: "kept" },
      ...{ neutral: "true", both: null, factor: "own" },
    });
    const identity = "SELECT value FROM ir_config_parameter WHERE key LIKE 'database.%id' ORDER BY key";
    expect(await bench.query(copy.database, identity)).not.toEqual(
      await bench.query(place.database, identity),
    );
  });
});

describe("the stock of restore points", () => {
  it("is listed, and thinned without losing what is referenced", async () => {
    await bench.query(place.database, "DELETE FROM ir_attachment");
    const empty = await bench.run(place, "res-6", ["backup"]);
    expect(empty.report).toMatchObject({
      ok: true,
      filestoreFiles: 0,
      attachments: { total: 0, percent: 100 },
    });
    const listed = await bench.run(place, "res-7", ["inspect", ...pair]);
    const operations = (listed.report["points"] as { operation: string }[]).map(({ operation }) => operation);
    expect(operations).toEqual(["res-6", "res-1"]);
    expect(Object.values(listed.report["sizes"] as Record<string, number>).every((size) => size > 0)).toBe(
      true,
    );
    const refused = await bench.run(place, "res-8", ["forget", "--prune"]);
    expect(refused.report).toMatchObject({ error: { name: "bad_settings" } });
    const thinned = await bench.run(place, "res-9", ["forget", "--points=res-1,gone-for-good", "--prune"]);
    expect(thinned.report).toMatchObject({
      ok: true,
      ...{ kept: 1, forgotten: ["res-1"], forgottenCount: 1, missing: 1, brokenOff: 0, pruned: true },
      freedBytes: expect.any(Number),
    });
    expect(thinned.report["freedBytes"]).toBeGreaterThan(0);
    const again = await bench.run(place, "res-9", ["forget", "--points=res-1", "--prune"]);
    expect(again.report).toMatchObject({ ok: true, forgottenCount: 0, missing: 1, freedBytes: 0 });
    expect(readdirSync(join(place.repository, "snapshots"))).toHaveLength(2);
  });
});
