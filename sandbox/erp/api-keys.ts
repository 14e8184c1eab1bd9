import { createHash, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Sql } from "@/sandbox/erp/connection";

const derive = promisify(pbkdf2);
const ROUNDS = 6_000;
const INDEX_LENGTH = 8;
const REMEMBERED = 200;

/** A new key: 40 hexadecimal digits, as Odoo generates them. */
export function generateApiKey(): string {
  return randomBytes(20).toString("hex");
}

/** The hash Odoo stores: passlib's `$pbkdf2-sha512$rounds$salt$checksum`. */
export async function hashApiKey(
  key: string,
  salt: Buffer = randomBytes(16),
  rounds = ROUNDS,
): Promise<string> {
  const checksum = await derive(key, salt, rounds, 64, "sha512");
  return `$pbkdf2-sha512$${rounds}$${encode(salt)}$${encode(checksum)}`;
}

/** Stores a key for a user; only its hash and first eight digits reach the database. */
export async function registerApiKey(
  sql: Sql,
  options: { userId: number; name: string; key: string; days: number },
): Promise<void> {
  await sql(
    `INSERT INTO res_users_apikeys (name, user_id, scope, expiration_date, index, key)
     VALUES ($1, $2, 'rpc', (now() AT TIME ZONE 'utc') + make_interval(days => $3), $4, $5)`,
    [
      options.name,
      options.userId,
      options.days,
      options.key.slice(0, INDEX_LENGTH),
      await hashApiKey(options.key),
    ],
  );
}

/** Checks keys against the database; remembers which hash a key already matched, never the key itself. */
export class ApiKeyCheck {
  readonly #matched = new Map<string, string>();

  /** The user the key belongs to, or undefined for an unknown, expired or foreign key. */
  async userOf(sql: Sql, key: string): Promise<number | undefined> {
    if (key.length < INDEX_LENGTH || key.length > 200) return undefined;
    const rows = await sql<{ user_id: number; key: string }>(
      `SELECT k.user_id, k.key FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id AND u.active
        WHERE k.index = $1 AND (k.scope IS NULL OR k.scope = 'rpc')
          AND (k.expiration_date IS NULL OR k.expiration_date >= now() AT TIME ZONE 'utc') LIMIT 20`,
      [key.slice(0, INDEX_LENGTH)],
    );
    for (const row of rows) if (await this.#matches(key, row.key)) return row.user_id;
    return undefined;
  }

  async #matches(key: string, stored: string): Promise<boolean> {
    const fingerprint = createHash("sha256").update(key).digest("hex");
    if (this.#matched.get(fingerprint) === stored) return true;
    const matched = await verifyHash(key, stored);
    if (matched) {
      if (this.#matched.size >= REMEMBERED) this.#matched.clear();
      this.#matched.set(fingerprint, stored);
    }
    return matched;
  }
}

/** Compares a secret with a passlib pbkdf2-sha512 hash in constant time. */
export async function verifyHash(secret: string, stored: string): Promise<boolean> {
  const [, scheme, rounds, salt, checksum] = stored.split("$");
  if (scheme !== "pbkdf2-sha512" || rounds === undefined || salt === undefined || checksum === undefined)
    return false;
  const expected = decode(checksum);
  const actual = await derive(secret, decode(salt), Number(rounds), expected.length, "sha512");
  return timingSafeEqual(actual, expected);
}

/** passlib's base64: "." for "+", no padding. */
function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", ".").replace(/=+$/, "");
}

function decode(text: string): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}
