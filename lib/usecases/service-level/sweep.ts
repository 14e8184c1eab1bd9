import "server-only";
import type { Database } from "@/lib/data/client";
import { type CountedLevel, countedLevels, sumWindows } from "@/lib/data/ledger/service-level-rows";
import {
  claimServiceLevelTurn,
  endServiceLevelTurn,
  followTiers,
  type GivenTerms,
  orphanedLevels,
} from "@/lib/data/ledger/service-level-turn";
import { tellSoon } from "@/lib/data/ledger/telling";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import { startOfHour } from "@/lib/domain/service-level/bucket";
import { countedSeconds } from "@/lib/domain/service-level/hours";
import { isIndicatorId } from "@/lib/domain/service-level/indicator";
import type { EventChannel } from "@/lib/ports/outside";
import { raiseFacts } from "../alert/raise";
import { countSamples } from "./count";
import { endOfAlarm, judgeLevels } from "./judge";
import type { PlantHours, plantHoursReader } from "./plant-hours";
import { type SettingsByTier, serviceLevelSettings, TIERS } from "./settings";

const CLAIM_LIMIT_MS = 120_000;
/** Windows summed anew in one turn; the others keep the sum of an hour before, and what came since. */
const SUMS_AT_ONCE = 500;

export type ServiceLevelDependencies = {
  db: Database;
  channel: EventChannel;
  plantHours: ReturnType<typeof plantHoursReader>;
};

/** `turnSeconds`: how often health reads, which is what one reading speaks for. */
type Turn = { now: Date; turnSeconds: number; stopping: AbortSignal };
export type SweptLevels = { objectives: number; readings: number; changed: number };

/** Counts and judges every objective if the turn has come and nobody is at it; null otherwise. */
export async function sweepServiceLevels(
  deps: ServiceLevelDependencies,
  { intervalMs, ...turn }: Turn & { intervalMs: number },
): Promise<SweptLevels | null> {
  const claimed = await claimServiceLevelTurn(deps.db, { intervalMs, limitMs: CLAIM_LIMIT_MS });
  if (claimed === null) return null;
  try {
    return await serviceLevelTurn(deps, claimed.countedUntil, turn);
  } finally {
    await endServiceLevelTurn(deps.db);
  }
}

/** One turn, which nobody else may be at. */
export async function serviceLevelTurn(
  deps: ServiceLevelDependencies,
  countedUntil: Date | null,
  { now, turnSeconds, stopping }: Turn,
): Promise<SweptLevels> {
  const { db } = deps;
  const settings = await serviceLevelSettings(db.prisma);
  await followPolicy(db, settings, now);
  const before = await countedLevels(db);
  const working = before.filter(({ hours }) => hours === "shifts").map(({ environmentId }) => environmentId);
  const hoursOf = await deps.plantHours(working, now);
  const counting = { levels: before, hoursOf, turnSeconds };
  const readings = await countSamples(db, counting, { countedUntil, now, stopping });
  await sumDue(db, before, hoursOf, now);
  const levels = await countedLevels(db);
  const { changed, events } = await judgeLevels(db, levels, { settings, now });
  tellSoon(deps, events);
  return { objectives: levels.length, readings, changed };
}

/** Brings objectives that follow their tier to what it asks for, and ends those it no longer asks for. */
async function followPolicy(db: Database, settings: SettingsByTier, now: Date): Promise<void> {
  const terms = TIERS.flatMap((tier) =>
    settings(tier).objectives.map((one): GivenTerms => ({ ...one, tier })),
  );
  await followTiers(db, terms);
  const gone = await orphanedLevels(db, terms);
  if (gone.length === 0) return;
  await db.transaction(async (tx) => {
    for (const { id, environmentId, indicator, alarm } of gone)
      if (alarm !== "none" && isIndicatorId(indicator))
        await raiseFacts(tx, environmentId, [endOfAlarm(id, indicator, now)], now);
    await tx.serviceLevel.deleteMany({ where: { id: { in: gone.map(({ id }) => id) }, custom: false } });
  });
}

/** Sums the windows whose last sum is of an earlier hour, some at a time. */
async function sumDue(
  db: Database,
  levels: readonly CountedLevel[],
  hoursOf: PlantHours,
  now: Date,
): Promise<void> {
  const until = startOfHour(now);
  const due = levels
    .filter(({ sumUntil }) => sumUntil === null || sumUntil.getTime() !== until.getTime())
    .sort((one, other) => (one.sumUntil?.getTime() ?? 0) - (other.sumUntil?.getTime() ?? 0))
    .slice(0, SUMS_AT_ONCE);
  const rows = due.map(({ id, environmentId, windowDays, hours }) => {
    const from = new Date(until.getTime() - windowDays * DAY_MS);
    const stretches = hours === "shifts" ? hoursOf(environmentId) : null;
    return { id, from, windowSeconds: countedSeconds(stretches, { from, until }) };
  });
  await sumWindows(db, rows, until);
}
