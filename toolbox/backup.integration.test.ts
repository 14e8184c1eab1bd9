import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killGroup, type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let first: Ran;
let second: Ran;
let pair: string[];

const text = (value: unknown): string => String(value);
const isStored = (name: string): boolean => /[0-9a-f]{40}$/.test(name);
const databases = async (pattern: string) =>
  bench.query("postgres", `SELECT datname FROM pg_database WHERE datname LIKE '${pattern}' ORDER BY 1`);
const pairOf = ({ report }: Ran): string[] => [
  `--database-snapshot=${text(report["databaseSnapshotId"])}`,
  `--filestore-snapshot=${text(report["filestoreSnapshotId"])}`,
];

beforeAll(async () => {
  await bench.open();
  place = await bench.place("shop");
  // At once, on a repository that does not exist yet: one of them creates it.
  [first, second] = await Promise.all([
    bench.run(place, "op-1", ["backup"]),
    bench.run(place, "op-0", ["backup"]),
  ]);
  pair = pairOf(first);
});
afterAll(() => bench.close());

/** The same data under another repository, so that a test may harm it. */
function copyOf(label: string): Place {
  const repository = join(bench.directory, `repository-${label}`);
  cpSync(place.repository, repository, { recursive: true });
  return { ...place, repository };
}

describe("backup", () => {
  it("tells what it stored, and leaves nothing but the repository", async () => {
    expect(first.output).toMatch(/Dumped \d+ tables, [\d.]+ [kM]B, in [\d.]+ s\./);
    expect(first.code).toBe(0);
    expect(first.report).toMatchObject({
      ok: true,
      operation: "op-1",
      repeated: false,
      attachments: { total: 12, present: 12, percent: 100, missing: [] },
      rowCounts: { sale_order: 42, ir_attachment: 12 },
      odooMajor: 19,
      databaseSnapshotId: expect.stringMatching(/^[0-9a-f]{64}$/),
      dumpSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      walPosition: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/),
    });
    expect(Math.abs(Date.parse(text(first.report["serverTime"])) - Date.now())).toBeLessThan(60_000);
    expect(readdirSync(join(bench.directory, "scratch-1"))).not.toContain("toolbox-op-1");
    expect(first.output).not.toContain("correct horse");
    expect(first.output).not.toContain(place.credentials.database.password);
  });

  it("creates the repository once, however many begin together", () => {
    const created = [first, second].filter(({ output }) => output.includes("Created the repository."));
    expect([created.length, second.report["ok"]]).toEqual([1, true]);
    expect(readdirSync(join(place.repository, "keys"))).toHaveLength(1);
  });

  it("of the same operation makes nothing twice", async () => {
    const again = await bench.run(place, "op-1", ["backup"]);
    expect(again.report).toMatchObject({ ok: true, repeated: true, addedBytes: 0 });
    const same = [
      "databaseSnapshotId",
      "filestoreSnapshotId",
      "dumpSha256",
      "attachments",
      "rowCounts",
      "walPosition",
    ];
    for (const name of same) expect([name, again.report[name]]).toEqual([name, first.report[name]]);
  });

  it("lies in the store with what it belongs to: a repository alone tells that", async () => {
    const alone = copyOf("alone");
    const told = { format: 1, tenant: { slug: "northwind" }, release: { image: "erp@sha256:1" } };
    const CONFIGURATION = gzipSync(JSON.stringify(told)).toString("base64");
    const { report } = await bench.run(alone, "bkp-c", ["backup"], { CONFIGURATION });
    const options = {
      env: { ...process.env, RESTIC_REPOSITORY: alone.repository, RESTIC_PASSWORD: "correct horse" },
      encoding: "utf8",
    } as const;
    const snapshot = text(report["databaseSnapshotId"]);
    const kept = execFileSync("restic", ["dump", "--no-lock", snapshot, "/configuration.json"], options);
    expect(JSON.parse(kept)).toEqual(told);
    const listed = execFileSync("restic", ["snapshots", "--no-lock", "--json", snapshot], options);
    const [{ tags }] = JSON.parse(listed) as [{ tags: string[] }];
    expect(tags).toEqual(
      expect.arrayContaining([
        "tenant=northwind",
        "environment=production",
        "operation=bkp-c",
        "part=database",
      ]),
    );
    const wrong = await bench.run(alone, "bkp-d", ["backup"], { CONFIGURATION: "nonsense" });
    expect(wrong.report).toMatchObject({ error: { name: "bad_settings" } });
  });

  it("counts an attachment whose file is gone, and names it", async () => {
    const lossy = await bench.place("lossy", 3);
    const name = await bench.attach(lossy, "soon gone");
    rmSync(join(lossy.filestore, lossy.database, name));
    const { report } = await bench.run({ ...lossy, repository: copyOf("lossy").repository }, "op-2", [
      "backup",
    ]);
    expect(report).toMatchObject({
      ok: true,
      attachments: { total: 4, present: 3, percent: 75, missing: [name] },
    });
  });

  it("while the business goes on is of one second, and every attachment has its file", async () => {
    const busy = await bench.place("busy", 5);
    let [stopped, written] = [false, 0];
    const writer = (async () => {
      while (!stopped) {
        await bench.attach(busy, `written meanwhile ${written}`);
        await bench.query(
          busy.database,
          "INSERT INTO sale_order (name, partner_id, company_id) VALUES ('M', 4, 1)",
        );
        written += 1;
      }
    })();
    const started = bench.start({ ...busy, repository: copyOf("busy").repository }, "op-3", ["backup"]);
    const collector = collectorIsHeldBack(busy.database, started.ended);
    const done = await started.ended;
    stopped = true;
    await writer;
    expect(await collector).toBe(true);
    const counted = done.report["rowCounts"] as Record<string, number>;
    const [after] = await bench.query(busy.database, "SELECT count(*)::int AS orders FROM sale_order");
    expect(counted["sale_order"]).toBeLessThan(Number(after?.["orders"]));
    expect(counted["ir_attachment"]).toBeLessThan(5 + written);
    expect(done.report).toMatchObject({ attachments: { percent: 100, total: counted["ir_attachment"] } });
  });

  it("killed in the middle leaves no lock, database or half pair behind for the next", async () => {
    const killed = copyOf("killed");
    const scratch = join(bench.directory, "scratch-killed");
    const snapshots = () =>
      readdirSync(join(killed.repository, "snapshots")).filter((name) => /^[0-9a-f]{64}$/.test(name)).length;
    const before = snapshots();
    const { child, ended } = bench.start(killed, "op-4", ["backup"], { SCRATCH: scratch });
    while (child.exitCode === null && snapshots() === before) await pause(5);
    killGroup(child);
    expect((await ended).code).toBe(null);
    expect(existsSync(join(scratch, "toolbox-op-4"))).toBe(true);
    const again = await bench.run(killed, "op-4", ["backup"], { SCRATCH: scratch });
    expect(again.report).toMatchObject({ ok: true, repeated: false, attachments: { percent: 100 } });
    expect(snapshots()).toBe(before + 2);
    expect(existsSync(join(scratch, "toolbox-op-4"))).toBe(false);
  });

  it("says in words what is wrong with key, repository, filestore and settings", async () => {
    const wrongKey = bench.run(place, "op-5", ["backup"], { RESTIC_PASSWORD: "wrong" });
    const unreachable = bench.run(place, "op-6", ["backup"], {
      RESTIC_REPOSITORY: "s3:http://127.0.0.1:9/bucket",
    });
    const unmounted = bench.run(place, "op-7", ["backup"], { FILESTORE: join(bench.directory, "nowhere") });
    const unknown = bench.run(place, "op-8", ["backup"], { PGDATABASE: "no_such_database" });
    const unset = bench.run(place, "op-9", ["backup"], { OPERATION: "" });
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const hanging = bench.run(place, "op-10", ["backup"], {
      RESTIC_REPOSITORY: `s3:http://127.0.0.1:${(silent.address() as AddressInfo).port}/bucket`,
      REPOSITORY_LIMIT_SECONDS: "2",
    });
    const faults = await Promise.all([wrongKey, unreachable, unmounted, unknown, unset, hanging]);
    silent.close();
    expect(faults.map(({ report }) => (report["error"] as { name: string }).name)).toEqual([
      "wrong_repository_key",
      "repository_unreachable",
      "filestore_missing",
      "database_missing",
      "bad_settings",
      "repository_unreachable",
    ]);
    expect(faults.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

/** The ERP's collector asks for this lock; true when it was refused at least once while the backup ran. */
async function collectorIsHeldBack(database: string, until: Promise<unknown>): Promise<boolean> {
  let running = true;
  void until.then(() => {
    running = false;
  });
  return bench.connected(database, async (client) => {
    while (running) {
      try {
        await client.query("BEGIN");
        await client.query("LOCK TABLE ir_attachment IN SHARE MODE NOWAIT");
      } catch {
        const holders = await client.query("ROLLBACK").then(() =>
          client.query(`SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.relation = 'ir_attachment'::regclass AND l.mode = 'RowExclusiveLock' AND a.application_name = 'holdfast-toolbox'`),
        );
        if (holders.rowCount === 1) return true;
      }
      await client.query("ROLLBACK");
      await pause(20);
    }
    return false;
  });
}

describe("verify", () => {
  it("reads a restore point back, compares it, and leaves no database behind", async () => {
    const { rowCounts, dumpSha256 } = first.report;
    const expected = JSON.stringify({ rowCounts, dumpSha256 });
    const { report, output } = await bench.run(place, "op-v1", [
      "verify",
      ...pair,
      `--expected=${expected}`,
      "--attachments=all",
      "--read-data=100%",
    ]);
    expect(output).toContain("all 12 files are what their names say");
    expect(report).toMatchObject({
      ok: true,
      rowCounts,
      filesHashed: 12,
      filesTotal: 12,
      attachments: { percent: 100 },
    });
    expect((report["checks"] as { name: string }[]).map(({ name }) => name)).toEqual([
      "dump_hash",
      "row_counts",
      "structure",
      "attachments",
      "file_hashes",
      "stored_data",
    ]);
    expect(await databases(`${place.database.slice(0, 30)}%verify%`)).toEqual([]);
  });

  it("leaves the copy for an ERP where it is told to, with today's key, until it is dropped", async () => {
    const copy = `${place.database.slice(0, 40)}_kept`;
    const files = join(place.filestore, copy);
    const into = [`--into-database=${copy}`, `--into-filestore=${files}`];
    await bench.query(
      place.database,
      "UPDATE res_users_apikeys SET key = 'of today' WHERE name = 'holdfast'",
    );
    const { report } = await bench.run(place, "op-v3", ["verify", ...pair, ...into, "--attachments=all"]);
    expect(report).toMatchObject({ ok: true, filesHashed: 12 });
    expect(readdirSync(files, { recursive: true, encoding: "utf8" }).filter(isStored)).toHaveLength(12);
    const known = `SELECT (SELECT count(*)::int FROM sale_order) AS orders, key FROM res_users_apikeys WHERE name = 'holdfast'`;
    expect(await bench.query(copy, known)).toEqual([{ orders: 42, key: "of today" }]);
    const dropped = await bench.run(place, "op-v4", ["drop", "--made-by=op-v3"]);
    expect(dropped.report).toMatchObject({ ok: true, databases: [copy], directories: [copy] });
    expect([existsSync(files), await databases(copy)]).toEqual([false, []]);
    expect(await databases(place.database)).toHaveLength(1);
  });

  it("asked to stop in the middle, drops its copy and says so", async () => {
    const { child, ended } = bench.start(place, "op-v2", ["verify", ...pair]);
    const copies = () => databases(`${place.database.slice(0, 30)}%verify%`);
    while (child.exitCode === null && (await copies()).length === 0) await pause(5);
    child.kill("SIGTERM");
    const { code, report } = await ended;
    expect([code, (report["error"] as { name: string }).name]).toEqual([143, "interrupted"]);
    expect(await copies()).toEqual([]);
  });
});
