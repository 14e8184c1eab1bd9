import { SERVICE_QUESTIONS } from "./promql-services";

/** Where scrapes are rare a question may look back this much further. */
const LONGER = 2.5;
/** How many turns a window is long. */
const TURNS = 4;

/** The shortest look back in which two scrapes of most installations are. */
const LEAST_WINDOW_SECONDS = 30;

/**
 * How far back a template looks is decided when it is asked: "$window" becomes a range such as "120s", "$longer" "300s",
 * "$half", about two turns, "60s", "$short", about one, "30s".
 */
const fill = (template: string, windowSeconds: number): string =>
  template
    .replaceAll("$window", `${windowSeconds}s`)
    .replaceAll("$longer", `${Math.ceil(LONGER * windowSeconds)}s`)
    .replaceAll("$half", `${atLeast(windowSeconds / 2)}s`)
    .replaceAll("$short", `${atLeast(windowSeconds / TURNS)}s`);

const atLeast = (seconds: number): number => Math.max(LEAST_WINDOW_SECONDS, Math.ceil(seconds));

/** A question answers one value for each namespace it knows, and for each `key` where it is split. */
export type HealthQuestion = { promql: string; key: "workflow" | null };

const question = (promql: string, key: HealthQuestion["key"] = null): HealthQuestion => ({ promql, key });

/** The namespace of Traefik's services is part of their name; the event process on port 8072 is left out. */
const ingress = (name: string, more = "", range = "$window"): string =>
  `label_replace(increase(traefik_service_${name}{service=~".+-(web|web-canary)-(8069|http)@kubernetescrd"${more}}[${range}]), "namespace", "$1", "service", "(.+)-(web|web-canary)-(8069|http)@kubernetescrd")`;

const requests = (range: string): string => `sum by (namespace) (${ingress("requests_total", "", range)})`;
/** Fewer requests than these say nothing about how fast or how reliable an environment is. */
const ENOUGH = 20;
/** So many within two turns say as much as those of four, and sooner. */
const MANY = 200;
/** What is asked of visitors' requests: of the last two turns where many came, else of four. */
const ofVisitors = (asked: (range: string) => string): string =>
  `(${asked("$half")} and ${requests("$half")} >= ${MANY}) or (${asked("$window")} and ${requests("$window")} >= ${ENOUGH})`;
const failedShare = (range: string): string =>
  `((sum by (namespace) (${ingress("requests_total", `,code=~"5.."`, range)}) or 0 * ${requests(range)}) / ${requests(range)})`;
const latency = (range: string): string =>
  `histogram_quantile(0.95, sum by (namespace, le) (${ingress("request_duration_seconds_bucket", "", range)}))`;
const last = (series: string): string => `max by (namespace) (last_over_time(${series}[$window]))`;
/** The ERP tells every state that has a row: none in a state is zero, as long as it tells anything. */
const told = (series: string): string => `(${series} or 0 * ${last("odoo_cron_failing")})`;
const waiting = `sum by (namespace) (max by (namespace, state) (last_over_time(odoo_queue_jobs{state=~"pending|enqueued|started|wait_dependencies"}[$window])))`;
/** How many more than a quarter of an hour ago; every web pod tells the same database's numbers. */
const moreThanBefore = (series: string): string =>
  `clamp_min(max by (namespace) (last_over_time(${series}[$window])) - min by (namespace) (min_over_time(${series}[15m])), 0)`;
/** Pods of an operation, such as the ERP on a copy that is read back, are named by it and are not the environment's. */
const restarted = `kube_pod_container_status_restarts_total{pod!~"op-.+"}`;
/** What a counter really grew by between scrapes: `increase` would make two of one failure where scrapes are rare. */
const grown = (series: string, range: string): string =>
  `(last_over_time(${series}[${range}]) - min_over_time(${series}[${range}]))`;
/** Scrapes of a series by which what it counts can be told. */
const SCRAPES = 3;
/**
 * Calls of each workflow; what is scraped less than four times in the window is looked at for longer. A pod that is gone
 * leaves the window bit by bit: that it had more scrapes before keeps what it failed then from coming back.
 */
function calls(outcome: string): string {
  const series = `odoo_workflow_calls_total{outcome${outcome}}`;
  const scrapes = (range: string): string => `count_over_time(${series}[${range}])`;
  const rare = `${scrapes("$window")} <= ${SCRAPES} and ${scrapes("$longer")} <= ${Math.ceil(SCRAPES * LONGER)}`;
  return `sum by (namespace, workflow) (${grown(series, "$window")} and ${scrapes("$window")} > ${SCRAPES} or ${grown(series, "$longer")} and (${rare}))`;
}

const ofPod = (value: string): string => `max by (namespace, pod) (${value})`;
const resident = "process_resident_memory_bytes[$window]";
const memory = ofPod(`last_over_time(${resident})`);
const memoryLimit = `sum by (namespace, pod) (last_over_time(kube_pod_container_resource_limits{resource="memory"}[$window]))`;
/** How far ahead of a growth that goes on is looked. */
const AHEAD_SECONDS = 600;
/** Bytes a second: over the whole window, and between the last two scrapes, so that a start that is over is no growth. */
const overall = ofPod(`deriv(${resident}) and count_over_time(${resident}) >= 3`);
const lately = ofPod(`irate(${resident}) and idelta(${resident}) > 0`);
/** The lesser of both, of pods that grow. */
const growing = `((${overall} <= ${lately}) or (${lately} < ${overall})) > 0`;

/** Calls of each workflow in about the last turn, however rare scrapes are. */
const callsNow = (outcome: string): string =>
  `sum by (namespace, workflow) (${grown(`odoo_workflow_calls_total{outcome="${outcome}"}`, "$short")})`;
/** Where nothing is done any more and at least two were tried all of it fails, whatever was done before. */
const allFail = `((${callsNow("failed")} >= 2) unless (${callsNow("done")} > 0)) ^ 0`;

/**
 * What is asked of Prometheus, once for all environments of a cluster. Series: traefik_service_* of Traefik v3,
 * kube_* of kube-state-metrics with honor_labels, cnpg_* of CloudNativePG, odoo_* and process_* of the ERP's exporter.
 */
const QUESTIONS = {
  error_ratio: question(ofVisitors(failedShare)),
  latency_p95: question(ofVisitors(latency)),
  request_rate: question(`sum by (namespace) (${ingress("requests_total").replace("increase", "rate")})`),
  cron_overdue: question(last("odoo_cron_overdue")),
  cron_failing: question(last("odoo_cron_failing")),
  heartbeat_age: question(last("odoo_heartbeat_age_seconds")),
  job_backlog: question(told(waiting)),
  job_failures: question(told(moreThanBefore(`odoo_queue_jobs{state="failed"}`))),
  mail_backlog: question(told(last(`odoo_mails{state="outgoing"}`))),
  mail_failures: question(told(moreThanBefore(`odoo_mails{state="exception"}`))),
  longest_transaction: question(
    `${last("cnpg_backends_max_tx_duration_seconds")} or ${last("odoo_database_longest_transaction_seconds")}`,
  ),
  lock_waits: question(
    `sum by (namespace) (last_over_time(cnpg_backends_waiting_total[$window])) or ${last("odoo_database_lock_waits")}`,
  ),
  connections: question(
    `sum by (namespace) (last_over_time(cnpg_backends_total[$window])) / ${last(`cnpg_pg_settings_setting{name="max_connections"}`)} or ${last("odoo_database_connections_ratio")}`,
  ),
  database_size: question(
    `sum by (namespace) (max by (namespace, datname) (last_over_time(cnpg_pg_database_size_bytes[$window]))) or ${last("odoo_database_size_bytes")}`,
  ),
  restarts: question(
    `sum by (namespace) (max_over_time(${restarted}[10m]) - min_over_time(${restarted}[10m]))`,
  ),
  memory: question(`max by (namespace) (${memory} / on (namespace, pod) ${memoryLimit})`),
  memory_ahead: question(
    `max by (namespace) ((${memory} + ${AHEAD_SECONDS} * (${growing}) or ${memory}) / on (namespace, pod) ${memoryLimit})`,
  ),
  // One failure may be anybody's mistake: two are a fault of the place. Nothing where nobody tried: what was seen last
  // still stands then. An exporter may not serve an outcome before the first call that had it.
  workflow_failures: question(
    `${allFail} or (${calls(`="failed"`)} >= 2) / ${calls(`=~"failed|done"`)} or 0 * (${calls(`="done"`)} > 0)`,
    "workflow",
  ),
  workflow_seen: question(
    `max by (namespace, workflow) (last_over_time(odoo_workflow_calls_total[$window]))`,
    "workflow",
  ),
  replication_lag: question(SERVICE_QUESTIONS.replication_lag),
  slow_queries: question(SERVICE_QUESTIONS.slow_queries),
  redis_down: question(SERVICE_QUESTIONS.redis_down),
  redis_memory: question(SERVICE_QUESTIONS.redis_memory),
  node_pressure: question(SERVICE_QUESTIONS.node_pressure),
  certificate: question(SERVICE_QUESTIONS.certificate),
  processor: question(SERVICE_QUESTIONS.processor),
  volumes: question(SERVICE_QUESTIONS.volumes),
  workers: question(SERVICE_QUESTIONS.workers),
} as const satisfies Record<string, HealthQuestion>;

export type QuestionId = keyof typeof QUESTIONS;
export const QUESTION_IDS = Object.keys(QUESTIONS) as readonly QuestionId[];

/** Seconds a question looks back when it is asked every `intervalSeconds`: four turns. */
export const questionWindow = (intervalSeconds: number): number =>
  Math.max(LEAST_WINDOW_SECONDS, Math.ceil(intervalSeconds * TURNS));

/** A question as Holdfast comes with it, before "$window" is filled in. */
export const shippedQuestion = (id: QuestionId): HealthQuestion => QUESTIONS[id];

/** One question as it is asked now: a cluster's own words for it, else Holdfast's. */
export function healthQuestion(id: QuestionId, windowSeconds: number, own?: string): HealthQuestion {
  const { promql, key } = QUESTIONS[id];
  return { promql: fill(own ?? promql, windowSeconds), key };
}
