import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Database, Tx } from "@/lib/data/client";
import {
  type BurnSums,
  burnSums,
  type CountedLevel,
  type Standing,
  type SummedPart,
  sinceSum,
  writeStandings,
} from "@/lib/data/ledger/service-level-rows";
import type { AlertFact } from "@/lib/domain/alert/source";
import { backFrom, startOfHour } from "@/lib/domain/service-level/bucket";
import { budgetOf, burnRate } from "@/lib/domain/service-level/budget";
import { alarmOf, type BurnRules, type Burns } from "@/lib/domain/service-level/burn";
import { type IndicatorId, indicatorOf, isIndicatorId } from "@/lib/domain/service-level/indicator";
import { alarmText } from "@/lib/domain/service-level/words";
import { raiseFacts } from "../alert/raise";
import { byEnvironment } from "../health/by-environment";
import { type SettingsByTier, TIERS } from "./settings";

/** Objectives whose alarm changes, written in one transaction with their alerts. */
const AT_ONCE = 200;

type Judged = {
  level: CountedLevel;
  indicator: IndicatorId;
  standing: Standing;
  burns: Burns;
  rules: BurnRules;
};

/** Says of every objective what is left and how fast it burns; a changed alarm raises or ends its alert in the same commit. */
export async function judgeLevels(
  db: Database,
  levels: readonly CountedLevel[],
  { settings, now }: { settings: SettingsByTier; now: Date },
): Promise<{ changed: number; events: LiveEvent[] }> {
  const [parts, burned] = [byId(await sinceSum(db)), await burnedBy(db, settings, now)];
  const judged = levels.flatMap((level) =>
    isIndicatorId(level.indicator)
      ? [
          judgeOne(level, level.indicator, {
            settings,
            now,
            part: parts.get(level.id),
            sums: burned.get(level.id),
          }),
        ]
      : [],
  );
  const moment = { now, hour: startOfHour(now) };
  const changed = judged.filter(({ level, standing }) => standing.alarm !== level.alarm);
  const same = judged.filter(({ level, standing }) => standing.alarm === level.alarm);
  await db.transaction((tx) =>
    writeStandings(
      tx,
      same.map(({ standing }) => standing),
      moment,
    ),
  );
  const events: LiveEvent[] = [];
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    const some = changed.slice(first, first + AT_ONCE);
    events.push(...(await db.transaction((tx) => writeChanged(tx, some, moment))));
  }
  return { changed: changed.length, events };
}

const byId = <Row extends { id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

async function burnedBy(
  db: Database,
  settings: SettingsByTier,
  now: Date,
): Promise<ReadonlyMap<string, BurnSums>> {
  const rows: BurnSums[] = [];
  for (const tier of TIERS) rows.push(...(await burnSums(db, tier, beginsOf(settings(tier).burn, now))));
  return byId(rows);
}

const beginsOf = ({ fast, slow }: BurnRules, now: Date): [Date, Date, Date, Date] => [
  backFrom(now, fast.longMinutes),
  backFrom(now, fast.shortMinutes),
  backFrom(now, slow.longMinutes),
  backFrom(now, slow.shortMinutes),
];

type Known = {
  settings: SettingsByTier;
  now: Date;
  part: SummedPart | undefined;
  sums: BurnSums | undefined;
};

function judgeOne(level: CountedLevel, indicator: IndicatorId, { settings, now, part, sums }: Known): Judged {
  const { target, windowSeconds } = level;
  const rules = settings(level.tier).burn;
  const whole = {
    good: level.good + (part?.good ?? 0),
    bad: level.bad + (part?.bad ?? 0),
    known: level.known + (part?.known ?? 0),
    unknown: 0,
  };
  const budget = budgetOf(whole, { target, windowSeconds });
  const begins = beginsOf(rules, now);
  const rates = begins.map((begin, index) => {
    const tally = {
      good: sums?.good[index] ?? 0,
      bad: sums?.bad[index] ?? 0,
      known: sums?.known[index] ?? 0,
    };
    return burnRate({ ...tally, unknown: 0 }, (now.getTime() - begin.getTime()) / 1_000, target);
  });
  const [fastLong = null, fastShort = null, slowLong = null, slowShort = null] = rates;
  const burns = { fast: { long: fastLong, short: fastShort }, slow: { long: slowLong, short: slowShort } };
  const alarm = alarmOf(rules, burns, level.alarm);
  return {
    ...{ level, indicator, burns, rules },
    standing: {
      id: level.id,
      budgetLeft: budget?.left ?? null,
      attained: budget?.attained ?? null,
      burns: rates,
      alarm,
      alarmSince: alarm === "none" ? null : alarm === level.alarm ? level.alarmSince : now,
    },
  };
}

async function writeChanged(
  tx: Tx,
  changed: readonly Judged[],
  moment: { now: Date; hour: Date },
): Promise<LiveEvent[]> {
  await writeStandings(
    tx,
    changed.map(({ standing }) => standing),
    moment,
  );
  const facts = byEnvironment(changed.map((one) => ({ ...one, environmentId: one.level.environmentId })));
  const places = new Set(changed.map(({ level }) => level.environmentId));
  const events: LiveEvent[] = [];
  // In one order for everybody, so that two that raise for the same places never wait for each other.
  for (const environmentId of [...places].sort()) {
    const own = facts(environmentId).map((one) => factOf(one, moment.now));
    events.push(...(await raiseFacts(tx, environmentId, own, moment.now)));
  }
  return events;
}

function factOf({ level, indicator, standing, burns, rules }: Judged, now: Date): AlertFact {
  const { id, windowDays } = level;
  if (standing.alarm === "none") return endOfAlarm(id, indicator, now);
  const told = { rules, burns, left: standing.budgetLeft };
  return {
    ...endOfAlarm(id, indicator, now),
    severity: standing.alarm === "fast" ? "bad" : "warn",
    sentence: alarmText({ indicator, windowDays }, standing.alarm, told),
    firing: true,
  };
}

/** That an objective's budget no longer burns too fast, or that it is no longer counted. */
export const endOfAlarm = (id: string, indicator: IndicatorId, now: Date): AlertFact => ({
  ...{ key: `objective:${id}`, source: "objective", domain: indicatorOf(indicator).domain },
  ...{ severity: "warn", title: `Error budget: ${indicatorOf(indicator).title}` },
  ...{ sentence: "The error budget no longer burns too fast.", since: now, firing: false },
});
