import "server-only";
import { TransientFailure } from "@/lib/ports/failure";

/** Prisma's codes for a database that cannot be reached, is busy, or asks to try again. */
const OUTAGE_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const OUTAGE_TEXT =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Connection terminated|timeout exceeded when trying to connect|the database system is|57P0[123]/;

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && OUTAGE_CODES.has(error.code)) return true;
  return OUTAGE_TEXT.test(error.message) || isOutage(error.cause);
}

/** Runs database work for a step: an outage of PostgreSQL is transient there, not a bug. */
export async function asTransient<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new TransientFailure("Holdfast's own database does not answer.", { cause: error });
  }
}
