import { execFileSync, spawnSync } from "node:child_process";
import { Failure } from "./failure.mjs";
import { onPath } from "./packages.mjs";

/**
 * The account database servers run under: PostgreSQL refuses to run as root, so root lends it Debian's
 * `postgres` account (or `nobody`). Anybody else runs it as themselves.
 * @returns {{ uid: number, gid: number } | undefined} undefined: run it as the present user
 * @throws {Failure} when there is no such account
 */
export function serverAccount() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf(name, "-u");
    const gid = idOf(name, "-g");
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Failure(
    "PostgreSQL does not run as root and there is no account named postgres. Create one (useradd --system postgres) or run this as an ordinary user.",
  );
}

function idOf(name, flag) {
  try {
    const text = execFileSync("id", [flag, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5000,
    });
    return Number(text.trim());
  } catch {
    return undefined;
  }
}

/**
 * How to start a program as that account so that it reaches `directory`.
 * Where a directory above is closed to others (a clone under /root), the program keeps the one capability
 * that lets it walk through, if the machine grants it.
 * @returns {{ uid?: number, gid?: number, prefix: string[] }} options for spawn and words before the command
 * @throws {Failure} when the account cannot reach the directory
 */
export function accessAs(account, directory) {
  if (!account) return { prefix: [] };
  if (reaches([], account, directory)) return { ...account, prefix: [] };
  const setpriv = onPath("setpriv");
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  for (const capability of setpriv ? ["dac_read_search", "dac_override"] : []) {
    const prefix = [setpriv, ...identity, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
    if (reaches(prefix, undefined, directory)) return { prefix };
  }
  throw new Failure(
    `PostgreSQL does not run as root, and the account it uses instead cannot enter ${directory}. Move the clone to a place others may enter (for example /opt or /srv), or allow it with chmod o+x on the directories above.`,
  );
}

function reaches(prefix, account, directory) {
  const [command, ...args] = [...prefix, "ls", "-d", `${directory}/.`];
  return spawnSync(command, args, { stdio: "ignore", timeout: 5000, ...account }).status === 0;
}
