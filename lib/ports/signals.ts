import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import type { SignalName, SignalPoint, SignalTrack } from "@/lib/domain/health/signal";

export type SignalTarget = { clusterId: string; namespace: string };
export type SignalWindow = { from: Date; to: Date };

/** One signal over a whole window. */
export type SignalReading = {
  /** In the signal's unit; null when nothing was measured. Never NaN or infinite. */
  value: number | null;
  /** How many requests (or, for gauges, scrapes) stand behind it: too few prove nothing. */
  samples: number;
};

/** An expression that answers a value for each namespace, and for each value of the label `key` where it has one. */
export type SweepQuestion = { id: string; promql: string; key: string | null };
export type SweptValue = {
  namespace: string;
  /** Null where the question has no key. */
  key: string | null;
  /** Null for what is no number. */
  value: number | null;
};
export type SweepAnswer = {
  values: readonly SweptValue[];
  /** How many series were answered, with those that name no namespace. */
  series: number;
  /** The source's own time of the values; null when it told none. */
  at: Date | null;
  /** Why nothing is known, in one sentence; null when it answered. */
  failure: string | null;
};

/** What is measured of environments, wherever it is kept. Not reachable is a TransientFailure. */
export interface Signals {
  /** False when the cluster has no metrics source: then nothing can be observed there. */
  available(clusterId: string): Promise<boolean>;
  /** What answers at a place of a registered cluster, whether it is its metrics source already or not. */
  probe(clusterId: string, source: MetricsSource, signal: AbortSignal): Promise<{ version: string }>;
  /** The signals over one window, one reading for each name asked. */
  read(
    target: SignalTarget,
    names: readonly SignalName[],
    options: { window: SignalWindow; track: SignalTrack; signal: AbortSignal },
  ): Promise<ReadonlyMap<SignalName, SignalReading>>;
  /**
   * Every question once, over all namespaces of a cluster, at the source's own present. A question that fails is told
   * beside the others; nothing is thrown but the signal's own reason.
   */
  sweep(
    clusterId: string,
    questions: readonly SweepQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, SweepAnswer>>;
  /** A signal's course, at most 300 points. */
  series(
    target: SignalTarget,
    name: SignalName,
    options: { window: SignalWindow; track: SignalTrack; stepSeconds: number; signal: AbortSignal },
  ): Promise<readonly SignalPoint[]>;
}
