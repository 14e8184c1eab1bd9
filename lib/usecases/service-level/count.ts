import "server-only";
import type { Database } from "@/lib/data/client";
import {
  addTallies,
  type CountedLevel,
  type NewTally,
  type SampledRow,
  samplesToCount,
} from "@/lib/data/ledger/service-level-rows";
import { questionWindow } from "@/lib/domain/health/promql";
import { startOfFive, startOfHour } from "@/lib/domain/service-level/bucket";
import { countsAt } from "@/lib/domain/service-level/hours";
import {
  added,
  indicatorOf,
  isIndicatorId,
  NO_TALLY,
  type Tally,
  tallyOf,
} from "@/lib/domain/service-level/indicator";
import { isPlanned } from "@/lib/domain/service-level/planned";
import { byEnvironment } from "../health/by-environment";
import { type PlannedDowntimes, plannedDowntimes } from "./planned-downtime";
import type { PlantHours } from "./plant-hours";

/** Readings are kept as read for six hours: what is older was folded or removed. */
const OLDEST_MS = 6 * 3_600_000;
/** Readings of a moment are written a little after it. */
const LAG_MS = 15_000;
/** So much is counted at once, so that hours missed do not fill the memory. */
const PART_MS = 900_000;
const AT_ONCE = 20_000;

type Counting = {
  levels: readonly CountedLevel[];
  hoursOf: PlantHours;
  turnSeconds: number;
};

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
  const lookBackSeconds = questionWindow(counting.turnSeconds);
  while (from < end && !stopping.aborted) {
    const to = new Date(Math.min(end, from + PART_MS));
    const rows = await samplesToCount(db, { from: new Date(from), to });
    const planned = await plannedDowntimes(db.prisma, placesOf(rows), {
      ...{ from: new Date(from - lookBackSeconds * 1_000), until: to },
    });
    const tallies = talliesOf(rows, counting, planned);
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
function talliesOf(
  rows: readonly SampledRow[],
  { levels, hoursOf, turnSeconds }: Counting,
  planned: PlannedDowntimes,
): NewTally[] {
  const lookBackSeconds = questionWindow(turnSeconds);
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
      const { domain } = indicatorOf(level.indicator);
      const leftOut =
        level.plannedDowntime === "left_out" &&
        isPlanned(planned(environmentId), { domain, at, lookBackSeconds });
      const tally = leftOut
        ? { ...NO_TALLY, planned: seconds }
        : {
            ...tallyOf(level.indicator, level.limit, (slot) => readings[slot] ?? null, seconds),
            planned: 0,
          };
      addTo(sums, { id: level.id, level: 0, at: startOfFive(at) }, tally);
      addTo(sums, { id: level.id, level: 1, at: startOfHour(at) }, tally);
    }
  }
  return [...sums.values()].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
}

type Counted = Tally & { planned: number };

const placesOf = (rows: readonly SampledRow[]): readonly string[] => [
  ...new Set(rows.map(({ environmentId }) => environmentId)),
];

function addTo(
  sums: Map<string, NewTally>,
  place: Pick<NewTally, "id" | "level" | "at">,
  tally: Counted,
): void {
  const key = `${place.id}/${place.level}/${place.at.getTime()}`;
  const before = sums.get(key);
  const sum =
    before === undefined ? tally : { ...added(before, tally), planned: before.planned + tally.planned };
  sums.set(key, { ...place, ...sum });
}
