import { HORIZON_DAYS, nextOpenStretch } from "./opening";
import type { Calendar } from "./standing";
import { DAY_MS } from "./wall-clock";
import { neededSeconds, type WindowNeed } from "./window-fit";
import type { WindowSettings } from "./window-policy";

/** Open stretches that are tried one after the other: two for every day that is looked ahead. */
const STRETCHES = 2 * HORIZON_DAYS;

/**
 * The first open stretch from `at` on that the change fits into; where nothing has to fit, simply the first. Null when
 * none is in sight. `from` is `at` itself where it is open and long enough already.
 */
export function nextFitting(
  calendar: Calendar,
  at: Date,
  { need, settings }: { need: WindowNeed | null; settings: WindowSettings },
): { from: Date; until: Date | null } | null {
  const wanted =
    need === null || settings.gate !== "block" ? 0 : neededSeconds(need) + settings.marginMinutes * 60;
  const end = at.getTime() + HORIZON_DAYS * DAY_MS;
  let from = at;
  for (let tried = 0; tried < STRETCHES; tried += 1) {
    const stretch = nextOpenStretch(calendar, from);
    if (stretch === null || stretch.from.getTime() > end) return null;
    const { until } = stretch;
    if (until === null || until.getTime() - stretch.from.getTime() >= wanted * 1_000) return stretch;
    from = until;
  }
  return null;
}
