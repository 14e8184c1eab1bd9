import "server-only";
import { TransientFailure } from "@/lib/ports/failure";
import { databaseTrouble } from "../trouble";

/** Runs database work for a step: an outage of PostgreSQL is transient there, not a bug. */
export async function asTransient<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (databaseTrouble(error) === null) throw error;
    throw new TransientFailure("Holdfast's own database does not answer.", { cause: error });
  }
}
