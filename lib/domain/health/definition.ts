import type { CriticalityTier, Stage } from "../catalog/stage";
import type { HealthDomain, Workflow } from "./domains";
import type { QuestionId } from "./promql";
import type { SignalUnit } from "./signal";

/** How a reading is counted; of three: of the last three tries. */
export type HealthUnit = SignalUnit | "of_three";
export type SignalLimits = { warn: number; bad: number };
type TierLimits = Readonly<Record<CriticalityTier, SignalLimits>>;

/** What only our own tables know. */
export type LedgerFact = "backup_age" | "proof_age" | "drill_age" | "archive_age";
/** What the watch over the cluster's pods knows. */
export type PodsFact = "pods_not_ready" | "pods_in_trouble" | "schedulers_missing";

export type SignalSource =
  | {
      kind: "prometheus";
      question: QuestionId;
      key: string | null;
      /** Answers wherever it would be measured if anything happened; null where silence is never quiet. */
      seen: QuestionId | null;
    }
  | { kind: "kubernetes"; fact: PodsFact }
  | { kind: "ledger"; fact: LedgerFact }
  /** Our own tries of one workflow, or how many of them are slower than promised. */
  | { kind: "workflow"; workflow: Workflow }
  | { kind: "slow_workflows" }
  /** Integrations of the environment, each judged by itself. */
  | { kind: "integrations"; of: "down" | "failing" }
  /** What the environment's address really serves; where it serves nothing, what Prometheus knows. */
  | { kind: "certificate" };

export type SignalDefinition = {
  /** Its place in a sample's readings: never given to another signal. */
  slot: number;
  domain: HealthDomain;
  title: string;
  unit: HealthUnit;
  source: SignalSource;
  /** What is better: of most signals the lower value. */
  better: "lower" | "higher";
  /** By tier; null for what is shown and not judged. */
  limits: TierLimits | null;
  /** What is wrong, as the beginning of a sentence. */
  warns: string;
  breaks: string;
  workflow: Workflow | null;
  /** Where it says something; elsewhere it is not asked for. */
  stages: readonly Stage[] | null;
  /** Not every installation serves it: that it was never measured is told, and counts as nothing. */
  optional: boolean;
};

export const prometheus = (question: QuestionId): SignalSource => ({
  ...{ kind: "prometheus", question, key: null, seen: null },
});
export const workflowShare = (workflow: Workflow): SignalSource => ({
  ...{ kind: "prometheus", question: "workflow_failures", key: workflow, seen: "workflow_seen" },
});
export const kubernetes = (fact: PodsFact): SignalSource => ({ kind: "kubernetes", fact });
export const ledger = (fact: LedgerFact): SignalSource => ({ kind: "ledger", fact });

export const integrations = (of: "down" | "failing"): SignalSource => ({ kind: "integrations", of });

export const tiers = (one: [number, number], two = one, three = two): TierLimits => ({
  tier1: { warn: one[0], bad: one[1] },
  tier2: { warn: two[0], bad: two[1] },
  tier3: { warn: three[0], bad: three[1] },
});

type Words = { warns: string; breaks: string };
type Rest = Partial<Pick<SignalDefinition, "workflow" | "stages" | "optional" | "better">>;

export function signal(
  slot: number,
  about: Pick<SignalDefinition, "domain" | "title" | "unit" | "source" | "limits">,
  words: Words,
  rest: Rest = {},
): SignalDefinition {
  const usual = { better: "lower", workflow: null, stages: null, optional: false } as const;
  return { slot, ...usual, ...about, ...words, ...rest };
}

/** The share of confirmations the ERP itself failed (a wrong entry by a user is none), per workflow. */
export const flow = (slot: number, workflow: Workflow, title: string, words: Words): SignalDefinition =>
  signal(
    slot,
    {
      domain: "business",
      title,
      unit: "ratio",
      source: workflowShare(workflow),
      limits: tiers([0.05, 0.25], [0.1, 0.4], [0.2, 0.5]),
    },
    words,
    { workflow },
  );

/** Of a signal that is not judged nothing is wrong. */
export const shown: Words = { warns: "", breaks: "" };
