import { prometheus, type SignalDefinition, signal, tiers } from "./definition";

const DAY = 86_400;

/**
 * What not every installation runs or tells of: a standby, statistics of statements, Redis, nodes, certificates, how
 * much of processor, volumes and workers is taken. Where
 * nothing serves it, it is said and counted neither as bad nor as missing.
 */
export const SERVICE_SIGNALS = {
  replication_lag: signal(
    27,
    {
      domain: "database",
      title: "Replication lag",
      unit: "seconds",
      source: prometheus("replication_lag"),
      limits: tiers([30, 300], [60, 600], [300, 1_800]),
    },
    { warns: "The standby lags behind", breaks: "The standby is far behind" },
    { optional: true },
  ),
  slow_queries: signal(
    28,
    {
      domain: "database",
      title: "Mean time of a statement",
      unit: "seconds",
      source: prometheus("slow_queries"),
      limits: tiers([0.1, 0.5], [0.2, 1], [0.5, 2]),
    },
    { warns: "The database answers slowly", breaks: "The database answers very slowly" },
    { optional: true },
  ),
  redis_down: signal(
    29,
    {
      domain: "integration",
      title: "Redis not answering",
      unit: "count",
      source: prometheus("redis_down"),
      limits: tiers([1, 1]),
    },
    { warns: "Redis does not answer", breaks: "Redis does not answer" },
    { optional: true },
  ),
  redis_memory: signal(
    30,
    {
      domain: "integration",
      title: "Memory of Redis of its limit",
      unit: "ratio",
      source: prometheus("redis_memory"),
      limits: tiers([0.8, 0.95]),
    },
    { warns: "The memory of Redis runs short", breaks: "The memory of Redis is used up" },
    { optional: true },
  ),
  node_pressure: signal(
    31,
    {
      domain: "platform",
      title: "Nodes under pressure",
      unit: "count",
      source: prometheus("node_pressure"),
      limits: tiers([1, 2]),
    },
    { warns: "A node runs short of memory, disk or processes", breaks: "Nodes run short of what they need" },
    { optional: true },
  ),
  certificate: signal(
    32,
    {
      domain: "platform",
      title: "Time left of the certificate",
      unit: "seconds",
      source: { kind: "certificate" },
      limits: tiers([21 * DAY, 7 * DAY], [14 * DAY, 5 * DAY], [14 * DAY, 3 * DAY]),
    },
    { warns: "The certificate ends soon", breaks: "The certificate is about to end" },
    { optional: true, better: "higher" },
  ),
  workers: signal(
    45,
    {
      domain: "application",
      title: "Busy workers",
      unit: "ratio",
      source: prometheus("workers"),
      limits: tiers([0.8, 0.95], [0.85, 0.97], [0.9, 0.98]),
    },
    { warns: "Most of the ERP's workers are busy", breaks: "All of the ERP's workers are busy" },
    { optional: true },
  ),
  processor: signal(
    43,
    {
      domain: "platform",
      title: "Processor of its limit",
      unit: "ratio",
      source: prometheus("processor"),
      limits: tiers([0.8, 0.95], [0.85, 0.97], [0.9, 0.98]),
    },
    { warns: "Processor time runs short", breaks: "Processor time is used up" },
    { optional: true },
  ),
  volumes: signal(
    44,
    {
      domain: "platform",
      title: "Fullest volume",
      unit: "ratio",
      source: prometheus("volumes"),
      limits: tiers([0.8, 0.9], [0.85, 0.93], [0.85, 0.95]),
    },
    { warns: "A volume is filling up", breaks: "A volume is almost full" },
    { optional: true },
  ),
} as const satisfies Record<string, SignalDefinition>;
