import { type Calendar, type Stand, standing } from "./standing";
import { DAY_MS } from "./wall-clock";

/** So far ahead an opening or a closing is looked for. */
export const HORIZON_DAYS = 400;

/** Moments looked at before an answer: one for every edge of some years of nights. */
const EDGES = 2_000;

/** When it opens; null `at` says that it stays closed as far as was looked, until `lookedUntil`. */
export type Opening = { at: Date | null; lookedUntil: Date };

/** When it closes, and by what: a window that ends or something that begins to block. Null: nothing closes it in sight. */
export type Closing = { at: Date; by: Stand } | null;

/** The first moment from `at` on, itself included, at which the calendar is open. */
export function nextOpening(calendar: Calendar, at: Date, horizonDays = HORIZON_DAYS): Opening {
  if (!calendar.complete) return { at: null, lookedUntil: at };
  const end = at.getTime() + horizonDays * DAY_MS;
  let now = at;
  for (let edge = 0; edge < EDGES && now.getTime() <= end; edge += 1) {
    const { open, blocks } = standing(calendar, now);
    if (open) return { at: now, lookedUntil: now };
    const next = blocks[0]?.occurrence.until ?? nextWindow(calendar, now);
    if (next === null) return { at: null, lookedUntil: new Date(end) };
    now = next;
  }
  return { at: null, lookedUntil: new Date(Math.min(now.getTime(), end)) };
}

/** When the next window opens that is not open yet. */
function nextWindow(calendar: Calendar, at: Date): Date | null {
  const begins = upcoming(calendar, at, "opens").map(({ occurrence }) => occurrence.from.getTime());
  return begins.length === 0 ? null : new Date(Math.min(...begins));
}

function upcoming(calendar: Calendar, at: Date, effect: "opens" | "blocks"): Stand[] {
  return calendar.entries.flatMap(({ event, next }): Stand[] => {
    if (event.effect !== effect) return [];
    const occurrence = next(at.getTime());
    return occurrence === null ? [] : [{ event, occurrence }];
  });
}

const firstToBegin = (stands: readonly Stand[]): Stand | null =>
  stands.reduce<Stand | null>(
    (first, stand) => (first === null || stand.occurrence.from < first.occurrence.from ? stand : first),
    null,
  );

/** The first moment after `at` at which the calendar closes; asked while it is open. */
export function nextClosing(calendar: Calendar, at: Date, horizonDays = HORIZON_DAYS): Closing {
  const end = at.getTime() + horizonDays * DAY_MS;
  const block = firstToBegin(upcoming(calendar, at, "blocks"));
  const byBlock = block === null ? null : { at: block.occurrence.from, by: block };
  const byWindow = windowsEnd(calendar, at, Math.min(end, byBlock?.at.getTime() ?? end));
  const first = byWindow !== null && (byBlock === null || byWindow.at <= byBlock.at) ? byWindow : byBlock;
  return first !== null && first.at.getTime() <= end ? first : null;
}

/** Where the open windows end, those that follow without a gap taken along; null without windows or beyond `limit`. */
function windowsEnd(calendar: Calendar, at: Date, limit: number): Closing {
  let now = at;
  let last: Stand | null = null;
  for (let edge = 0; edge < EDGES; edge += 1) {
    const [open] = standing(calendar, now).windows;
    if (open === undefined) return last === null ? null : { at: last.occurrence.until, by: last };
    last = open;
    now = open.occurrence.until;
    if (now.getTime() > limit) return null;
  }
  return last === null ? null : { at: now, by: last };
}

/** The stretch of open time that holds `at` or comes next; its end is null when nothing ends it in sight. */
export function nextOpenStretch(
  calendar: Calendar,
  at: Date,
  horizonDays = HORIZON_DAYS,
): { from: Date; until: Date | null; by: Stand | null } | null {
  const { at: from } = nextOpening(calendar, at, horizonDays);
  if (from === null) return null;
  const closing = nextClosing(calendar, from, horizonDays);
  return { from, until: closing?.at ?? null, by: closing?.by ?? null };
}
