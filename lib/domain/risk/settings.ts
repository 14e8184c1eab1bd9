/** What a change's risk is made of, in the order of its table. */
export const RISK_FACTORS = [
  "schema",
  "modules",
  "flags",
  "stage",
  "tier",
  "trouble",
  "history",
  "recovery",
  "way_back",
  "calendar",
] as const;
export type RiskFactorId = (typeof RISK_FACTORS)[number];

export const RISK_TITLES = {
  schema: "Changes of the schema",
  modules: "Modules that move",
  flags: "What it touches",
  stage: "Stage",
  tier: "Criticality",
  trouble: "Trouble there",
  history: "Changes like it",
  recovery: "Proof of recovery",
  way_back: "Way back",
  calendar: "Time left",
} as const satisfies Record<RiskFactorId, string>;

export type RiskWeights = Readonly<Record<RiskFactorId, number>>;
export const RISK_BANDS = ["low", "medium", "high"] as const;
export type RiskBand = (typeof RISK_BANDS)[number];
/** Points each factor gives at most, together 100, and the scores at which the bands begin. */
export type RiskSettings = { weights: RiskWeights; mediumFrom: number; highFrom: number };

export const MAX_WEIGHT = 40;
export const RISK_DEFAULTS: RiskSettings = {
  weights: {
    schema: 14,
    modules: 8,
    flags: 10,
    stage: 14,
    tier: 8,
    trouble: 10,
    history: 14,
    recovery: 10,
    way_back: 6,
    calendar: 6,
  },
  mediumFrom: 35,
  highFrom: 60,
};

/** Why settings cannot hold, in a sentence; null when they can. */
export function riskSettingsProblem({ weights, mediumFrom, highFrom }: RiskSettings): string | null {
  const sum = RISK_FACTORS.reduce((total, id) => total + weights[id], 0);
  if (sum !== 100) return `The weights add up to ${sum}: they must add up to 100.`;
  if (mediumFrom >= highFrom) return "High must begin above medium.";
  return null;
}
