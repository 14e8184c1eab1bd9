import "server-only";
import type { EnvironmentHealth, HealthSignal, HealthWorkflow } from "@/lib/contracts/api/resources/health";
import { definitionOf } from "@/lib/domain/health/catalog";
import type { SignalLimits } from "@/lib/domain/health/definition";
import { HEALTH_DOMAINS, WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import {
  domainsOf,
  healthSentence,
  type LikelyCause,
  type SignalStanding,
  signalSentence,
  unknownReason,
  worstFirst,
} from "@/lib/domain/health/sentence";
import { isJudged, worstOf } from "@/lib/domain/health/whole";

/** A signal with why nothing is known of it, where nothing is. */
export type ShownSignal = SignalStanding & { why: string; served: boolean; limits: SignalLimits | null };

type Around = {
  now: Date;
  zone: string;
  causes: readonly LikelyCause[];
  at: Date | null;
  stale: boolean;
  /** How people work while a workflow fails, by its name. */
  fallbacks: ReadonlyMap<string, string>;
};

export function presentHealth(signals: readonly ShownSignal[], around: Around): EnvironmentHealth {
  const { now, zone, causes, at, stale, fallbacks } = around;
  const told = { now, zone, causes };
  const sentenceOf = (signal: ShownSignal): string =>
    signal.state === "good" ? "" : signal.state === "unknown" ? signal.why : signalSentence(signal, told);
  return {
    state: presentState(signals),
    sentence: sentenceFor(signals, around),
    at: at?.toISOString() ?? null,
    stale,
    timeZone: zone,
    workflows: workflowsOf(signals, sentenceOf).map((workflow) => ({
      ...workflow,
      fallback: fallbacks.get(workflow.id) ?? "",
    })),
    domains: domainsOf(signals).map(({ signals: own, ...domain }) => ({
      ...domain,
      name: HEALTH_DOMAINS[domain.id],
      signals: own.map((signal): HealthSignal => {
        const { title, unit } = definitionOf(signal.id);
        return {
          id: signal.id,
          title,
          unit,
          state: signal.state,
          since: signal.since.toISOString(),
          value: signal.value,
          limits: signal.limits,
          served: signal.served,
          sentence: sentenceOf(signal),
        };
      }),
    })),
  };
}

/** What tells how work goes, as far as it is judged and anything here serves it. */
const servingOf = (signals: readonly ShownSignal[]): readonly ShownSignal[] =>
  signals.filter((signal) => isJudged(signal) && definitionOf(signal.id).domain !== "continuity");

/** As its domains stand, and as the fleet's picture shows it: one that nobody knows is not made well by another. */
const presentState = (signals: readonly ShownSignal[]) =>
  worstOf(domainsOf(servingOf(signals)).map(({ state }) => state));

const RANKS = { bad: 0, warn: 1, unknown: 2, good: 3 } as const;
const SHORT = 40;

/** What hurts first. Why nothing is known is told in full beside the signal. */
function workflowsOf(
  signals: readonly ShownSignal[],
  sentenceOf: (signal: ShownSignal) => string,
): Omit<HealthWorkflow, "fallback">[] {
  const rows = WORKFLOW_IDS.flatMap((workflow): Omit<HealthWorkflow, "fallback">[] => {
    // What people's own work says and what our tries say: the worst of what is known.
    const [signal] = worstFirst(signals.filter(({ id }) => definitionOf(id).workflow === workflow));
    if (signal === undefined) return [];
    const { state, since } = signal;
    const why = reasonOf(signal);
    const unknown = why.length > 0 && why.length <= SHORT ? why : "Nothing is known of it.";
    const sentence = state === "good" ? "None fails." : state === "unknown" ? unknown : sentenceOf(signal);
    return [{ id: workflow, title: WORKFLOWS[workflow], state, since: since.toISOString(), sentence }];
  });
  return rows.sort((left, right) => RANKS[left.state] - RANKS[right.state]);
}

/** Why nothing is known of a signal, without since when. */
const reasonOf = ({ why }: ShownSignal): string => unknownReason(why);

/** The reason most signals give for being unknown. */
function commonReason(signals: readonly ShownSignal[]): string {
  const counts = new Map<string, number>();
  for (const signal of signals) {
    const reason = reasonOf(signal).replace(/^Not asked: /, "");
    if (signal.state === "unknown" && reason !== "") counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, left], [, right]) => right - left);
  return most?.[0] ?? "";
}

function sentenceFor(signals: readonly ShownSignal[], { now, zone, causes, at, stale }: Around): string {
  if (at === null) return "Nothing has been measured here yet.";
  const served = signals.filter((signal) => signal.served);
  if (stale) return served[0]?.why ?? "What was measured is too old to say anything of now.";
  const told = healthSentence(served, { now, zone, causes });
  return presentState(signals) === "unknown" ? `${told} ${commonReason(served)}`.trim() : told;
}
