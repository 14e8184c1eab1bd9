const last = (series: string): string => `max by (namespace) (last_over_time(${series}[$window]))`;
const sumOf = (series: string): string => `sum by (namespace) (increase(${series}[$window]))`;
/** Nodes that an environment has pods on, with whether something runs short there. */
const nodes = `(count by (namespace, node) (last_over_time(kube_pod_info{node!=""}[$window])) > bool 0) * on (node) group_left () max by (node) (last_over_time(kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure",status="true"}[$window]))`;
/** cert-manager's own metric; else x509-certificate-exporter's, which reads every TLS secret. */
const notAfter = `(min by (namespace) (last_over_time(certmanager_certificate_expiration_timestamp_seconds[$window]) > 0) or min by (namespace) (label_replace(last_over_time(x509_cert_not_after{secret_namespace!=""}[$window]), "namespace", "$1", "secret_namespace", "(.+)")))`;

/** Pods that serve people: what a migration or a backup takes of the processor is meant to be all it may. */
const serving = `pod=~"(web|web-canary|cron)-.+"`;
const ofLimit = (resource: string): string =>
  `(sum by (namespace, pod) (last_over_time(kube_pod_container_resource_limits{resource="${resource}"}[$window])) > 0)`;
const volume = (series: string): string =>
  `max by (namespace, persistentvolumeclaim) (last_over_time(kubelet_volume_stats_${series}_bytes[$window]))`;

/** Questions about what not every installation serves, as Holdfast asks them unless a cluster has words of its own. */
export const SERVICE_QUESTIONS = {
  replication_lag: `${last("cnpg_pg_replication_lag")} or ${last("pg_replication_lag_seconds")}`,
  slow_queries: `${sumOf("pg_stat_statements_seconds_total")} / (${sumOf("pg_stat_statements_calls_total")} > 0)`,
  redis_down: `sum by (namespace) (last_over_time(redis_up[$window]) == bool 0)`,
  redis_memory: `max by (namespace) (last_over_time(redis_memory_used_bytes[$window]) / (last_over_time(redis_memory_max_bytes[$window]) > 0))`,
  node_pressure: `sum by (namespace) (${nodes})`,
  certificate: `${notAfter} - time()`,
  processor: `max by (namespace) (sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!="",${serving}}[$window])) / ${ofLimit("cpu")})`,
  // What is kept for the system is not free either: what is available counts, not what is used.
  volumes: `max by (namespace) (1 - ${volume("available")} / (${volume("capacity")} > 0))`,
  workers: `sum by (namespace) (avg_over_time(odoo_workers_busy[$window])) / (sum by (namespace) (last_over_time(odoo_workers[$window])) > 0)`,
} as const;
