import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readingArguments } from "@/lib/domain/recovery/reading";
import { flipByte, type Place, packsOf, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
let place: Place;
let pair: string[];

beforeAll(async () => {
  await bench.open();
  place = await bench.place("store");
  const { report } = await bench.run(place, "sto-1", ["backup"]);
  pair = [
    `--database-snapshot=${String(report["databaseSnapshotId"])}`,
    `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
  ];
});
afterAll(() => bench.close());

const databases = async (pattern: string) =>
  bench.query("postgres", `SELECT datname FROM pg_database WHERE datname LIKE '${pattern}' ORDER BY 1`);

/** The same data under another repository, so that a test may harm it. */
function copyOf(label: string): Place {
  const repository = join(bench.directory, `repository-${label}`);
  cpSync(place.repository, repository, { recursive: true });
  return { ...place, repository };
}

describe("a store whose bytes change", () => {
  it("fails on a flipped byte anywhere in the stored data, and says so", async () => {
    const harmed = copyOf("flipped");
    for (const file of packsOf(harmed.repository)) flipByte(file);
    const { code, report } = await bench.run(harmed, "sto-v", ["verify", ...pair]);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, error: { name: "repository_damaged" } });
    expect(await databases(`${place.database.slice(0, 30)}%verify%`)).toEqual([]);
  });

  it("fails on one byte of one file among many, as the product has it read", async () => {
    const many = await bench.place("many", 0);
    await attachMany(many, 260);
    const { report } = await bench.run(many, "sto-m", ["backup"]);
    const ids = [
      `--database-snapshot=${String(report["databaseSnapshotId"])}`,
      `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
    ];
    const verified = (operation: string, args: readonly string[]) =>
      bench.run(many, operation, ["verify", ...ids, ...args]);
    const facts = { files: 260, bytes: 5e6, everyDays: 14, before: 0 };
    // Half of what is too large to be read at once, its other half the next time.
    const half = await verified("sto-n", readingArguments({ ...facts, bytes: 1e12 }));
    expect(half.report).toMatchObject({ ok: true, filesTotal: 260 });
    expect(Number(half.report["filesHashed"])).toBeGreaterThan(80);
    expect(Number(half.report["filesHashed"])).toBeLessThan(180);

    // 260 files of random bytes fill the largest pack: it holds nothing of the dump.
    const [pack = ""] = packsOf(many.repository);
    expect(statSync(pack).size).toBeGreaterThan(4_000_000);
    flipByte(pack);
    const { report: found } = await verified("sto-o", readingArguments(facts));
    expect(found).toMatchObject({ ok: false, error: { name: "repository_damaged" } });
  });

  it("opens to its own key only", async () => {
    const { report } = await bench.run(place, "sto-k", ["verify", ...pair], { RESTIC_PASSWORD: "another" });
    expect(report).toMatchObject({ ok: false, error: { name: "wrong_repository_key" } });
  });
});

describe("a store that goes away", () => {
  it("in the middle of a backup or of reading one back: said so, nothing left behind, and done once it is there again", async () => {
    const harmed = copyOf("away");
    const away = `${harmed.repository}-away`;
    const scratch = join(bench.directory, "scratch-away");
    const writing = bench.start(harmed, "sto-e", ["backup"], { SCRATCH: scratch });
    while (writing.child.exitCode === null && !existsSync(join(scratch, "toolbox-sto-e", "database")))
      await pause(2);
    renameSync(harmed.repository, away);
    const broken = await writing.ended;
    expect([broken.code, faultOf(broken)]).toEqual([1, expect.stringMatching(GONE)]);
    expect(existsSync(join(scratch, "toolbox-sto-e"))).toBe(false);
    renameSync(away, harmed.repository);
    const reading = bench.start(harmed, "sto-f", ["verify", ...pair]);
    const copies = () => databases(`${place.database.slice(0, 30)}%verify%`);
    while (reading.child.exitCode === null && (await copies()).length === 0) await pause(2);
    renameSync(harmed.repository, away);
    const unread = await reading.ended;
    expect([unread.code, faultOf(unread)]).toEqual([1, expect.stringMatching(GONE)]);
    expect(await copies()).toEqual([]);
    renameSync(away, harmed.repository);
    const again = await bench.run(harmed, "sto-e", ["backup"], { SCRATCH: scratch });
    expect(again.report).toMatchObject({ ok: true, repeated: false, attachments: { percent: 100 } });
  });
});

/** Never that it is damaged: that would disprove a backup that is whole. */
const GONE = /^repository_(unreachable|missing)$/;
const faultOf = ({ report }: Ran): string => (report["error"] as { name: string }).name;

/** Attachments of 20 kB that nothing compresses, each with its file. */
async function attachMany({ database, filestore }: Place, count: number): Promise<void> {
  const names = Array.from({ length: count }, () => {
    const content = randomBytes(20_000);
    const sha1 = createHash("sha1").update(content).digest("hex");
    mkdirSync(join(filestore, database, sha1.slice(0, 2)), { recursive: true });
    writeFileSync(join(filestore, database, sha1.slice(0, 2), sha1), content);
    return `('many', '${sha1.slice(0, 2)}/${sha1}', '${sha1}', 20000)`;
  });
  await bench.query(
    database,
    `INSERT INTO ir_attachment (name, store_fname, checksum, file_size) VALUES ${names.join(", ")}`,
  );
}
