import "server-only";
import type { Database } from "@/lib/data/client";
import {
  addTallies,
  type CountedLevel,
  type NewTally,
  type SampledRow,
  samplesToCount,
} from "@/lib/data/ledger/service-level-rows";
import { startOfFive, startOfHour } from "@/lib/domain/service-level/bucket";
import { countsAt } from "@/lib/domain/service-level/hours";
import { added, isIndicatorId, type Tally, tallyOf } from "@/lib/domain/service-level/indicator";
import { byEnvironment } from "../health/by-environment";
import type { PlantHours } from "./plant-hours";

/** Readings are kept as read for six hours: what is older was folded or removed. */
const OLDEST_MS = 6 * 3_600_000;
/** Readings of a moment are written a little after it. */
const LAG_MS = 15_000;
/** So much is counted at once, so that hours missed do not fill the memory. */
const PART_MS = 900_000;
const AT_ONCE = 20_000;

type Counting = { levels: readonly CountedLevel[]; hoursOf: PlantHours; turnSeconds: number };

/** Counts health's readings that nobody has counted yet; answers how many. Each is counted once, whoever counts. */
export async function countSamples(
  db: Database,
  counting: Counting,
  { countedUntil, now, stopping }: { countedUntil: Date | null; now: Date; stopping: AbortSignal },
): Promise<number> {
  const oldest = now.getTime() - OLDEST_MS;
  const end = now.getTime() - LAG_MS;
  let [mark, from] = [countedUntil, Math.max(oldest, countedUntil?.getTime() ?? oldest)];
  let counted = 0;
  while (from < end && !stopping.aborted) {
    const to = new Date(Math.min(end, from + PART_MS));
    const rows = await samplesToCount(db, { from: new Date(from), to });
    const tallies = talliesOf(rows, counting);
    const ours = await db.transaction((tx) => addAll(tx, { from: mark, to }, tallies));
    if (!ours) return counted;
    counted += rows.length;
    [mark, from] = [to, to.getTime()];
  }
  return counted;
}

async function addAll(
  tx: Parameters<typeof addTallies>[0],
  { from, to }: { from: Date | null; to: Date },
  tallies: readonly NewTally[],
): Promise<boolean> {
  if (!(await addTallies(tx, { from, to }, tallies.slice(0, AT_ONCE)))) return false;
  for (let first = AT_ONCE; first < tallies.length; first += AT_ONCE)
    await addTallies(tx, { from: to, to }, tallies.slice(first, first + AT_ONCE));
  return true;
}

/** What the readings come to, by objective and by five minutes and hour. Sorted, so that no two writers wait crosswise. */
function talliesOf(rows: readonly SampledRow[], { levels, hoursOf, turnSeconds }: Counting): NewTally[] {
  const levelsOf = byEnvironment(levels);
  const last = new Map<string, Date>();
  const sums = new Map<string, NewTally>();
  for (const { environmentId, at, readings } of rows) {
    const before = last.get(environmentId);
    last.set(environmentId, at);
    // A reading speaks for one turn, or for the time since the one before where turns come faster.
    const since = before === undefined ? turnSeconds : (at.getTime() - before.getTime()) / 1_000;
    const seconds = Math.min(turnSeconds, since);
    for (const level of levelsOf(environmentId)) {
      if (!isIndicatorId(level.indicator)) continue;
      if (level.hours === "shifts" && !countsAt(hoursOf(environmentId), at)) continue;
      const tally = tallyOf(level.indicator, level.limit, (slot) => readings[slot] ?? null, seconds);
      addTo(sums, { id: level.id, level: 0, at: startOfFive(at) }, tally);
      addTo(sums, { id: level.id, level: 1, at: startOfHour(at) }, tally);
    }
  }
  return [...sums.values()].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
}

function addTo(
  sums: Map<string, NewTally>,
  place: Pick<NewTally, "id" | "level" | "at">,
  tally: Tally,
): void {
  const key = `${place.id}/${place.level}/${place.at.getTime()}`;
  const before = sums.get(key);
  sums.set(key, { ...place, ...(before === undefined ? tally : added(before, tally)) });
}
