/** When the budget burns too fast: over a long time, and still over a short one, so that it ends soon after the cause. */
export type BurnRule = { rate: number; longMinutes: number; shortMinutes: number };
export type BurnRules = { fast: BurnRule; slow: BurnRule };

export const BURN_ALARMS = ["none", "slow", "fast"] as const;
export type BurnAlarm = (typeof BURN_ALARMS)[number];

/** Burn rates of one rule; null where nothing was counted. */
export type Burn = { long: number | null; short: number | null };
export type Burns = { fast: Burn; slow: Burn };

type Answer = "burns" | "heals" | "unknown";

/**
 * Burns when both are at or above the rate, heals when one is known to be below. With nothing counted in the short time
 * it is not known: neither begins nor ends.
 */
function ask({ rate }: BurnRule, { long, short }: Burn): Answer {
  if (long !== null && long < rate) return "heals";
  if (short === null) return "unknown";
  if (short < rate) return "heals";
  return long === null ? "unknown" : "burns";
}

/** The alarm that stands after what was seen now, given the one before. */
export function alarmOf(rules: BurnRules, burns: Burns, before: BurnAlarm): BurnAlarm {
  const fast = ask(rules.fast, burns.fast);
  if (fast === "burns" || (fast === "unknown" && before === "fast")) return "fast";
  const slow = ask(rules.slow, burns.slow);
  if (slow === "burns") return "slow";
  return slow === "unknown" && before !== "none" ? "slow" : "none";
}
