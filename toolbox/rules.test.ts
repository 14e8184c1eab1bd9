import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCommand } from "@/toolbox/arguments";
import { runChild } from "@/toolbox/child";
import { compareRows } from "@/toolbox/commands/verify";
import { derivedName } from "@/toolbox/databases";
import { explainPostgres, explainRestic } from "@/toolbox/failure";
import { compareAttachments, requireSpace } from "@/toolbox/files";
import { fitted } from "@/toolbox/report";
import { Run } from "@/toolbox/run";
import { readSettings, redact } from "@/toolbox/settings";
import { type Part, Unread } from "@/toolbox/unread";

const VARIABLES = {
  ...{ PGHOST: "db", PGUSER: "shop", PGPASSWORD: "p4ss", PGDATABASE: "shop", RESTIC_PASSWORD: "k3y" },
  ...{
    RESTIC_REPOSITORY: "/r",
    FILESTORE: "/f/",
    SCRATCH: "/tmp",
    OPERATION: "op-1",
    PATH: process.env["PATH"],
  },
};
const ID = "a".repeat(64);
const PAIR = [`--database-snapshot=${ID}`, `--filestore-snapshot=${ID}`];

describe("settings", () => {
  it("come from the environment, with the maintenance role beside the environment's own", () => {
    const settings = readSettings({
      ...VARIABLES,
      PGMAINTENANCE_USER: "admin",
      LABELS: '{"tenant":"north"}',
    });
    expect(settings).toMatchObject({
      connection: { user: "shop", port: 5432 },
      maintenance: { user: "admin", host: "db", database: "postgres" },
      ...{ filestore: "/f", labels: { tenant: "north" }, jobs: 2 },
    });
  });

  it.each([
    [{ PGDATABASE: "" }, "PGDATABASE is not set."],
    [{ JOBS: "many" }, "JOBS must be a whole number from 1 to 32."],
    [{ LABELS: "{" }, "LABELS is not valid JSON."],
    [{ LABELS: '{"a":"b,c"}' }, "The label a must be"],
    [{ LABELS: '{"operation":"x"}' }, "a name that cannot be used: operation"],
    [{ OPERATION: "../x" }, "OPERATION must be"],
  ])("are refused in words: %o", (wrong, message) => {
    expect(() => readSettings({ ...VARIABLES, ...wrong })).toThrow(message);
  });

  it("keep secrets out of every text", () => {
    const { secrets } = readSettings(VARIABLES);
    expect(redact("p4ss at postgresql://shop:other@db/x with k3y", secrets)).toBe(
      "… at postgresql://…@db/x with …",
    );
  });
});

describe("the command line", () => {
  it.each([
    [["backup", "--prune"], "backup knows no --prune."],
    [["restore", ...PAIR], "--into-database and --into-filestore are needed."],
    [["verify", `--database-snapshot=${ID}`], "--database-snapshot and --filestore-snapshot are needed."],
    [["verify", ...PAIR, "--read-data=lots"], '--read-data must be a share like "5%", or a part like "2/4".'],
    [["verify", ...PAIR, '--expected={"rowCounts":{"a":"b"}}'], "whole numbers"],
    [
      ["restore", ...PAIR, "--into-database=x", "--into-filestore=/x", "--keep-existing=replace"],
      "ever overwritten",
    ],
    [["forget", "--prune"], "--points must name"],
    [["forget", "--points=../x"], "no id of an operation"],
    [["dance"], "Usage: toolbox"],
  ])("refuses %j", (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});

describe("failures have names", () => {
  it.each([
    ["pg_dump: error: aborting because of server version mismatch", "version_mismatch"],
    ['ERROR:  extension "postgis" is not available', "missing_extension"],
    ['ERROR:  permission denied to create extension "plpython3u"', "missing_extension"],
    ['ERROR:  role "reporting" does not exist', "missing_role"],
    ['ERROR:  invalid locale name: "de_AT.UTF-8"', "missing_locale"],
    ["ERROR: could not extend file: No space left on device", "not_enough_disk"],
    ['FATAL:  password authentication failed for user "shop"', "permission_denied"],
    ["ERROR:  permission denied for table ir_attachment", "permission_denied"],
    ["Error: connect ECONNREFUSED 127.0.0.1:5432", "database_unreachable"],
    ["something nobody foresaw", "failed"],
  ])("of the database: %s", (text, fault) => {
    expect(explainPostgres(text, "pg_restore").fault).toBe(fault);
  });

  it.each([
    'error: could not read blocks 5..5 in file "base/16384/16453": read only 0 of 8192 bytes',
    'ERROR:  could not read block 5 in file "base/16384/16453": Input/output error',
    "ERROR:  invalid page in block 0 of relation base/16384/16453",
    'error: could not open file "base/16384/16453": No such file or directory',
    "ERROR:  missing chunk number 0 for toast value 16467 in pg_toast_16453",
    "ERROR:  could not access status of transaction 4294967295",
    "ERROR:  invalid memory alloc request size 18446744073709551613",
    'FATAL:  could not open file "base/16384/pg_filenode.map": No such file or directory',
    'FATAL:  database "shop" does not exist\nDETAIL:  The database subdirectory "base/16384" is missing.',
    'FATAL:  cannot connect to invalid database "shop"',
    'ERROR:  index "sale_order_pkey" contains unexpected zero page at block 0',
  ])("says of a database that cannot be read that it is damaged: %s", (text) => {
    for (const what of ["pg_dump", "database shop", "pg_restore"])
      expect(explainPostgres(text, what).fault).toBe("database_damaged");
  });

  it("does not take a full disk, a refused file or a missing database for damage", () => {
    const faultOf = (text: string) => explainPostgres(text, "pg_dump").fault;
    expect(faultOf('could not extend file "base/1/2": No space left on device')).toBe("not_enough_disk");
    expect(faultOf('error: database "shop" does not exist')).toBe("database_missing");
    expect(faultOf("pg_dump: error: could not read something else")).toBe("failed");
  });

  it("calls a dump damaged only when it was the dump that could not be read", () => {
    for (const text of [
      "pg_restore: error: could not read from input file: end of file",
      "pg_restore: error: unexpected end of file",
      "pg_restore: error: did not find magic string in file header: invalid magic",
    ])
      expect(explainPostgres(text, "pg_restore").fault).toBe("repository_damaged");
  });

  it.each([
    ["Fatal: wrong password or no key found", "wrong_repository_key"],
    ["ignoring error for /dump/1.dat: ciphertext verification failed", "repository_damaged"],
    ["Pack ID does not match, want dcc4, got 4070", "repository_damaged"],
    ["unable to open config file: stat /r/config: no such file or directory", "repository_missing"],
    [
      'unable to open config file: Stat: Get "http://s3/": dial tcp: connection refused',
      "repository_unreachable",
    ],
    ["unable to create lock in backend: stat /r/locks: not a directory", "repository_unreachable"],
    ["client.PutObject: Access Denied.", "permission_denied"],
    ["unable to create lock in backend: repository is already locked by PID 7", "repository_locked"],
    ['invalid id "abcd": no matching ID found for prefix "abcd"', "snapshot_missing"],
    ["write /r/data/x: no space left on device", "not_enough_disk"],
  ])("of the repository: %s", (text, fault) => {
    expect(explainRestic(text, "restic").fault).toBe(fault);
  });
});

it("counts what the Job is given, not what its node has", async () => {
  const scratch = mkdtempSync(join(tmpdir(), "scratch-"));
  const settings = readSettings({ ...VARIABLES, SCRATCH: scratch, SCRATCH_GIBIBYTES: "1" });
  const run = new Run({ ...settings, scratchBytes: 1_000 }, new AbortController().signal, () => undefined);
  writeFileSync(join(scratch, "dump"), Buffer.alloc(400));
  expect(settings.scratchBytes).toBe(1_073_741_824);
  await requireSpace(run, join(scratch, "work"), 600, "The dump");
  await expect(requireSpace(run, join(scratch, "work"), 601, "The dump")).rejects.toThrow(
    "only 600 B are free of what the Job is given (HOLDFAST_TOOLBOX_SCRATCH_GIB of the worker)",
  );
  await requireSpace(run, tmpdir(), 601, "The filestore");
  rmSync(scratch, { recursive: true });
});

describe("files that could not be read", () => {
  const numbered = (number: number) =>
    `{"message_type":"error","error":{"Op":"open","Path":"b","Err":${number}},"during":"archival","item":"/files/b"}`;
  const worded = (message: string) =>
    `{"message_type":"error","error":{"message":"${message}"},"during":"scan","item":"/files/c"}`;
  const warning = "Warning: at least one source file could not be read";
  const gone = [numbered(2), worded("lstat c: no such file or directory"), warning].join("\n");

  const vanished = (part: Part, errors: string) => {
    const unread = new Unread(part);
    for (const line of errors.split("\n")) unread.see(line);
    return unread.vanished();
  };

  it("are counted in a filestore when they are gone, however many", () => {
    expect(vanished("filestore", gone)).toBe(2);
    const unread = new Unread("filestore");
    for (let line = 0; line < 100_000; line += 1) unread.see(numbered(2));
    expect(unread.vanished()).toBe(100_000);
    unread.see(numbered(13));
    expect(() => unread.vanished()).toThrow("/files/b: permission denied.");
  });

  it.each([
    ["database", gone, "The dump could not be read whole: /files/b: no such file"],
    ["filestore", `${gone}\n${numbered(13)}`, "/files/b: permission denied."],
    ["filestore", `${gone}\n${numbered(5)}`, "/files/b: input/output error."],
    ["filestore", worded("read c: stale NFS file handle"), "/files/c: read c: stale NFS file handle."],
    ["filestore", warning, "restic does not say why"],
  ] as const)("end a backup of the %s otherwise: %#", (part, errors, said) => {
    expect(() => vanished(part, errors)).toThrow(said);
  });
});

describe("programs", () => {
  const runOf = (limitMs: number, stop = new AbortController()) =>
    new Run({ ...readSettings(VARIABLES), limitMs }, stop.signal, () => undefined);

  it("end with their time limit, and with the run", async () => {
    const sleep = { program: "sleep", args: ["30"], environment: {} };
    await expect(runChild(runOf(60_000), { ...sleep, limitMs: 100 })).rejects.toMatchObject({
      fault: "time_limit",
    });
    await expect(runChild(runOf(100), sleep)).rejects.toMatchObject({ fault: "time_limit" });
    const stop = new AbortController();
    const ended = runChild(runOf(60_000, stop), sleep);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ fault: "interrupted" });
  });

  it("that are not installed are named", async () => {
    const missing = { program: "no-such-program", args: [], environment: {} };
    await expect(runChild(runOf(60_000), missing)).rejects.toThrow("no-such-program could not be started");
  });
});

describe("comparing", () => {
  it("names the tables that differ", () => {
    expect(compareRows({ sale_order: 42 }, { sale_order: 41, stock_move: 3 })).toMatchObject({
      ok: false,
      detail: "sale_order has 42 rows, not 41; stock_move has no rows, not 3",
    });
    expect(compareRows({ sale_order: 42 }, { sale_order: 42 }).ok).toBe(true);
  });

  it("takes over what was recorded at the backup", () => {
    const expected = { rowCounts: { sale_order: 42 }, dumpSha256: "0".repeat(64), attachmentsPresent: 7 };
    const command = readCommand(["verify", ...PAIR, `--expected=${JSON.stringify(expected)}`]);
    expect(command).toMatchObject({ name: "verify", options: { expected, attachments: 200 } });
  });

  it("counts rows, not files, and names what is missing", async () => {
    const directory = mkdtempSync(join(tmpdir(), "toolbox-lists-"));
    const list = (name: string, lines: string[]) => {
      const file = join(directory, name);
      writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
      return file;
    };
    const wanted = list("wanted", ["aa/1\t2", "bb/2\t1", "cc/3\t5", "s3://elsewhere\t1"]);
    const present = list("present", ["aa/0", "aa/1", "bb/3", "cc/3"]);
    expect(await compareAttachments(wanted, present)).toEqual({
      ...{ total: 9, present: 7, percent: 77.77, missing: ["bb/2", "s3://elsewhere"] },
    });
    rmSync(directory, { recursive: true });
  });

  it("keeps derived database names within PostgreSQL's length", () => {
    const [one, two] = ["op-1", "op-2"].map((operation) => derivedName("d".repeat(63), "verify", operation));
    expect([one?.length, one === two]).toEqual([63, false]);
  });
});

it("a report always fits a termination message, and keeps what matters", () => {
  const missing = Array.from({ length: 20 }, (_each, index) => `${index}`.padEnd(60, "x"));
  const long = {
    ok: true,
    databaseSnapshotId: ID,
    attachments: { total: 9, missing },
    notes: ["n".repeat(3_900)],
  };
  const rowCounts = Object.fromEntries(
    Array.from({ length: 200 }, (_each, index) => [`table_${index}`, index]),
  );
  for (const report of [long, { ...long, rowCounts }]) {
    const json = fitted(report);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(4_096);
    expect(JSON.parse(json)).toMatchObject({ ok: true, databaseSnapshotId: ID, attachments: { total: 9 } });
  }
});
