import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { ServiceLevelDetail } from "@/lib/contracts/api/resources/service-level";
import { burnsOf } from "@/lib/data/ledger/service-level-rows";
import { ownedIn } from "@/lib/data/scope";
import { type HourTally, hourTallies } from "@/lib/data/service-levels";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import { HOUR_MS, startOfHour } from "@/lib/domain/service-level/bucket";
import { type Budget, budgetOf } from "@/lib/domain/service-level/budget";
import { added, indicatorOf, NO_TALLY } from "@/lib/domain/service-level/indicator";
import { badDuring } from "@/lib/domain/service-level/spent";
import { budgetText } from "@/lib/domain/service-level/words";
import { found, query } from "../query";
import { type Standing, standingIn } from "./burnt";
import { levelInclude, presentLevel, termsOf } from "./present";
import { serviceLevelSettings } from "./settings";

/** Less than a thousandth of the budget is not worth a line. */
const LEAST_SHARE = 0.001;
const MOST_BURNT = 20;

/** One objective with its course, and what stood while its budget was burnt. */
export const getServiceLevel = query({
  action: "service_level.read",
  input: API.getServiceLevel.params,
  run: async ({ ctx, scope, input }): Promise<ServiceLevelDetail> => {
    const db = ctx.db.prisma;
    const row = found(
      await db.serviceLevel.findFirst({
        where: { AND: [{ id: input.serviceLevelId }, ownedIn(scope)] },
        include: levelInclude,
      }),
      "objective",
    );
    const terms = termsOf(row);
    const { counts } = indicatorOf(terms.indicator);
    const to = ctx.now;
    const begin = new Date(startOfHour(to).getTime() - terms.windowDays * DAY_MS);
    const hours = await hourTallies(db, row.id, { from: begin, to });
    const from = shownFrom(hours, { begin, to });
    const sum = hours.reduce(added, NO_TALLY);
    const budget = budgetOf(sum, { target: terms.target, windowSeconds: row.windowSeconds });
    const { incidents, releases } = await standingIn(db, row.environmentId, { from: begin, to });
    const { burn, whenExhausted } = (await serviceLevelSettings(db))(row.environment.tenant.tier);
    const [fastLong = null, fastShort = null, slowLong = null, slowShort = null] = burnsOf(row.burns);
    return {
      ...presentLevel(ctx, row),
      budget: budget === null ? null : budgetText(budget, counts),
      ...{ from: from.toISOString(), to: to.toISOString(), whenExhausted },
      course: courseOf(hours, { from, to, budget }),
      markers: releases
        .filter(({ from: at }) => at >= from)
        .slice(-MOST_BURNT)
        .map(({ from: at, title }) => ({ at: at.toISOString(), label: title })),
      alarms: [
        { alarm: "fast", ...burn.fast, long: fastLong, short: fastShort },
        { alarm: "slow", ...burn.slow, long: slowLong, short: slowShort },
      ],
      burnt: burntBy([...incidents, ...releases], hours, budget, to),
      plannedSeconds: hours.reduce((seconds, { planned }) => seconds + planned, 0),
      unknownShare: sum.known + sum.unknown <= 0 ? 0 : sum.unknown / (sum.known + sum.unknown),
    };
  },
});

/** At most 168 points, at even times, and at least a day of hours. */
const STEPS = 168;
const LEAST_HOURS = 24;

/** A chart of what is measured since a moment ago begins there, not in the emptiness before. */
function shownFrom(hours: readonly HourTally[], { begin, to }: { begin: Date; to: Date }): Date {
  const first = hours[0]?.at.getTime() ?? begin.getTime();
  const least = startOfHour(to).getTime() - LEAST_HOURS * HOUR_MS;
  return new Date(Math.max(begin.getTime(), Math.min(first, least)));
}

/**
 * Points at even times. Where nothing counts, what was left still is; time of which nothing is known is a gap. The present
 * step ends now.
 */
function courseOf(
  hours: readonly HourTally[],
  { from, to, budget }: { from: Date; to: Date; budget: Budget | null },
): ServiceLevelDetail["course"] {
  const step = Math.ceil((to.getTime() - from.getTime()) / STEPS / HOUR_MS) * HOUR_MS;
  const steps = Math.ceil((to.getTime() - from.getTime()) / step);
  let left: number | null = null;
  return Array.from({ length: steps }, (_, index) => {
    const [begin, end] = [from.getTime() + index * step, from.getTime() + (index + 1) * step];
    const own = hours.filter(({ at }) => at.getTime() >= begin && at.getTime() < end);
    const known = own.some((hour) => hour.known > 0);
    left = own.findLast((hour) => hour.left !== null)?.left ?? left;
    const bad = own.reduce((sum, hour) => sum + hour.bad, 0);
    const blind = !known && own.some(({ unknown }) => unknown > 0);
    return {
      at: new Date(Math.min(end, to.getTime())).toISOString(),
      left: blind ? null : left,
      spent: budget === null || !known ? null : bad / budget.total,
    };
  });
}

function burntBy(
  standing: readonly Standing[],
  hours: readonly HourTally[],
  budget: Budget | null,
  now: Date,
): ServiceLevelDetail["burnt"] {
  if (budget === null) return [];
  return standing
    .map(({ kind, id, title, from, until }) => ({
      ...{ kind, id, title, from: from.toISOString(), to: until?.toISOString() ?? null },
      share: badDuring(hours, { from, until: until ?? now }) / budget.total,
    }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((one, other) => other.share - one.share)
    .slice(0, MOST_BURNT);
}
