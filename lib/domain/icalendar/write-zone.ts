import { writeLine } from "./line";
import { compact, localAt, offsetSeconds } from "./moment";

const DAY_MS = 86_400_000;
/** Years a file spells out at most; calendar programs know the zones by their names anyway. */
const MOST_YEARS = 30;

type Turn = { at: number; before: number; after: number };

/**
 * A VTIMEZONE from what the clock of `zone` does between two years: one part for each pair of offsets, with every turn
 * as RDATE, so that it says what is known and extrapolates nothing.
 */
export function writeZone(zone: string, years: { from: number; until: number }): string {
  const from = Date.UTC(years.from, 0, 1);
  const until = Date.UTC(Math.min(years.until, years.from + MOST_YEARS) + 1, 0, 1);
  const turns = turnsBetween(zone, from, until);
  const first = offsetSeconds(from, zone);
  return [
    writeLine("BEGIN", "VTIMEZONE"),
    writeLine("TZID", zone),
    part({ at: from, before: first, after: first }, []),
    ...groups(turns).map(([turn, ...more]) => (turn === undefined ? "" : part(turn, more))),
    writeLine("END", "VTIMEZONE"),
  ].join("");
}

function groups(turns: readonly Turn[]): Turn[][] {
  const byOffsets = new Map<string, Turn[]>();
  for (const turn of turns) {
    const key = `${turn.before} ${turn.after}`;
    byOffsets.set(key, [...(byOffsets.get(key) ?? []), turn]);
  }
  return [...byOffsets.values()];
}

function part(turn: Turn, more: readonly Turn[]): string {
  const name = turn.after > turn.before ? "DAYLIGHT" : "STANDARD";
  // A turn is named by what the clock showed before it.
  const local = ({ at, before }: Turn) => compact(localAt(at + before * 1_000, "UTC"));
  return [
    writeLine("BEGIN", name),
    writeLine("DTSTART", local(turn)),
    ...more.map((each) => writeLine("RDATE", local(each))),
    writeLine("TZOFFSETFROM", offset(turn.before)),
    writeLine("TZOFFSETTO", offset(turn.after)),
    writeLine("END", name),
  ].join("");
}

function offset(seconds: number): string {
  const size = Math.abs(seconds);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const rest = size % 60 === 0 ? "" : two(size % 60);
  return `${seconds < 0 ? "-" : "+"}${two(size / 3_600)}${two((size % 3_600) / 60)}${rest}`;
}

/** Days are compared first, then the second is found by halving. */
function turnsBetween(zone: string, from: number, until: number): Turn[] {
  const turns: Turn[] = [];
  let before = offsetSeconds(from, zone);
  for (let day = from + DAY_MS; day <= until; day += DAY_MS) {
    const after = offsetSeconds(day, zone);
    if (after === before) continue;
    let [low, high] = [(day - DAY_MS) / 1_000, day / 1_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetSeconds(middle * 1_000, zone) === before) low = middle;
      else high = middle;
    }
    turns.push({ at: high * 1_000, before, after });
    before = after;
  }
  return turns;
}
