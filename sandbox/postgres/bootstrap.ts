import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { type Instance, SUPERUSER, untilAnswering } from "@/sandbox/postgres/server";
import { backupFor, baseBackups, baseDirectory } from "@/sandbox/postgres/store";

const ANSWER_LIMIT_MS = 60_000;
const RECOVERY_LIMIT_MS = 30 * 60_000;
const LOOK_MS = 200;

/** Whoever reaches the socket is let in: it lies in a directory of the server's account, while it exists at all. */
const ACCESS = `local all all trust
host all all 127.0.0.0/8 scram-sha-256
host replication all 127.0.0.0/8 scram-sha-256
`;

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** An empty server with the application's database and its owner. Begun again, it begins anew. */
export async function initialise(instance: Instance): Promise<void> {
  const { settings, data } = instance;
  const draft = instance.directory(join(settings.volume, "pgdata.new"));
  rmSync(draft, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  instance.directory(draft);
  const words = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync", "--no-instructions"];
  const size = `--wal-segsize=${settings.segmentMegabytes}`;
  await instance.run("initdb", ["-D", draft, "-U", SUPERUSER, size, ...words]);
  renameSync(draft, data);
  writeFileSync(join(data, "pg_hba.conf"), ACCESS);
  await instance.alone({ archive_mode: "off" }, async (connect, server) => {
    const client = await untilAnswering(server, connect, ANSWER_LIMIT_MS);
    try {
      await client.query(`CREATE ROLE ${identifier(settings.owner)} LOGIN`);
      for (const statement of settings.postInitSQL) await client.query(statement);
      await client.query(
        `CREATE DATABASE ${identifier(settings.database)} OWNER ${identifier(settings.owner)}`,
      );
      await setPasswords(instance, client);
    } finally {
      await client.end();
    }
  });
}

async function setPasswords({ settings }: Instance, client: pg.Client): Promise<void> {
  const { superuser, owner } = settings.passwords;
  await client.query(`ALTER ROLE ${identifier(SUPERUSER)} PASSWORD ${literal(superuser)}`);
  await client.query(`ALTER ROLE ${identifier(settings.owner)} LOGIN PASSWORD ${literal(owner)}`);
}

/**
 * The server as it was at the target time: base backup, then the log up to there, then a timeline of its own.
 * @throws Error when no base backup is old enough, or the log ends before the target
 */
export async function recover(instance: Instance): Promise<void> {
  const { settings, data } = instance;
  const { recovery } = settings;
  if (recovery === null) throw new Error("There is no source to recover from.");
  const { targetTime } = recovery;
  const base = backupFor(baseBackups(recovery), targetTime);
  if (base === undefined) throw new Error(`no target backup found for ${targetTime ?? "the end of the log"}`);
  console.log(`Target backup found: ${base.id}, ended at ${base.endTime}`);
  rmSync(data, { recursive: true, force: true });
  instance.directory(data);
  await instance.run("tar", ["-xzf", join(baseDirectory(recovery), base.id, "base.tar.gz"), "-C", data]);
  writeFileSync(join(data, "pg_hba.conf"), ACCESS);
  writeFileSync(join(data, "recovery.signal"), "");
  instance.own(join(data, "recovery.signal"));
  const target = targetTime === null ? {} : { recovery_target_time: withZone(targetTime) };
  const replay = {
    archive_mode: "off",
    restore_command: 'sh "$RESTORE_SCRIPT" "%f" "%p"',
    recovery_target_action: "promote",
    ...target,
  };
  await instance.alone(replay, async (connect, server) => {
    const client = await untilAnswering(server, () => promoted(connect), RECOVERY_LIMIT_MS);
    try {
      await setPasswords(instance, client);
    } finally {
      await client.end();
    }
  });
  if (existsSync(join(data, "recovery.signal"))) throw new Error("The recovery did not come to its end.");
}

/** The operator's times are RFC 3339; PostgreSQL wants a space and a zone it knows. */
function withZone(time: string): string {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) throw new Error(`${time} is no time.`);
  return moment.toISOString().replace("T", " ").replace("Z", "+00");
}

/** A connection once the server has left recovery; it answers before that, but takes no writes. */
async function promoted(connect: () => Promise<pg.Client>): Promise<pg.Client> {
  const client = await connect();
  const { rows } = await client.query<{ recovering: boolean }>("SELECT pg_is_in_recovery() AS recovering");
  if (rows[0]?.recovering === false) return client;
  await client.end();
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  throw new Error("still recovering");
}
