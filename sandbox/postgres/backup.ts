import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { record, records, text } from "@/sandbox/api/json";
import { type Instance, SERVER_PORT, SUPERUSER } from "@/sandbox/postgres/server";
import {
  BACKUP_FILE,
  type BaseBackup,
  baseDirectory,
  forgetOld,
  segmentName,
} from "@/sandbox/postgres/store";

/** Copies the running server into the store, and forgets what the retention no longer needs. @throws Error in words */
export async function takeBaseBackup(instance: Instance, name: string): Promise<BaseBackup> {
  const { archive, address, passwords, segmentMegabytes } = instance.settings;
  if (archive === null) throw new Error("This server has no object store.");
  const begun = new Date();
  const id = begun.toISOString().replace(/[-:]/g, "").slice(0, 15);
  const root = instance.directory(baseDirectory(archive));
  const draft = join(root, `.${id}.part`);
  rmSync(draft, { recursive: true, force: true });
  const where = ["-h", address, "-p", String(SERVER_PORT), "-U", SUPERUSER, "--no-password"];
  // Without its own log: the server waits until what the copy needs is archived.
  const how = ["-D", draft, "-Ft", "-z", "-X", "none", "--checkpoint=fast", "--no-sync"];
  await instance.run("pg_basebackup", [...where, ...how], { PGPASSWORD: passwords.superuser });
  const [range] = records(
    record(JSON.parse(readFileSync(join(draft, "backup_manifest"), "utf8")))["WAL-Ranges"],
  );
  const [beginLsn, endLsn] = [text(range?.["Start-LSN"]) ?? "", text(range?.["End-LSN"]) ?? ""];
  const segment = (lsn: string) =>
    segmentName(Number(range?.["Timeline"] ?? 1), lsn, segmentMegabytes * 1_048_576);
  const backup: BaseBackup = {
    ...{ id, name, beginLsn, endLsn, beginWal: segment(beginLsn), endWal: segment(endLsn) },
    beginTime: begun.toISOString(),
    endTime: new Date().toISOString(),
    bytes: statSync(join(draft, "base.tar.gz")).size,
  };
  writeFileSync(join(draft, BACKUP_FILE), `${JSON.stringify(backup)}\n`);
  renameSync(draft, join(root, id));
  if (archive.retentionDays !== null) forgetOld(archive, archive.retentionDays, Date.now());
  return backup;
}
