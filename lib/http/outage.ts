import "server-only";
import { databaseTrouble } from "@/lib/data/trouble";
import { Problem } from "@/lib/domain/shared/problem";

/** After as many seconds a client may ask again; a pool that is full has moved on by then. */
export const RETRY_AFTER_SECONDS = 5;

/**
 * The Problem `unavailable` for an error that speaks of the database and not of what was asked; null for any other.
 * Without a connection nothing was begun; of a connection that broke off nobody knows, and a write says so.
 */
export function outageOf(error: unknown, writes: boolean): Problem | null {
  const facts = { retryAfterSeconds: RETRY_AFTER_SECONDS };
  const again = `Try again in ${RETRY_AFTER_SECONDS} seconds`;
  switch (databaseTrouble(error)) {
    case "full":
      return new Problem(
        "unavailable",
        `Holdfast is very busy: no connection to its database became free. Nothing was changed. ${again}.`,
        facts,
      );
    case "silent":
      return new Problem(
        "unavailable",
        writes
          ? `Holdfast's own database does not answer. ${again}, and look first whether it was done.`
          : `Holdfast's own database does not answer. ${again}.`,
        facts,
      );
    case null:
      return null;
  }
}
