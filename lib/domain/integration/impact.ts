import type { SignalState } from "../health/domains";
import { CRITICALITY_IDS, type IntegrationCriticality } from "./kinds";

export type TouchedIntegration = {
  id: string;
  name: string;
  modules: readonly string[];
  criticality: IntegrationCriticality;
  state: SignalState;
};

/** How a change meets an integration: through its own modules, or only because its ERP is worked on. */
export type Touch<One extends TouchedIntegration> = { integration: One; modules: readonly string[] };

/** Whether a module belongs to a family: it is that module, or its name goes on after it. */
export const belongsTo = (module: string, family: string): boolean =>
  module === family || module.startsWith(`${family}_`);

/**
 * The integrations of an environment as a change meets them: first those whose own modules change, then by what stops
 * without them.
 */
export function touchedBy<One extends TouchedIntegration>(
  changedModules: readonly string[],
  integrations: readonly One[],
): readonly Touch<One>[] {
  const touches = integrations.map((integration) => ({
    integration,
    modules: changedModules.filter((module) =>
      integration.modules.some((family) => belongsTo(module, family)),
    ),
  }));
  return touches.sort(
    (one, other) =>
      Number(other.modules.length > 0) - Number(one.modules.length > 0) ||
      CRITICALITY_IDS.indexOf(one.integration.criticality) -
        CRITICALITY_IDS.indexOf(other.integration.criticality) ||
      one.integration.name.localeCompare(other.integration.name),
  );
}
