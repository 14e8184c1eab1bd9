import "server-only";
import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import type { SignalName, SignalPoint } from "@/lib/domain/health/signal";
import type { Clusters } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { SignalReading, Signals, SignalWindow } from "@/lib/ports/signals";
import { type PrometheusApi, prometheusApi } from "./api";
import { signalQuery } from "./promql";
import { sweepQuestions } from "./sweep";

const MAXIMUM_POINTS = 300;
const MAXIMUM_WINDOW_MS = 86_400_000;
/** A point of a series looks back at least this far: two scrapes of most installations have to be in it. */
const LEAST_LOOK_BACK_SECONDS = 15;

/** Signals from each cluster's own Prometheus. */
export function createSignals(
  clusters: Clusters,
  options: {
    /** Where the cluster's Prometheus is; null when it has none or the id is unknown. */
    loadMetricsSource(clusterId: string): Promise<MetricsSource | null>;
  },
): Signals {
  const open = async (clusterId: string): Promise<PrometheusApi> => {
    const source = await options.loadMetricsSource(clusterId);
    if (source === null) throw new RefusedFailure("No Prometheus is registered for this cluster.");
    return prometheusApi(await clusters.open(clusterId), source);
  };
  return {
    available: async (clusterId) => (await options.loadMetricsSource(clusterId)) !== null,
    probe: async (clusterId, source, signal) => {
      const api = prometheusApi(await clusters.open(clusterId), source);
      return { version: await api.version(signal) };
    },
    async read({ clusterId, namespace }, names, { window, track, signal }) {
      const api = await open(clusterId);
      const windowMs = lengthOf(window);
      const read = async (name: SignalName): Promise<[SignalName, SignalReading]> => {
        const { value, samples } = signalQuery(name, { namespace, track, windowMs });
        const both = `${marked(value, "value")} or ${marked(samples, "samples")}`;
        const answer = await api.query(both, window.to, signal);
        const find = (what: string) => answer.find(({ labels }) => labels["reading"] === what)?.value ?? null;
        return [name, { value: find("value"), samples: Math.max(0, Math.round(find("samples") ?? 0)) }];
      };
      return new Map(await Promise.all([...new Set(names)].map(read)));
    },
    sweep: (clusterId, questions, signal) => sweepQuestions(() => open(clusterId), questions, signal),
    async series({ clusterId, namespace }, name, { window, track, stepSeconds, signal }) {
      const step = Math.max(
        Math.ceil(stepSeconds),
        Math.ceil(lengthOf(window) / 1000 / (MAXIMUM_POINTS - 1)),
        1,
      );
      const windowMs = Math.max(step, LEAST_LOOK_BACK_SECONDS) * 1000;
      const { value } = signalQuery(name, { namespace, track, windowMs });
      const api = await open(clusterId);
      const known = await api.queryRange(value, { ...window, stepSeconds: step }, signal);
      return everyStep(window, step, known);
    },
  };
}

/** Two expressions without labels can be asked at once when each says which it is. */
const marked = (expression: string, reading: string) =>
  `label_replace(${expression}, "reading", "${reading}", "", "")`;

/** In milliseconds; Prometheus refuses a range of nothing. */
function lengthOf({ from, to }: SignalWindow): number {
  return Math.min(Math.max(to.getTime() - from.getTime(), 1), MAXIMUM_WINDOW_MS);
}

/** Prometheus leaves out what it does not know; a chart has to show it as a gap. */
function everyStep(
  { from, to }: SignalWindow,
  stepSeconds: number,
  known: readonly { at: Date; value: number | null }[],
): SignalPoint[] {
  const values = new Map(known.map(({ at, value }) => [at.getTime(), value]));
  const points: SignalPoint[] = [];
  for (
    let at = from.getTime();
    at <= to.getTime() && points.length < MAXIMUM_POINTS;
    at += stepSeconds * 1000
  ) {
    points.push({ at: new Date(at).toISOString(), value: values.get(at) ?? null });
  }
  return points;
}
