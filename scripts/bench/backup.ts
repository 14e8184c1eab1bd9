// Backup and restore by the toolbox, against the raw tools doing the same by hand (pg_dump -j and restic; restic and
// pg_restore -j), alternating in one run, each round into a repository of its own.
// Ends with 1 when either takes more than 1.15 times as long. Needs pg_dump, restic and the URL of a PostgreSQL superuser in SANDBOX_TEST_POSTGRES_URL.
//   npx tsx scripts/bench/backup.ts [ROUNDS] [MEGABYTES] [ATTACHMENTS]
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const ROUNDS = Number(process.argv[2] ?? 4);
const MEGABYTES = Number(process.argv[3] ?? 2_000);
const ATTACHMENTS = Number(process.argv[4] ?? 5_000);
const FILE_BYTES = 40_000;
const ROW_BYTES = 1_000;
const BATCH_ROWS = 100_000;
const JOBS = "2";
const WANTED = 1.15;
const LIMIT_MS = 30 * 60_000;

const run = promisify(execFile);
const bench = new ToolboxBench(LIMIT_MS);
const seconds = (since: number) => (performance.now() - since) / 1_000;
/** Over an even number of rounds each side begins as often as the other. */
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rows that do not compress to nothing, over two tables, so that two processes have something to do. */
async function fill(place: Place): Promise<void> {
  const batches = Math.ceil((MEGABYTES * 1_000_000) / ROW_BYTES / BATCH_ROWS / 2);
  for (const table of ["bulk_one", "bulk_two"]) {
    await bench.query(
      place.database,
      `CREATE TABLE ${table} (id bigserial PRIMARY KEY, body text, at timestamptz)`,
    );
    await bench.query(place.database, `ALTER TABLE ${table} OWNER TO "${place.credentials.database.user}"`);
    for (let batch = 0; batch < batches; batch += 1)
      await bench.query(
        place.database,
        `INSERT INTO ${table} (body, at)
         SELECT (SELECT string_agg(md5(random()::text || m), '') FROM generate_series(1, 29) m), now()
           FROM generate_series(1, ${BATCH_ROWS}) n`,
      );
  }
  const files = path.join(place.filestore, place.database);
  const rows: string[] = [];
  for (let index = 0; index < ATTACHMENTS; index += 1) {
    const content = randomBytes(FILE_BYTES);
    const sha1 = createHash("sha1").update(content).digest("hex");
    mkdirSync(path.join(files, sha1.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(files, sha1.slice(0, 2), sha1), content);
    rows.push(`('file', '${sha1.slice(0, 2)}/${sha1}', '${sha1}', ${FILE_BYTES})`);
  }
  for (let from = 0; from < rows.length; from += 1_000)
    await bench.query(
      place.database,
      `INSERT INTO ir_attachment (name, store_fname, checksum, file_size) VALUES ${rows.slice(from, from + 1_000).join(",")}`,
    );
}

type Timed = { backup: number; restore: number };

async function byToolbox(place: Place, round: number): Promise<Timed> {
  const own = { ...place, repository: `${place.repository}-toolbox-${round}` };
  const good = (ran: Ran): Ran => {
    if (ran.report["ok"] === true) return ran;
    throw new Error(`The toolbox failed: ${JSON.stringify(ran.report)}\n${ran.output}`);
  };
  const name = `bench-${process.pid}-${round}`;
  const since = performance.now();
  const { report } = good(await bench.run(own, name, ["backup"], { JOBS }));
  const backup = seconds(since);
  const into = `${place.database.slice(0, 40)}_t${round}`;
  const begun = performance.now();
  const restored = await bench.run(
    own,
    `${name}-r`,
    [
      "restore",
      `--database-snapshot=${String(report["databaseSnapshotId"])}`,
      `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
      `--into-database=${into}`,
      `--into-filestore=${path.join(place.filestore, into)}`,
    ],
    { JOBS },
  );
  good(restored);
  const restore = seconds(begun);
  console.log(
    `  toolbox phases: ${JSON.stringify(report["seconds"])} ${JSON.stringify(restored.report["seconds"])}`,
  );
  await bench.query("postgres", `DROP DATABASE "${into}"`);
  rmSync(path.join(place.filestore, into), { recursive: true, force: true });
  rmSync(own.repository, { recursive: true, force: true });
  return { backup, restore };
}

/** What an administrator would type, with as many processes and without compressing twice. */
async function byHand(place: Place, round: number): Promise<Timed> {
  const { host, port, user, password } = place.credentials.database;
  const scratch = path.join(bench.directory, `hand-${round}`);
  const dump = path.join(scratch, "dump");
  const back = path.join(scratch, "back");
  mkdirSync(back, { recursive: true });
  const env = {
    ...process.env,
    ...{ PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password },
    ...{ RESTIC_REPOSITORY: `${place.repository}-hand-${round}`, RESTIC_PASSWORD: "correct horse" },
    RESTIC_CACHE_DIR: path.join(scratch, "cache"),
  };
  const tool = (program: string, args: string[], cwd = scratch) =>
    run(program, args, { env, cwd, timeout: LIMIT_MS, maxBuffer: 64_000_000 });
  const since = performance.now();
  await tool("restic", ["init", "-q"]);
  await tool("pg_dump", ["-Fd", "-Z0", `-j${JOBS}`, "-f", dump, place.database]);
  await tool("restic", ["backup", "-q", "--tag", "database", "."], dump);
  await tool(
    "restic",
    ["backup", "-q", "--tag", "filestore", "."],
    path.join(place.filestore, place.database),
  );
  const backup = seconds(since);
  const into = `${place.database.slice(0, 40)}_h${round}`;
  const begun = performance.now();
  await tool("restic", ["restore", "latest", "-q", "--tag", "database", "--target", path.join(back, "dump")]);
  await tool("restic", [
    "restore",
    "latest",
    "-q",
    "--tag",
    "filestore",
    "--target",
    path.join(back, "files"),
  ]);
  await tool("createdb", [into]);
  await tool("pg_restore", [
    "--exit-on-error",
    "--no-owner",
    `-j${JOBS}`,
    "-d",
    into,
    path.join(back, "dump"),
  ]);
  const restore = seconds(begun);
  await tool("dropdb", [into]);
  rmSync(scratch, { recursive: true, force: true });
  rmSync(env.RESTIC_REPOSITORY, { recursive: true, force: true });
  return { backup, restore };
}

async function main(): Promise<void> {
  await bench.open();
  try {
    const place = await bench.place("bench", 0);
    const since = performance.now();
    await fill(place);
    const [size] = await bench.query(
      "postgres",
      `SELECT pg_database_size('${place.database}')::float8 AS bytes`,
    );
    console.log(
      `Database ${(Number(size?.["bytes"]) / 1e9).toFixed(2)} GB, ${ATTACHMENTS} attachments of ${FILE_BYTES / 1_000} kB, made in ${seconds(since).toFixed(0)} s; ${JOBS} processes each.`,
    );
    const [toolbox, hand]: [Timed[], Timed[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round += 1) {
      // Who begins changes from round to round: the second finds warmer caches.
      const first = round % 2 === 1;
      if (first) hand.push(await byHand(place, round));
      toolbox.push(await byToolbox(place, round));
      if (!first) hand.push(await byHand(place, round));
      const [t, h] = [toolbox.at(-1), hand.at(-1)];
      console.log(
        `Round ${round}: backup ${t?.backup.toFixed(1)} s by the toolbox, ${h?.backup.toFixed(1)} s by hand; restore ${t?.restore.toFixed(1)} s, ${h?.restore.toFixed(1)} s.`,
      );
    }
    for (const what of ["backup", "restore"] as const) {
      const ratios = toolbox.map((timed, index) => timed[what] / (hand[index]?.[what] ?? Number.NaN));
      const [ours, theirs] = [mean(toolbox.map((one) => one[what])), mean(hand.map((one) => one[what]))];
      console.log(
        `${what}: mean ${ours.toFixed(1)} s against ${theirs.toFixed(1)} s, ratio of the means ${(ours / theirs).toFixed(2)}, by round ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} (wanted: ${WANTED}).`,
      );
      if (!(ours / theirs <= WANTED)) process.exitCode = 1;
    }
  } finally {
    await bench.close();
  }
}

await main();
