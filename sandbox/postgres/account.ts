import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How a program of the server is started: words before its name, and whom it runs as. */
export type Access = {
  readonly prefix: readonly string[];
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly as: { readonly uid?: number; readonly gid?: number };
};

/**
 * PostgreSQL refuses to run as root, so root lends it Debian's account `postgres` (or `nobody`). Where a directory above
 * is closed to that account, the program keeps the one capability that lets it walk through.
 * @throws Error when there is no such account, or it cannot reach the directory
 */
export function accessAs(directory: string): Access {
  if (process.getuid?.() !== 0) return { prefix: [], owner: undefined, as: {} };
  const owner = serverAccount();
  if (reaches([], owner, directory)) return { prefix: [], owner, as: owner };
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
  for (const capability of ["dac_read_search", "dac_override"]) {
    const prefix = ["setpriv", ...identity, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
    if (reaches(prefix, {}, directory)) return { prefix, owner, as: {} };
  }
  throw new Error(`PostgreSQL does not run as root, and its account cannot enter ${directory}.`);
}

function serverAccount(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = [idOf(name, "-u"), idOf(name, "-g")];
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and there is no account named postgres.");
}

function idOf(name: string, flag: string): number | undefined {
  try {
    return Number(
      execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe", timeout: 5_000 }).trim(),
    );
  } catch {
    return undefined;
  }
}

function reaches(prefix: readonly string[], as: { uid?: number; gid?: number }, directory: string): boolean {
  const [command = "ls", ...args] = [...prefix, "ls", "-d", `${directory}/.`];
  return spawnSync(command, args, { stdio: "ignore", timeout: 5_000, ...as }).status === 0;
}

/** The directory of the newest installed server's programs; undefined when there is none. */
export function serverPrograms(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const brew = ["18", "17", "16", "15"].map((version) => `/opt/homebrew/opt/postgresql@${version}/bin`);
  const named = (process.env["PATH"] ?? "").split(delimiter);
  return [...versions.map((version) => join(debian, version, "bin")), ...named, ...brew].find((directory) =>
    ["initdb", "postgres", "pg_basebackup"].every((name) => existsSync(join(directory, name))),
  );
}
