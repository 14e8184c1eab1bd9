import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { type Access, accessAs, serverPrograms } from "@/sandbox/postgres/account";
import type { InstanceSettings, StorePlace } from "@/sandbox/postgres/settings";
import { logDirectory } from "@/sandbox/postgres/store";

export const SERVER_PORT = 5432;
export const SUPERUSER = "postgres";
const LOOK_MS = 50;

export type Server = {
  readonly exited: Promise<number>;
  /** Ends sessions and stops in order. */
  stop(): Promise<number>;
};

/** The programs and files of one instance. */
export class Instance {
  readonly settings: InstanceSettings;
  readonly data: string;
  readonly #access: Access;
  readonly #programs: string;

  /** @throws Error when no PostgreSQL is installed */
  constructor(settings: InstanceSettings) {
    const programs = serverPrograms();
    if (programs === undefined) throw new Error("No PostgreSQL server is installed on this machine.");
    this.settings = settings;
    this.#programs = programs;
    mkdirSync(settings.volume, { recursive: true });
    this.#access = accessAs(settings.volume);
    this.data = join(settings.volume, "pgdata");
  }

  /** A directory that belongs to the server's account. */
  directory(path: string): string {
    // Those above must let the account through.
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.own(path);
    return path;
  }

  own(path: string): void {
    const { owner } = this.#access;
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  }

  spawn(program: string, args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
    const { prefix, as } = this.#access;
    const named = program.includes("/") ? program : join(this.#programs, program);
    const [command = named, ...words] = [...prefix, existsSync(named) ? named : program, ...args];
    return spawn(command, words, {
      cwd: this.settings.volume,
      env: { ...process.env, LC_ALL: "C", ...environment, NODE_ENV: "production" },
      stdio: ["ignore", "inherit", "inherit"],
      ...as,
    });
  }

  /** Runs a program to its end. @throws Error naming it and its exit code */
  async run(
    program: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<void> {
    const code = await ended(this.spawn(program, args, environment));
    if (code !== 0) throw new Error(`${program} ended with ${code}.`);
  }

  /** Starts the server; it answers when `untilAnswering` says so. */
  start(more: Readonly<Record<string, string>>): Server {
    const all = { ...this.settings.parameters, ...this.#fixed(), ...more };
    const words = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = this.spawn("postgres", ["-D", this.data, ...words], this.#scripts());
    const exited = ended(child);
    return {
      exited,
      stop: async () => {
        // A fast shutdown: sessions end, what is committed stays, the last segment is archived.
        child.kill("SIGINT");
        return exited;
      },
    };
  }

  /**
   * Runs `work` with a server nobody else can reach: its socket lies in a directory of its own, and it listens nowhere.
   */
  async alone<T>(
    more: Readonly<Record<string, string>>,
    work: (connect: () => Promise<pg.Client>, server: Server) => Promise<T>,
  ): Promise<T> {
    const sockets = this.directory(mkdtempSync(join(tmpdir(), "pg-")));
    const server = this.start({ listen_addresses: "", unix_socket_directories: sockets, ...more });
    const connect = () => connected({ host: sockets, user: SUPERUSER, database: "postgres" });
    try {
      return await work(connect, server);
    } finally {
      await server.stop();
      rmSync(sockets, { recursive: true, force: true });
    }
  }

  #fixed(): Record<string, string> {
    const { address, archive } = this.settings;
    return {
      listen_addresses: address,
      port: String(SERVER_PORT),
      unix_socket_directories: "",
      wal_level: "replica",
      timezone: "UTC",
      log_timezone: "UTC",
      jit: "off",
      archive_mode: archive === null ? "off" : "on",
      archive_command: archive === null ? "" : 'sh "$ARCHIVE_SCRIPT" "%p" "%f"',
    };
  }

  /** The paths of the two scripts go by the environment: a configuration value would have to be quoted twice. */
  #scripts(): Record<string, string> {
    const { archive, recovery, volume } = this.settings;
    const files = { ARCHIVE_SCRIPT: join(volume, "archive.sh"), RESTORE_SCRIPT: join(volume, "restore.sh") };
    if (archive !== null) {
      this.directory(archive.directory);
      this.directory(join(archive.directory, archive.serverName));
      this.directory(logDirectory(archive));
      writeFileSync(files.ARCHIVE_SCRIPT, archiveScript(archive));
    }
    if (recovery !== null) writeFileSync(files.RESTORE_SCRIPT, restoreScript(recovery));
    return files;
  }
}

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

/** A segment arrives under its name only when it is whole; one that arrived before must be the same. */
const archiveScript = (place: StorePlace): string => `set -e
directory=${quoted(logDirectory(place))}/$(printf %.16s "$2")
mkdir -p "$directory"
if [ -e "$directory/$2.gz" ]; then
  gzip -dc "$directory/$2.gz" | cmp -s - "$1"
  exit
fi
gzip -1 -c "$1" > "$directory/.$2.part"
mv "$directory/.$2.part" "$directory/$2.gz"
`;

const restoreScript = (
  place: StorePlace,
): string => `file=${quoted(logDirectory(place))}/$(printf %.16s "$1")/$1.gz
[ -e "$file" ] && gzip -dc "$file" > "$2"
`;

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}

export async function connected(options: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ port: SERVER_PORT, connectionTimeoutMillis: 5_000, ...options });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Connects as soon as the server answers. @throws Error when it ends before that, or the limit has passed */
export async function untilAnswering(
  server: Server,
  connect: () => Promise<pg.Client>,
  limitMs: number,
): Promise<pg.Client> {
  const gone = server.exited.then((code) => {
    throw new Error(`The server ended with ${code} before it answered.`);
  });
  gone.catch(() => undefined);
  const deadline = Date.now() + limitMs;
  for (;;) {
    const client = await Promise.race([connect().catch(() => undefined), gone]);
    if (client !== undefined) return client;
    if (Date.now() > deadline) throw new Error(`The server did not answer within ${limitMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
