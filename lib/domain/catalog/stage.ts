export const STAGES = ["dev", "integration", "staging", "uat", "production"] as const;
export type Stage = (typeof STAGES)[number];

export const STAGE_NAMES = {
  dev: "Dev",
  integration: "Integration",
  staging: "Staging",
  uat: "UAT",
  production: "Production",
} as const satisfies Record<Stage, string>;

export type CriticalityTier = "tier1" | "tier2" | "tier3";

/**
 * The stages a release must have passed before it may enter `target`, given the stages the tenant has.
 * Stages may be skipped where the tenant has none, never reordered (requirement A2); only production asks (B2).
 */
export function stagesBefore(target: Stage, present: readonly Stage[]): readonly Stage[] {
  if (target !== "production") return [];
  const asks: readonly Stage[] = ["staging", "uat"];
  return asks.filter((stage) => present.includes(stage));
}
