import "server-only";
import type { EnvironmentHealth, HealthSignal, HealthWorkflow } from "@/lib/contracts/api/resources/health";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { definitionOf } from "@/lib/domain/health/catalog";
import { HEALTH_DOMAINS, WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import {
  domainsOf,
  healthSentence,
  type LikelyCause,
  type SignalStanding,
  signalSentence,
  worstFirst,
} from "@/lib/domain/health/sentence";

/** A signal with why nothing is known of it, where nothing is. */
export type ShownSignal = SignalStanding & { why: string };

type Around = {
  now: Date;
  zone: string;
  tier: CriticalityTier;
  causes: readonly LikelyCause[];
  at: Date | null;
  stale: boolean;
};

export function presentHealth(signals: readonly ShownSignal[], around: Around): EnvironmentHealth {
  const { now, zone, tier, causes, at, stale } = around;
  const told = { now, zone, causes };
  const sentenceOf = (signal: ShownSignal): string =>
    signal.state === "good" ? "" : signal.state === "unknown" ? signal.why : signalSentence(signal, told);
  const serving = worstFirst(signals.filter(({ id }) => definitionOf(id).domain !== "continuity"));
  return {
    state: serving[0]?.state ?? "unknown",
    sentence: sentenceFor(signals, around),
    at: at?.toISOString() ?? null,
    stale,
    timeZone: zone,
    workflows: WORKFLOW_IDS.flatMap((workflow): HealthWorkflow[] => {
      const signal = signals.find(({ id }) => definitionOf(id).workflow === workflow);
      if (signal === undefined) return [];
      const { state, since } = signal;
      const sentence = state === "good" ? "None fails." : sentenceOf(signal);
      return [{ id: workflow, title: WORKFLOWS[workflow], state, since: since.toISOString(), sentence }];
    }),
    domains: domainsOf(signals).map(({ signals: own, ...domain }) => ({
      ...domain,
      name: HEALTH_DOMAINS[domain.id],
      signals: own.map((signal): HealthSignal => {
        const { title, unit, limits } = definitionOf(signal.id);
        return {
          id: signal.id,
          title,
          unit,
          state: signal.state,
          since: signal.since.toISOString(),
          value: signal.value,
          limits: limits === null ? null : limits[tier],
          sentence: sentenceOf(signal),
        };
      }),
    })),
  };
}

function sentenceFor(signals: readonly ShownSignal[], { now, zone, causes, at, stale }: Around): string {
  if (at === null) return "Nothing has been measured here yet.";
  if (stale) return signals[0]?.why ?? "What was measured is too old to say anything of now.";
  return healthSentence(signals, { now, zone, causes });
}
