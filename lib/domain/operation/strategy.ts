import type { Stage } from "../catalog/stage";
import type { ObservationSettings } from "../health/observation";
import type { ModuleDifference } from "../release/diff";

/** How a release reaches the pods of an environment. */
export const DEPLOY_STRATEGIES = ["rolling", "canary", "recreate"] as const;
export type DeployStrategy = (typeof DEPLOY_STRATEGIES)[number];

export type StrategyFacts = {
  stage: Stage;
  /** Of the environment: where it needs attention, what runs is nothing to compare with. */
  state?: "ready" | "changing" | "needs_attention";
  differences: readonly ModuleDifference[];
  hasPreviousRelease: boolean;
  /** Pods of the visitors; with none there are no visitors to share out. */
  webReplicas: number;
  settings: Pick<ObservationSettings, "canaryPercents">;
};

const NAMED = 3;

function named(modules: readonly string[]): string {
  const shown = modules.slice(0, NAMED).join(", ");
  return modules.length > NAMED ? `${shown} and ${modules.length - NAMED} more` : shown;
}

/** The modules that change the database's schema: old and new code must not run on it together. */
export const schemaChanges = (differences: readonly ModuleDifference[]): readonly ModuleDifference[] =>
  differences.filter(({ kind, schemaChange }) => kind !== "removed" && schemaChange);

/**
 * The strategy of one deployment and the reason in a sentence for people. A module without `schemaChange` is the
 * release's promise that the old code runs on the updated database: only then may both run at the same time.
 */
export function chooseStrategy(facts: StrategyFacts): { strategy: DeployStrategy; reason: string } {
  if (!facts.hasPreviousRelease) {
    return {
      strategy: "rolling",
      reason: "It is the first deployment: nothing runs yet that could be compared or closed.",
    };
  }
  const moving = schemaChanges(facts.differences);
  if (moving.length > 0) {
    const verb = moving.length === 1 ? "changes" : "change";
    return {
      strategy: "recreate",
      reason:
        `${named(moving.map(({ name }) => name))} ${verb} the database's schema: the old release must be gone ` +
        "before the update begins, so visitors see a maintenance page meanwhile.",
    };
  }
  if (facts.state === "needs_attention" && facts.stage === "production") {
    return {
      strategy: "rolling",
      reason:
        "The environment needs attention: what runs there is nothing to compare a canary with, so pods are replaced " +
        "one by one; a door that was left closed opens once the business checks pass.",
    };
  }
  const [percent] = facts.settings.canaryPercents;
  if (facts.stage === "production" && facts.webReplicas > 0 && percent !== undefined) {
    return {
      strategy: "canary",
      reason: `Production without a schema change: ${percent}\u00a0% of the visitors get the release first.`,
    };
  }
  return {
    strategy: "rolling",
    reason: "No module changes the database's schema: pods are replaced one by one, and the door stays open.",
  };
}
