import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";

/**
 * Reads a JSON file.
 * @returns the value, or `missing` when the file does not exist
 * @throws {Failure} when it exists but is not JSON
 */
export function readJson(file, missing = undefined) {
  if (!existsSync(file)) return missing;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Failure(`${file} is damaged (not JSON). Remove it, or start again with --fresh.`);
  }
}

/** Writes a JSON file in one move: a reader sees the old or the new content, never half of it. */
export function writeJson(file, value, { mode = 0o644 } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode });
  chmodSync(draft, mode);
  renameSync(draft, file);
}

/** Changes a JSON object file: reads, merges the given keys, writes. Returns the new content. */
export function mergeJson(file, changes) {
  const merged = { ...readJson(file, {}), ...changes };
  writeJson(file, merged);
  return merged;
}

/**
 * What is known about the demo data of one database.
 * @param {string | undefined} databaseUrl undefined or empty: the local database
 * @returns {{ seed?: "begun" | "done", scenario?: string | null }}
 */
export function seedOf(file, databaseUrl) {
  return readJson(file, {}).seeds?.[databaseKey(databaseUrl)] ?? {};
}

/** Remembers it; `undefined` forgets it. */
export function rememberSeed(file, databaseUrl, known) {
  const seeds = { ...readJson(file, {}).seeds, [databaseKey(databaseUrl)]: known };
  mergeJson(file, { seeds });
}

/** A hash, because a database URL may hold a password. */
function databaseKey(databaseUrl) {
  return databaseUrl ? createHash("sha256").update(databaseUrl).digest("hex").slice(0, 32) : "local";
}

/** A password made once and kept in a file only its owner may read. */
export function keptPassword(file) {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const password = randomBytes(24).toString("base64url");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * The keys of this installation, made once: HOLDFAST_KEY seals stored credentials, NEXTAUTH_SECRET signs
 * sessions. A key given in the environment wins and is not written to the file.
 */
export function installationSecrets(file) {
  const kept = readJson(file, {});
  const secrets = {
    HOLDFAST_KEY: kept.HOLDFAST_KEY ?? randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: kept.NEXTAUTH_SECRET ?? randomBytes(32).toString("base64"),
  };
  writeJson(file, secrets, { mode: 0o600 });
  return {
    HOLDFAST_KEY: process.env.HOLDFAST_KEY || secrets.HOLDFAST_KEY,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secrets.NEXTAUTH_SECRET,
  };
}
