import "server-only";
import { randomFillSync } from "node:crypto";

/** Chance is asked for many at once: asking costs more than what is asked for. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** A UUIDv7 for rows that are written by SQL of our own: they sort by the millisecond of their making. */
export function uuid7(now = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + 16);
  used += 16;
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
