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
  /** A signal's course, at most 300 points. */
  series(
    target: SignalTarget,
    name: SignalName,
    options: { window: SignalWindow; track: SignalTrack; stepSeconds: number; signal: AbortSignal },
  ): Promise<readonly SignalPoint[]>;
}
