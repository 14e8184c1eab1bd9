import "server-only";
import { plannedStartRefusal } from "@/lib/domain/change/schedule";
import { Problem } from "@/lib/domain/shared/problem";

/**
 * The planned start somebody wrote down; undefined when they said nothing of it, null when it has none.
 * @throws Problem `invalid_input` for a time that has passed or lies too far ahead
 */
export function plannedStartOf(given: string | null | undefined, now: Date): Date | null | undefined {
  if (given === null || given === undefined) return given;
  const at = new Date(given);
  const message = plannedStartRefusal(at, now);
  if (message === null) return at;
  throw new Problem("invalid_input", message, { issues: [{ path: "plannedStart", message }] });
}
