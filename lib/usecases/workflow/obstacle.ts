import "server-only";
import type { Tx } from "@/lib/data/client";
import { sendAt } from "@/lib/domain/alert/route";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import { givesWay } from "@/lib/domain/workflow/give-way";
import { tryObstacle } from "@/lib/domain/workflow/obstacle";
import { runningOperations } from "../alert/ground";
import { loadShifts } from "../calendar/standing";
import type { TurnPlace } from "./turn";

const SHIFT_DAYS = 14;

/** When the next shift begins there; null while one stands, and where the calendar knows none. */
async function nextShift(tx: Tx, environmentId: string, now: Date): Promise<Date | null> {
  const calendar = (await loadShifts(tx, [environmentId]))(environmentId);
  const range = { from: now, until: new Date(now.getTime() + SHIFT_DAYS * DAY_MS) };
  const shifts = calendar.events.flatMap((event) => occurrencesBetween(event, range, 10));
  const from = sendAt({ workHours: true }, "ticket", shifts, now);
  return from > now ? from : null;
}

export type Obstacles = {
  /** Why nothing is tried there now; null when something can be. */
  always: string | null;
  /** Why what is tried in shifts only is not; the next shift's beginning says until when. */
  shifts: { why: string | null; until: Date | null };
  /** What a try gives way to for a moment; null when nothing is in its way. */
  busy: string | null;
};

/** What keeps the workflows of an environment from being tried now. `inShifts` is false where nobody asks for shifts. */
export async function obstaclesNow(
  tx: Tx,
  place: TurnPlace,
  inShifts: boolean,
  now: Date,
): Promise<Obstacles> {
  const operations = await runningOperations(tx, place.id);
  const shiftFrom = inShifts ? await nextShift(tx, place.id, now) : null;
  const { released, timeZone } = place;
  const around = { released, operations, timeZone };
  return {
    always: tryObstacle({ ...around, shiftFrom: null }),
    shifts: { why: tryObstacle({ ...around, shiftFrom }), until: shiftFrom },
    busy: givesWay(operations),
  };
}
