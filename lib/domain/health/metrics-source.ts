/** Where a cluster's Prometheus answers: a Service inside the cluster, reached through its API server. */
export type MetricsSource = { kind: "service"; namespace: string; service: string; port: number };

/** A stored source; null for null and for anything that is none. */
export function readMetricsSource(stored: unknown): MetricsSource | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { kind, namespace, service, port } = stored as Readonly<Record<keyof MetricsSource, unknown>>;
  if (kind !== "service" || typeof namespace !== "string" || typeof service !== "string") return null;
  return typeof port === "number" && Number.isInteger(port) ? { kind, namespace, service, port } : null;
}
