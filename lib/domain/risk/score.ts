import { type CriticalityTier, STAGE_NAMES, type Stage } from "../catalog/stage";
import { spokenSeconds } from "../operation/sentence";
import { counted, sentenceCase } from "../shared/words";
import { RISK_FACTORS, RISK_TITLES, type RiskBand, type RiskFactorId, type RiskSettings } from "./settings";

/** How changes of the same environment or release ended within HISTORY_DAYS. */
export type SimilarHistory = { similar: number; failed: number; recentFailures: number };
export const HISTORY_DAYS = 180;
export const RECENT_DAYS = 14;

export type RiskFacts = {
  schemaModules: number;
  modulesMoving: number;
  /** What it touches besides the schema, in words. */
  touches: readonly string[];
  stage: Stage;
  tier: CriticalityTier;
  needsAttention: boolean;
  firstRelease: boolean;
  history: SimilarHistory;
  recovery: {
    /** Null when no drill has ended. */
    passed: boolean | null;
    ageDays: number;
    maxAgeDays: number;
    rtoMeasuredSeconds: number | null;
    rtoPromisedSeconds: number | null;
  };
  backupStore: boolean;
  /** Hours until the calendar closes on it; null when nothing closes within CALENDAR_HOURS. */
  hoursUntilClosed: number | null;
};
/** What closes later than that does not press. */
export const CALENDAR_HOURS = 72;

export type RiskFactor = { id: RiskFactorId; title: string; fact: string; weight: number; points: number };
export type RiskAssessment = { score: number; band: RiskBand; factors: readonly RiskFactor[] };

/** How much of a factor's weight counts, 0 to 1, and why. */
type Share = { share: number; fact: string };

/** The risk of a change from 0 to 100, with every point accounted for (requirement C3). */
export function riskOf(facts: RiskFacts, { weights, mediumFrom, highFrom }: RiskSettings): RiskAssessment {
  const factors = RISK_FACTORS.map((id): RiskFactor => {
    const { share, fact } = SHARES[id](facts);
    const points = Math.round(weights[id] * Math.min(1, Math.max(0, share)));
    return { id, title: RISK_TITLES[id], fact, weight: weights[id], points };
  });
  const score = Math.min(
    100,
    factors.reduce((sum, { points }) => sum + points, 0),
  );
  return { score, band: riskBand(score, { mediumFrom, highFrom }), factors };
}

/** The band of a score by these settings. */
export const riskBand = (
  score: number,
  { mediumFrom, highFrom }: Pick<RiskSettings, "mediumFrom" | "highFrom">,
): RiskBand => (score >= highFrom ? "high" : score >= mediumFrom ? "medium" : "low");

const STAGE_SHARE = { dev: 0, integration: 0.1, staging: 0.3, uat: 0.4, production: 1 } as const;
const TIER_SHARE = { tier1: 1, tier2: 0.6, tier3: 0.3 } as const;
const TOUCH_NAMED = 4;

const SHARES: Record<RiskFactorId, (facts: RiskFacts) => Share> = {
  schema: ({ schemaModules: n }) => ({
    share: n === 0 ? 0 : 0.4 + 0.2 * Math.min(n, 3),
    fact:
      n === 0
        ? "No module changes the schema."
        : sentenceCase(`${counted(n, "module")} change${n === 1 ? "s" : ""} it.`),
  }),
  modules: ({ modulesMoving: n }) => ({
    share: n / 10,
    fact: n === 0 ? "No module moves." : sentenceCase(`${counted(n, "module")} new or changed.`),
  }),
  flags: ({ touches }) => ({
    share: touches.length / 3,
    fact:
      touches.length === 0
        ? "Nothing sensitive that is known of."
        : `${touches.slice(0, TOUCH_NAMED).join(", ")}${touches.length > TOUCH_NAMED ? " and more" : ""}.`,
  }),
  stage: ({ stage }) => ({ share: STAGE_SHARE[stage], fact: `${STAGE_NAMES[stage]}.` }),
  tier: ({ tier }) => ({ share: TIER_SHARE[tier], fact: `Tier ${tier.slice(-1)}.` }),
  trouble: troubleShare,
  history: historyShare,
  recovery: recoveryShare,
  way_back: wayBackShare,
  calendar: ({ hoursUntilClosed: hours }) =>
    hours === null
      ? { share: 0, fact: `Nothing closes it within ${counted(CALENDAR_HOURS / 24, "day")}.` }
      : {
          share: hours <= 2 ? 1 : hours <= 24 ? 0.6 : hours <= CALENDAR_HOURS ? 0.25 : 0,
          fact:
            hours <= 0
              ? "The calendar is closed now."
              : `The calendar closes it in ${spokenSeconds(Math.round(hours * 3_600))}.`,
        },
};

function troubleShare({ needsAttention, history: { recentFailures } }: RiskFacts): Share {
  const failed =
    recentFailures === 0
      ? `Nothing failed there within ${RECENT_DAYS} days.`
      : sentenceCase(`${counted(recentFailures, "operation")} failed there within ${RECENT_DAYS} days.`);
  return {
    share: Math.max(needsAttention ? 1 : 0, recentFailures / 3),
    fact: needsAttention ? `It needs attention. ${failed}` : failed,
  };
}

/** One failure in ten is assumed before anything was seen, and weighs like ten changes. */
const PRIOR = { failed: 1, similar: 10 };
/** Half of them failing is as bad as it gets. */
const WORST_RATE = 0.5;

/** The rate of failure to be expected, 0 to 1: what was seen, drawn to the prior while it is little. */
export const expectedFailure = ({ similar, failed }: Pick<SimilarHistory, "similar" | "failed">): number =>
  (failed + PRIOR.failed) / (similar + PRIOR.similar);

function historyShare({ history }: RiskFacts): Share {
  const rate = expectedFailure(history);
  const expected = `${Math.round(rate * 100)} in 100 expected to fail`;
  return {
    share: rate / WORST_RATE,
    fact:
      history.similar === 0
        ? `None in ${HISTORY_DAYS} days; ${expected}.`
        : `${history.failed} of ${history.similar} failed in ${HISTORY_DAYS} days; ${expected}.`,
  };
}

function recoveryShare({ stage, recovery }: RiskFacts): Share {
  const { passed, ageDays, maxAgeDays, rtoMeasuredSeconds: rto, rtoPromisedSeconds: promised } = recovery;
  if (stage !== "production") return { share: 0, fact: "Asked of production only." };
  if (passed === null) return { share: 1, fact: "No drill has recovered it yet." };
  if (!passed) return { share: 1, fact: "The last drill failed." };
  const aged = Math.min(1, ageDays / Math.max(1, maxAgeDays)) * 0.6;
  const since = `Recovered in a drill ${counted(ageDays, "day")} ago`;
  return rto !== null && promised !== null && rto > promised
    ? { share: 0.8, fact: `${since}, slower than promised.` }
    : { share: aged, fact: `${since}; a proof counts for ${counted(maxAgeDays, "day")}.` };
}

function wayBackShare({ firstRelease, schemaModules, backupStore }: RiskFacts): Share {
  if (firstRelease) return { share: 0.3, fact: "Nothing ran before that could be put back." };
  if (schemaModules === 0) return { share: 0, fact: "The release before is put back; data stays." };
  return backupStore
    ? { share: 0.5, fact: "Going back restores the data saved before." }
    : { share: 1, fact: "The schema cannot be taken back: there is no place for a checkpoint." };
}
