import { RISK_BANDS, type RiskBand, type RiskSettings } from "./settings";

/** A change that was started with a score, and has ended. */
export type JudgedOutcome = { score: number; failed: boolean; endedAt: Date };

/** So many must have ended before a rate is said: below, chance says more than the score. */
export const NEEDED = 10;
export const CALIBRATION_DAYS = 365;
const WEEK_MS = 7 * 24 * 3_600_000;
const WEEKS = 26;

export type BandOutcome = {
  band: RiskBand;
  from: number;
  to: number;
  judged: number;
  failed: number;
  failureRate: number | null;
  meanScore: number | null;
};
export type Week = { from: Date; judged: number; meanScore: number | null; failedPercent: number | null };
export type Calibration = {
  judged: number;
  failed: number;
  bands: readonly BandOutcome[];
  brier: { score: number; base: number } | null;
  weeks: readonly Week[];
  verdict: string;
};

/**
 * What was predicted held against what happened. The bands are those of today's settings over the scores of then. The
 * Brier score takes a score of 30 for a chance of 30 in 100; it is worth something when it is below always saying the
 * overall rate.
 */
export function calibrate(
  outcomes: readonly JudgedOutcome[],
  { mediumFrom, highFrom }: Pick<RiskSettings, "mediumFrom" | "highFrom">,
  now: Date,
): Calibration {
  const limits = {
    low: [0, mediumFrom - 1],
    medium: [mediumFrom, highFrom - 1],
    high: [highFrom, 100],
  } as const;
  const bands = RISK_BANDS.map((band): BandOutcome => {
    const [from, to] = limits[band];
    const within = outcomes.filter(({ score }) => score >= from && score <= to);
    const failed = failures(within);
    return {
      ...{ band, from, to, judged: within.length, failed, meanScore: mean(within.map(({ score }) => score)) },
      failureRate: within.length < NEEDED ? null : failed / within.length,
    };
  });
  const failed = failures(outcomes);
  const rate = outcomes.length === 0 ? 0 : failed / outcomes.length;
  const brier =
    outcomes.length < NEEDED
      ? null
      : {
          score: brierOf(outcomes, ({ score }) => score / 100),
          base: brierOf(outcomes, () => rate),
        };
  return {
    ...{ judged: outcomes.length, failed, bands, brier, weeks: weeksOf(outcomes, now) },
    verdict: verdictOf(outcomes.length, bands, brier),
  };
}

const failures = (outcomes: readonly JudgedOutcome[]): number =>
  outcomes.filter(({ failed }) => failed).length;
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const brierOf = (outcomes: readonly JudgedOutcome[], chance: (one: JudgedOutcome) => number): number =>
  mean(outcomes.map((one) => (chance(one) - (one.failed ? 1 : 0)) ** 2)) ?? 0;

function weeksOf(outcomes: readonly JudgedOutcome[], now: Date): readonly Week[] {
  return Array.from({ length: WEEKS }, (_, index): Week => {
    const until = now.getTime() - (WEEKS - 1 - index) * WEEK_MS;
    const within = outcomes.filter(({ endedAt }) => {
      const at = endedAt.getTime();
      return at > until - WEEK_MS && at <= until;
    });
    return {
      from: new Date(until - WEEK_MS),
      judged: within.length,
      meanScore: mean(within.map(({ score }) => score)),
      failedPercent: within.length === 0 ? null : (failures(within) / within.length) * 100,
    };
  });
}

function verdictOf(judged: number, bands: readonly BandOutcome[], brier: Calibration["brier"]): string {
  if (brier === null) {
    return judged === 0
      ? "No change has been started with a score and ended yet: there is nothing to say."
      : `Too few to say: ${judged} of the ${NEEDED} that are needed have ended.`;
  }
  const rates = bands.flatMap(({ failureRate }) => failureRate ?? []);
  if (rates.length === 0) return `No band has the ${NEEDED} that are needed yet.`;
  const rising = rates.every((rate, index) => index === 0 || rate >= (rates[index - 1] ?? 0));
  if (rates.length < 2)
    return `Only one band has the ${NEEDED} that are needed: whether the score tells bands apart cannot be said.`;
  if (!rising)
    return "A higher band failed less often than a lower one: the weights do not fit what happened.";
  return brier.score <= brier.base
    ? "Higher bands failed more often, and the score predicts better than the overall rate."
    : "Higher bands failed more often; as a chance in 100 the score is further off than the overall rate.";
}
