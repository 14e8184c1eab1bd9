import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { inRoot } from "./paths.mjs";

const ignored = /(^|\/)(node_modules|generated|\.next|dist)(\/|$)|\.test\.tsx?$|\.md$/;

/**
 * A fingerprint of what a build reads: the content of every file in the given folders and files.
 * Tests and generated code do not count. A path that does not exist counts as absent.
 * @param {string[]} paths relative to the repository's root
 * @param {string} more anything else the build depends on
 */
export function fingerprint(paths, more) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]).update(more);
  for (const file of paths.flatMap(filesIn).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(inRoot(file)));
  }
  return hash.digest("hex");
}

function filesIn(relative) {
  const absolute = inRoot(relative);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [relative];
  const entries = readdirSync(absolute, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = `${relative}/${entry.name}`;
    if (ignored.test(name)) return [];
    if (entry.isDirectory()) return filesIn(name);
    return entry.isFile() ? [name] : [];
  });
}
