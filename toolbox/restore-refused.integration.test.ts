import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Place, type Ran, ToolboxBench } from "@/toolbox/testing";

const bench = new ToolboxBench();
const ROLE = `reporting_${process.pid}`;
const STATE = `SELECT (SELECT md5(string_agg(o::text, '|' ORDER BY id)) FROM sale_order o) AS orders,
  (SELECT count(*)::int FROM ir_attachment) AS files`;
let place: Place;
let point: Ran;
let before: Record<string, unknown> | undefined;
let runs = 0;

beforeAll(async () => {
  await bench.open();
  place = await bench.place("refused", 6);
  point = await bench.run(place, "ref-backup", ["backup"]);
  before = (await bench.query(place.database, STATE))[0];
});
afterAll(() => bench.close());

/** Whatever went wrong: what lives is what it was, and nothing is left beside it. */
afterEach(async () => {
  expect((await bench.query(place.database, STATE))[0]).toEqual(before);
  expect(await beside()).toEqual([place.database]);
  expect(readdirSync(place.filestore)).toEqual([place.database]);
});

const beside = async (): Promise<unknown[]> => {
  const like = place.database.slice(0, 30).replaceAll("_", "\\_");
  const rows = await bench.query(
    "postgres",
    `SELECT datname FROM pg_database WHERE datname LIKE '${like}%' ORDER BY 1`,
  );
  return rows.map(({ datname }) => datname);
};
const argsFor = ({ report }: Ran, name = "copy") => [
  "restore",
  `--database-snapshot=${String(report["databaseSnapshotId"])}`,
  `--filestore-snapshot=${String(report["filestoreSnapshotId"])}`,
  `--into-database=${place.database}_${name}`,
  `--into-filestore=${join(place.filestore, `${place.database}_${name}`)}`,
];
const operation = () => {
  runs += 1;
  return `ref-${runs}`;
};
const faultOf = ({ code, report }: Ran) => ({
  code,
  ...(report["error"] as { name: string; message: string }),
});
const restored = async (more: Record<string, string> = {}, args = argsFor(point)) =>
  faultOf(await bench.run(place, operation(), args, more));

/** Flips a byte in the middle of every pack of a copy of the repository. */
function damagedRepository(): string {
  const copy = join(bench.directory, "damaged");
  cpSync(place.repository, copy, { recursive: true });
  for (const name of readdirSync(join(copy, "data"), { recursive: true, encoding: "utf8" })) {
    if (!/\/[0-9a-f]{64}$/.test(name)) continue;
    const file = join(copy, "data", name);
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
    writeFileSync(file, bytes, { mode: 0o600 });
  }
  return copy;
}

it("with the wrong key says so", async () => {
  expect(await restored({ RESTIC_PASSWORD: "wrong" })).toMatchObject({
    code: 1,
    name: "wrong_repository_key",
  });
});

it("of a point that is not in the repository says so", async () => {
  const args = argsFor(point).map((one) => one.replace(/(snapshot=).*/, "$1deadbeef"));
  expect(await restored({}, args)).toMatchObject({ code: 1, name: "snapshot_missing" });
});

it("from a repository whose bytes were flipped brings nothing back", async () => {
  expect(await restored({ RESTIC_REPOSITORY: damagedRepository() })).toMatchObject({
    code: 1,
    name: "repository_damaged",
  });
});

/** Starts a restore and waits until it loads its copy. */
async function loading() {
  const { child, ended } = bench.start(place, operation(), argsFor(point));
  while (child.exitCode === null && (await beside()).length === 1) await pause(5);
  return { child, ended };
}

it("whose store goes away in the middle takes its half copy away", async () => {
  const { ended } = await loading();
  const away = `${place.repository}-away`;
  renameSync(place.repository, away);
  const fault = faultOf(await ended);
  renameSync(away, place.repository);
  expect(fault.code).toBe(1);
  expect(["repository_missing", "repository_unreachable", "repository_damaged"]).toContain(fault.name);
});

it("told to stop in the middle takes its half copy away", async () => {
  const { child, ended } = await loading();
  child.kill("SIGTERM");
  expect(faultOf(await ended)).toMatchObject({ code: 143, name: "interrupted" });
});

/** A disk of its own for the scratch directory, in a room of mounts that ends with the program. */
const smallDisk = (scratch: string) => [
  ...["unshare", "--map-root-user", "--mount", "sh", "-c"],
  `mount -t tmpfs -o size=64k tmpfs "${scratch}" && exec "$@"`,
  "sh",
];
const mounts = spawnSync("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);

it.skipIf(mounts.status !== 0)("onto a disk that is too small says how much is needed and free", async () => {
  const scratch = join(bench.directory, "small");
  mkdirSync(scratch);
  const { ended } = bench.start(place, operation(), argsFor(point), { SCRATCH: scratch }, smallDisk(scratch));
  const fault = faultOf(await ended);
  expect(fault).toMatchObject({ code: 1, name: "not_enough_disk" });
  expect(fault.message).toMatch(/^The dump needs about .* but only .* are free\.$/);
});

it("that needs a role which this server does not have says which", async () => {
  await bench.query(
    place.database,
    `CREATE ROLE ${ROLE}; CREATE POLICY seen ON res_partner TO ${ROLE} USING (true)`,
  );
  try {
    const withRole = await bench.run(place, operation(), ["backup"]);
    await bench.query(place.database, `DROP POLICY seen ON res_partner; DROP ROLE ${ROLE}`);
    expect(await restored({}, argsFor(withRole))).toMatchObject({ code: 1, name: "missing_role" });
  } finally {
    await bench.query(
      place.database,
      `DROP POLICY IF EXISTS seen ON res_partner; DROP ROLE IF EXISTS ${ROLE}`,
    );
  }
});

it("that needs an extension which this role may not make says so", async () => {
  await bench.query(place.database, "CREATE EXTENSION dblink");
  try {
    const withExtension = await bench.run(place, operation(), ["backup"]);
    expect(await restored({}, argsFor(withExtension))).toMatchObject({ code: 1, name: "missing_extension" });
  } finally {
    await bench.query(place.database, "DROP EXTENSION dblink");
  }
});
