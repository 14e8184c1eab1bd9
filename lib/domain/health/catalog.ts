import type { Stage } from "../catalog/stage";
import { CHECK_SIGNALS } from "./catalog-checks";
import { CONTINUITY_SIGNALS } from "./catalog-continuity";
import { INTEGRATION_SIGNALS } from "./catalog-integrations";
import { SERVICE_SIGNALS } from "./catalog-services";
import { flow, kubernetes, prometheus, type SignalDefinition, shown, signal, tiers } from "./definition";

const PROMISED: readonly Stage[] = ["production"];

/** Every signal, worst first to be named within its domain. Slots go on counting; a signal that goes leaves its own. */
export const HEALTH_SIGNALS = {
  work_orders: flow(0, "work_order", "Failed work orders", {
    warns: "Some work orders cannot be confirmed",
    breaks: "Work orders cannot be confirmed",
  }),
  sale_orders: flow(1, "sale_order", "Failed customer orders", {
    warns: "Some customer orders cannot be confirmed",
    breaks: "Customer orders cannot be confirmed",
  }),
  stock_moves: flow(2, "stock_move", "Failed stock moves", {
    warns: "Some stock moves fail",
    breaks: "Stock cannot be moved",
  }),
  purchases: flow(3, "purchase", "Failed purchases", {
    warns: "Some purchases cannot be ordered",
    breaks: "Purchases cannot be ordered",
  }),
  invoices: flow(4, "invoice", "Failed invoices", {
    warns: "Some invoices cannot be posted",
    breaks: "Invoices cannot be posted",
  }),
  ...CHECK_SIGNALS,
  ...INTEGRATION_SIGNALS,
  error_ratio: signal(
    5,
    {
      domain: "application",
      title: "Failed requests",
      unit: "ratio",
      source: prometheus("error_ratio"),
      limits: tiers([0.03, 0.1], [0.05, 0.15], [0.05, 0.2]),
    },
    { warns: "Some pages fail", breaks: "Many pages fail" },
  ),
  latency_p95: signal(
    6,
    {
      domain: "application",
      title: "Response time p95",
      unit: "seconds",
      source: prometheus("latency_p95"),
      limits: tiers([1, 1.5], [1.2, 1.8], [1.4, 3]),
    },
    { warns: "Pages are slow", breaks: "Pages are very slow" },
  ),
  scheduler: signal(
    7,
    {
      domain: "application",
      title: "Scheduler's last sign of life",
      unit: "seconds",
      source: prometheus("heartbeat_age"),
      limits: tiers([60, 120], [90, 180], [120, 600]),
    },
    { warns: "Scheduled jobs lag", breaks: "Scheduled jobs do not run" },
  ),
  schedulers_missing: signal(
    47,
    {
      domain: "application",
      title: "Missing schedulers",
      unit: "count",
      source: kubernetes("schedulers_missing"),
      limits: tiers([1, 1]),
    },
    { warns: "Scheduled jobs do not run", breaks: "Scheduled jobs do not run" },
  ),
  cron_overdue: signal(
    8,
    {
      domain: "application",
      title: "Overdue scheduled jobs",
      unit: "count",
      source: prometheus("cron_overdue"),
      limits: tiers([1, 3], [1, 3], [2, 5]),
    },
    { warns: "A scheduled job is overdue", breaks: "Scheduled jobs are overdue" },
  ),
  cron_failing: signal(
    9,
    {
      domain: "application",
      title: "Failing scheduled jobs",
      unit: "count",
      source: prometheus("cron_failing"),
      limits: tiers([1, 3]),
    },
    { warns: "A scheduled job fails", breaks: "Scheduled jobs fail" },
  ),
  request_rate: signal(
    10,
    {
      domain: "application",
      title: "Requests",
      unit: "per_second",
      source: prometheus("request_rate"),
      limits: null,
    },
    shown,
  ),
  job_backlog: signal(
    11,
    {
      domain: "integration",
      title: "Queued jobs",
      unit: "count",
      source: prometheus("job_backlog"),
      limits: tiers([100, 400], [200, 800], [500, 2_000]),
    },
    { warns: "Jobs to other systems pile up", breaks: "Jobs to other systems are stuck" },
  ),
  job_failures: signal(
    12,
    {
      domain: "integration",
      title: "Jobs failed in 15 min",
      unit: "count",
      source: prometheus("job_failures"),
      limits: tiers([1, 10], [3, 20], [5, 50]),
    },
    { warns: "Jobs to other systems fail", breaks: "Many jobs to other systems fail" },
  ),
  mail_backlog: signal(
    13,
    {
      domain: "integration",
      title: "Mails waiting",
      unit: "count",
      source: prometheus("mail_backlog"),
      limits: tiers([100, 500], [200, 1_000], [500, 5_000]),
    },
    { warns: "Mails pile up", breaks: "Mails are not sent" },
    { stages: PROMISED },
  ),
  mail_failures: signal(
    14,
    {
      domain: "integration",
      title: "Mails failed in 15 min",
      unit: "count",
      source: prometheus("mail_failures"),
      limits: tiers([5, 50], [10, 100], [20, 200]),
    },
    { warns: "Some mails cannot be sent", breaks: "Mails cannot be sent" },
    // A copy for testing is made unable to send: its failed mails are as they should be.
    { stages: PROMISED },
  ),
  longest_transaction: signal(
    15,
    {
      domain: "database",
      title: "Longest transaction",
      unit: "seconds",
      source: prometheus("longest_transaction"),
      limits: tiers([300, 900], [600, 1_800], [900, 3_600]),
    },
    { warns: "A transaction is open for long", breaks: "A transaction blocks the database" },
  ),
  lock_waits: signal(
    16,
    {
      domain: "database",
      title: "Waiting for locks",
      unit: "count",
      source: prometheus("lock_waits"),
      limits: tiers([3, 10], [5, 20], [10, 40]),
    },
    { warns: "Sessions wait for one another", breaks: "The database is blocked by locks" },
  ),
  connections: signal(
    17,
    {
      domain: "database",
      title: "Connections used",
      unit: "ratio",
      source: prometheus("connections"),
      limits: tiers([0.8, 0.9], [0.85, 0.95]),
    },
    { warns: "Database connections run short", breaks: "Database connections are used up" },
  ),
  database_size: signal(
    18,
    {
      domain: "database",
      title: "Size of the database",
      unit: "bytes",
      source: prometheus("database_size"),
      limits: null,
    },
    shown,
  ),
  pods_not_ready: signal(
    19,
    {
      domain: "platform",
      title: "Pods not ready",
      unit: "ratio",
      source: kubernetes("pods_not_ready"),
      limits: tiers([0.01, 0.5]),
    },
    { warns: "Not all pods are ready", breaks: "Most pods are not ready" },
  ),
  pods_in_trouble: signal(
    20,
    {
      domain: "platform",
      title: "Pods in trouble",
      unit: "count",
      source: kubernetes("pods_in_trouble"),
      limits: tiers([1, 2]),
    },
    { warns: "A pod is in trouble", breaks: "Pods are in trouble" },
  ),
  restarts: signal(
    21,
    {
      domain: "platform",
      title: "Restarts in 10 min",
      unit: "count",
      source: prometheus("restarts"),
      limits: tiers([1, 4], [2, 6], [3, 10]),
    },
    { warns: "Processes were restarted", breaks: "Processes restart again and again" },
  ),
  memory: signal(
    22,
    {
      domain: "platform",
      title: "Memory of its limit",
      unit: "ratio",
      source: prometheus("memory"),
      limits: tiers([0.85, 0.95]),
    },
    { warns: "Memory runs short", breaks: "Memory is used up" },
  ),
  memory_ahead: signal(
    46,
    {
      domain: "platform",
      title: "Memory of its limit in 10 min",
      unit: "ratio",
      source: prometheus("memory_ahead"),
      limits: tiers([0.9, 1]),
    },
    { warns: "Memory grows fast", breaks: "Memory is about to run out" },
    { optional: true },
  ),
  ...CONTINUITY_SIGNALS,
  ...SERVICE_SIGNALS,
} as const satisfies Record<string, SignalDefinition>;

export type SignalId = keyof typeof HEALTH_SIGNALS;
export const SIGNAL_IDS = Object.keys(HEALTH_SIGNALS) as readonly SignalId[];
/** How many places a sample has. */
export const SLOTS = Math.max(...SIGNAL_IDS.map((id) => HEALTH_SIGNALS[id].slot)) + 1;

export const definitionOf = (id: SignalId): SignalDefinition => HEALTH_SIGNALS[id];

/** The signals that say something about an environment of this stage. */
export const signalsFor = (stage: Stage): readonly SignalId[] =>
  SIGNAL_IDS.filter((id) => definitionOf(id).stages?.includes(stage) ?? true);

export const isSignalId = (text: string): text is SignalId => Object.hasOwn(HEALTH_SIGNALS, text);
