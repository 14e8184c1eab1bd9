import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { accessAs, serverAccount } from "./account.mjs";
import { Failure } from "./failure.mjs";
import { waitFor } from "./http.mjs";
import { commandLineOf, signal } from "./identity.mjs";
import { postgresDirectories } from "./packages.mjs";
import { runLogged } from "./process.mjs";
import { keptPassword } from "./state.mjs";

/**
 * Starts a PostgreSQL server of our own: loopback only, password required (SCRAM), no Unix socket.
 * @param {import("./supervisor.mjs").Supervisor} supervisor
 * @param {{ name: string, dir: string, port: number, user: string, fsync?: boolean }} options
 *   `dir` gets data/ and password; `fsync: false` is for tests, whose data nobody misses
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>} the URL of database "postgres"
 * @throws {Failure} when it cannot be set up or does not accept connections within 60 s
 */
export async function startPostgres(supervisor, { name, dir, port, user, fsync = true }) {
  mkdirSync(dir, { recursive: true });
  const data = path.join(dir, "data");
  const account = serverAccount();
  const as = accessAs(account, dir);
  const password = keptPassword(path.join(dir, "password"));
  const programs = programsFor(data);
  if (!existsSync(data))
    await initialise({ supervisor, name, dir, data, account, as, programs, user, password, fsync });
  await endOrphan(data);
  const [command, ...args] = [
    ...as.prefix,
    path.join(programs, "postgres"),
    "-D",
    data,
    ...settings(port, fsync),
  ];
  const server = supervisor.start(name, command, args, {
    ...spawnOptions(as, dir),
    tier: 2,
    graceSeconds: 3,
    signal: "SIGINT", // "fast" shutdown: sessions are ended, nothing is lost
    group: false,
  });
  const ready = () => readyLine(data, server.pid);
  const hint = `See ${supervisor.logFile(name)}.`;
  await Promise.race([
    waitFor(`PostgreSQL (${name})`, ready, { limitSeconds: 60, everyMilliseconds: 50, hint }),
    supervisor.death,
  ]);
  return { url: `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`, port, stop: server.stop };
}

function spawnOptions(as, dir) {
  const env = {
    HOME: dir,
    LC_ALL: "C",
    PGDATA: undefined,
    PGPORT: undefined,
    PGUSER: undefined,
    PGPASSWORD: undefined,
  };
  return { cwd: "/", env, ...(as.uid === undefined ? {} : { uid: as.uid, gid: as.gid }) };
}

function settings(port, fsync) {
  const values = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 300,
    shared_buffers: "128MB",
    max_wal_size: "512MB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(fsync ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
}

/** The programs of the major version that made the data; of the newest version when there is none yet. */
function programsFor(data) {
  const directories = postgresDirectories();
  const versionFile = path.join(data, "PG_VERSION");
  if (!existsSync(versionFile)) return directories[0];
  const made = readFileSync(versionFile, "utf8").trim();
  const match = directories.find((directory) => majorOf(directory) === made);
  if (match) return match;
  throw new Failure(
    `The database in ${data} was made by PostgreSQL ${made}, but only version ${directories.map(majorOf).join(", ")} is installed. Install PostgreSQL ${made}, or remove that directory to begin with an empty database.`,
  );
}

function majorOf(directory) {
  const named = /(\d+)\/bin$/.exec(directory)?.[1];
  if (named) return named;
  const { stdout } = spawnSync(path.join(directory, "postgres"), ["--version"], {
    encoding: "utf8",
    timeout: 5000,
  });
  return /(\d+)/.exec(stdout ?? "")?.[1] ?? "unknown";
}

/** Makes the database cluster beside its final place and moves it there whole, so that half a cluster never counts. */
async function initialise({ supervisor, name, dir, data, account, as, programs, user, password, fsync }) {
  const draft = path.join(dir, "data.new");
  const passwordFile = path.join(dir, "initial-password");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const file of [draft, passwordFile]) chownSync(file, account.uid, account.gid);
  const words = [
    "-D",
    draft,
    "-U",
    user,
    "--encoding=UTF8",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
  ];
  const [command, ...args] = [
    ...as.prefix,
    path.join(programs, "initdb"),
    ...words,
    ...(fsync ? [] : ["--no-sync"]),
  ];
  const options = {
    logFile: supervisor.logFile(`${name}-initdb`),
    limitSeconds: 90,
    ...spawnOptions(as, dir),
  };
  try {
    await runLogged("initdb", command, [...args, `--locale=${unicodeLocale()}`], options);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  chmodSync(draft, 0o700);
  renameSync(draft, data);
}

/** The locale that knows letters beyond ASCII and needs nothing installed. */
function unicodeLocale() {
  return process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
}

/**
 * Deals with the postmaster.pid of a server that outlived its owner: the server is stopped; a number that
 * now belongs to another program is forgotten.
 */
async function endOrphan(data) {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  const ours = () => commandLineOf(pid).includes(data);
  if (!ours()) {
    rmSync(file, { force: true });
    return;
  }
  signal(pid, "SIGINT");
  const hint = `End it with: kill ${pid}`;
  await waitFor(`the earlier PostgreSQL (process ${pid}) to stop`, () => !ours(), { limitSeconds: 15, hint });
}

/** PostgreSQL writes "ready" into the eighth line of postmaster.pid once it accepts connections. */
function readyLine(data, pid) {
  const lines = readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}
