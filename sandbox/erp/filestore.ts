import { createHash, randomBytes } from "node:crypto";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Odoo's content-addressed files: `filestore/<database>/<2 hex>/<sha1>`; written once, never changed. */
export type Filestore = {
  readonly directory: string;
  /** Stores the bytes and returns what `ir_attachment` records about them. */
  put(bytes: Buffer): Promise<{ store_fname: string; checksum: string; file_size: number }>;
};

/**
 * The real directory of ODOO_DATA_DIR. The node gives mount paths as a map because a local process has no
 * file system of its own; without a mount the path is used as it stands.
 */
export function dataDirectory(environment: NodeJS.ProcessEnv): string {
  const path = environment["ODOO_DATA_DIR"] ?? "/var/lib/odoo";
  const mounts: unknown = JSON.parse(environment["SANDBOX_MOUNTS"] ?? "{}");
  if (typeof mounts !== "object" || mounts === null) return path;
  const matches = Object.entries(mounts)
    .filter(([mount]) => path === mount || path.startsWith(`${mount}/`))
    .sort(([left], [right]) => right.length - left.length);
  const [mount, directory] = matches[0] ?? [];
  if (mount === undefined || typeof directory !== "string") return path;
  return join(directory, path.slice(mount.length));
}

/** Opens the filestore of one database; directories appear with the first file. */
export function openFilestore(dataDir: string, database: string): Filestore {
  const directory = join(dataDir, "filestore", database);
  return {
    directory,
    async put(bytes) {
      const checksum = createHash("sha1").update(bytes).digest("hex");
      const store_fname = `${checksum.slice(0, 2)}/${checksum}`;
      const target = join(directory, store_fname);
      const known = await stat(target).catch(() => undefined);
      if (known?.size !== bytes.length) {
        await mkdir(join(directory, checksum.slice(0, 2)), { recursive: true });
        const partial = `${target}.${randomBytes(4).toString("hex")}.part`;
        await writeFile(partial, bytes);
        await rename(partial, target);
      }
      return { store_fname, checksum, file_size: bytes.length };
    },
  };
}
