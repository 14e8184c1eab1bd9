import "server-only";

/** Prisma's codes for a database that cannot be reached, is busy, or asks to try again. */
const OUTAGE_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const OUTAGE_TEXT =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Connection terminated|timeout exceeded when trying to connect|too many clients|the database system is|57P0[123]/;
/** What is said when no connection was given: the work had not begun. */
const FULL_CODES = new Set(["P2024", "P2037"]);
const FULL_TEXT = /timeout exceeded when trying to connect|Unable to start a transaction|too many clients/;

/**
 * What an error says of the database itself: `full` when no connection became free, so that nothing was begun;
 * `silent` when it cannot be reached, broke off or asks to try again; null when the error is about something else.
 */
export function databaseTrouble(error: unknown): "full" | "silent" | null {
  if (!(error instanceof Error)) return null;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (FULL_CODES.has(code) || FULL_TEXT.test(error.message)) return "full";
  if (OUTAGE_CODES.has(code) || OUTAGE_TEXT.test(error.message)) return "silent";
  return databaseTrouble(error.cause);
}
