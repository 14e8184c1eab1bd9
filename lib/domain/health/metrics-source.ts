/** Where a cluster's Prometheus answers: a Service inside the cluster, reached through its API server. */
export type MetricsSource = { kind: "service"; namespace: string; service: string; port: number };
